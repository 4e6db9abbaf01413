"""Tables of the musyawarah, one module per part."""

from pilar.decision.deliberation.models.calendar import AreaSetting, CalendarWindow
from pilar.decision.deliberation.models.endorsement import EndorsedUsul, Endorsement, SampleDraw, SampleRow
from pilar.decision.deliberation.models.papers import PAPER_KINDS, LetterNumber, SessionPaper
from pilar.decision.deliberation.models.session import Attendee, Session, SessionItem, SessionPhoto, TableAct

__all__ = [
    "PAPER_KINDS",
    "AreaSetting",
    "Attendee",
    "CalendarWindow",
    "EndorsedUsul",
    "Endorsement",
    "LetterNumber",
    "SampleDraw",
    "SampleRow",
    "Session",
    "SessionItem",
    "SessionPaper",
    "SessionPhoto",
    "TableAct",
]
