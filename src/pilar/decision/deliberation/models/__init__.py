"""Tables of the musyawarah, one module per part."""

from pilar.decision.deliberation.models.calendar import AreaSetting, CalendarWindow
from pilar.decision.deliberation.models.endorsement import EndorsedUsul, Endorsement, SampleDraw, SampleRow
from pilar.decision.deliberation.models.exchange import Sending, SentUsul, SiksAnswer
from pilar.decision.deliberation.models.notices import NOTICE_KINDS, Notice, NoticePrint
from pilar.decision.deliberation.models.objections import OBJECTION_STATES, Announcement, Objection, ObjectionVoice
from pilar.decision.deliberation.models.papers import PAPER_KINDS, LetterNumber, SessionPaper
from pilar.decision.deliberation.models.session import Attendee, Session, SessionItem, SessionPhoto, TableAct
from pilar.decision.deliberation.models.signatures import LEVELS, PaperSignature

__all__ = [
    "LEVELS",
    "NOTICE_KINDS",
    "OBJECTION_STATES",
    "PAPER_KINDS",
    "Announcement",
    "AreaSetting",
    "Attendee",
    "CalendarWindow",
    "EndorsedUsul",
    "Endorsement",
    "LetterNumber",
    "Notice",
    "NoticePrint",
    "Objection",
    "ObjectionVoice",
    "PaperSignature",
    "SampleDraw",
    "SampleRow",
    "Sending",
    "SentUsul",
    "Session",
    "SessionItem",
    "SessionPaper",
    "SessionPhoto",
    "SiksAnswer",
    "TableAct",
]
