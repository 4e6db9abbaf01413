"""Tables of the field: forms, devices, submissions with their files, quarantine, entity lists."""

from pilar.evidence.field.models.devices import Device
from pilar.evidence.field.models.entities import Entity, EntityHeld, EntityList, EntityVersion
from pilar.evidence.field.models.forms import Form, FormAccess, FormMedia, FormVersion
from pilar.evidence.field.models.submissions import Attachment, Quarantine, Submission, SubmissionVersion

__all__ = [
    "Attachment",
    "Device",
    "Entity",
    "EntityHeld",
    "EntityList",
    "EntityVersion",
    "Form",
    "FormAccess",
    "FormMedia",
    "FormVersion",
    "Quarantine",
    "Submission",
    "SubmissionVersion",
]
