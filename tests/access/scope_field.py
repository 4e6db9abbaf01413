"""How the scope test asks the doors of the field: one phone and one held post of each place."""

from tests.unit.evidence.registry.two_cities import AT

from pilar.core import vault
from pilar.evidence.field.models import Device, Quarantine
from pilar.evidence.field.rules import HELD_FIELD


def field_rows(mark: str, place: str, number: int, user: int) -> dict[str, int]:
    """A phone and a held post of the place."""
    phone = Device.objects.create(
        token_hash=f"{number:064d}", user_id=user, role="psm", wilayah=place, label=f"HP {mark}", created_at=AT, created_by="uji",
        holds={"instances": [f"uuid:{mark}"]},
    )  # fmt: skip
    held = Quarantine.objects.create(
        reason="other_xml", form_name=f"formulir {mark}", instance_id=f"uuid:{mark}", wilayah=place, username=f"petugas.{mark.lower()}",
        xml_sealed=vault.seal(HELD_FIELD, f"<a>{mark}</a>"), sha256="d" * 64, received_at=AT,
    )  # fmt: skip
    return {"device": phone.pk, "held": held.pk}
