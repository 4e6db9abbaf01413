"""The kind "bnba": a sheet of proposals of a kelurahan."""

from django.utils.translation import gettext_noop as _

from pilar.decision.proposals.lists import CHANNELS
from pilar.decision.proposals.words import PROPOSED_WORDS
from pilar.evidence.intake import fields as f
from pilar.evidence.intake.fields import Field
from pilar.evidence.intake.kinds import Kind, register
from pilar.evidence.intake.office_kinds import person_field, text_field
from pilar.evidence.intake.publish.run import Publication


def _publish(publication: Publication) -> dict[str, int]:
    from pilar.decision.proposals.publish import publish_bnba

    return publish_bnba(publication)


def register_bnba_kind() -> None:
    """Called once from the app's `ready`."""
    register(
        Kind(
            code="bnba",
            label=_("BNBA usulan"),
            fields=(
                person_field("nik"),
                next(field for field in f.FAMILY if field.key == "kk"),
                person_field("name", required=True),
                person_field("birth_place"),
                person_field("birth_date"),
                person_field("mother_name"),
                person_field("sex"),
                *f.PLACE,
                Field(key="proposed", label=_("Jenis usulan"), type="choice", required=True, choices=tuple(PROPOSED_WORDS),
                      synonyms=("jenis usulan", "usulan", "jenis")),
                text_field("rationale", _("Alasan"), "alasan"),
                text_field("note", _("Keterangan"), "keterangan"),
            ),
            publisher=_publish,
            options=(Field(key="channel", label=_("Diterima melalui"), type="choice", choices=tuple(one.code for one in CHANNELS), entries=CHANNELS),),
        )
    )  # fmt: skip
