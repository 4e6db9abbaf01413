"""The kinds of content that intake itself publishes: DTSEN deliveries, details of families and members, BDT 2015."""

from django.utils.translation import gettext_noop as _

from pilar.evidence.intake import fields as f
from pilar.evidence.intake.kinds import Kind, register
from pilar.evidence.intake.publish.run import Publication


def _people(publication: Publication) -> dict[str, int]:
    from pilar.evidence.intake.publish.people import publish_people

    return publish_people(publication)


def register_kinds() -> None:
    """Called once from the app's `ready`."""
    register(
        Kind(
            code="dtsen",
            label=_("Kiriman DTSEN per keluarga (desil)"),
            fields=f.required((*f.FAMILY, *f.PLACE), "kk", "desil"),
            publisher=_people,
            unique={"kk": "BRK-702"},
        )
    )
    register(
        Kind(
            code="family",
            label=_("Rincian keluarga (rumah dan aset)"),
            fields=f.required((*f.FAMILY, *f.PLACE, *f.family_fact_fields()), "kk"),
            publisher=_people,
            unique={"kk": "BRK-702"},
        )
    )
    register(
        Kind(
            code="member",
            label=_("Rincian anggota keluarga"),
            fields=f.required(
                (*(x for x in f.FAMILY if x.key == "kk"), *f.PERSON, *f.PLACE, *f.person_fact_fields()), "kk", "name"
            ),
            publisher=_people,
            unique={"nik": "BRK-701"},
            guards_identity=True,
        )
    )
