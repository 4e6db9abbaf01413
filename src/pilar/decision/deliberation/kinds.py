"""The kind "siks-status": sheets of statuses that SIKS-NG shows or gives back. An unknown status stays in quarantine."""

from django.utils.translation import gettext_noop as _

from pilar.decision.proposals.siks_ng import STATUSES
from pilar.evidence.intake.fields import Field
from pilar.evidence.intake.kinds import Kind, register
from pilar.evidence.intake.office_kinds import person_field, text_field
from pilar.evidence.intake.publish.run import Publication


def _publish(publication: Publication) -> dict[str, int]:
    from pilar.decision.deliberation.publish import publish_statuses

    return publish_statuses(publication)


def status_words() -> tuple[str, ...]:
    """Every text that stands for a status, in small letters, as sheets are read."""
    return tuple(dict.fromkeys(text.lower() for one in STATUSES for text in (one.name_id, *one.synonyms)))


def register_status_kind() -> None:
    """Called once from the app's `ready`."""
    register(
        Kind(
            code="siks-status",
            label=_("Status SIKS-NG"),
            fields=(
                person_field("nik", required=True),
                person_field("name"),
                Field(key="siks_status", label=_("Status"), type="choice", required=True, choices=status_words(),
                      synonyms=("status", "status usulan", "status siks", "keterangan status")),
                text_field("note", _("Keterangan"), "keterangan"),
            ),
            publisher=_publish,
            needs_area=False,
        )
    )  # fmt: skip
