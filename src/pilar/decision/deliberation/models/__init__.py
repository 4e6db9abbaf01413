"""Tables of the musyawarah, one module per part."""

from pilar.decision.deliberation.models.calendar import AreaSetting, CalendarWindow
from pilar.decision.deliberation.models.session import Attendee, Session, SessionItem, SessionPhoto, TableAct

__all__ = ["AreaSetting", "Attendee", "CalendarWindow", "Session", "SessionItem", "SessionPhoto", "TableAct"]
