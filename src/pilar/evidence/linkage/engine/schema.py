"""Which column of a file means what: the `--map` text, checked, as a tuple of fields."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """What a field depends on; decides which explanation of a pair shares its probabilities."""

    PERSON = "person"
    LINEAGE = "lineage"
    RESIDENCE = "residence"
    OTHER = "other"


# Field kinds in the words of the issue -> group. Order is the order of comparison and of explanations.
KINDS: dict[str, Group] = {
    "national_id": Group.PERSON,
    "birth_date": Group.PERSON,
    "name": Group.PERSON,
    "given_name": Group.PERSON,
    "surname": Group.LINEAGE,
    "sex": Group.PERSON,
    "phone": Group.OTHER,
    "mother_name": Group.LINEAGE,
    "birth_place": Group.LINEAGE,
    "family_id": Group.RESIDENCE,
    "address": Group.RESIDENCE,
    "rt": Group.RESIDENCE,
    "rw": Group.RESIDENCE,
    "area": Group.RESIDENCE,
    "postcode": Group.RESIDENCE,
}
FREE_KINDS = ("text", "exact")
ID = "id"


class LinkageError(ValueError):
    """Input that cannot be linked; the message says why in Indonesian."""


class MapError(LinkageError):
    """The map cannot be used; the message says in Indonesian which part and why."""


@dataclass(frozen=True)
class Field:
    """One mapped column. `role` is unique in a schema: a kind, or "text:NAME" / "exact:NAME"."""

    role: str
    column: str

    @property
    def kind(self) -> str:
        return self.role.split(":", 1)[0]

    @property
    def group(self) -> Group:
        return KINDS.get(self.role, Group.OTHER)

    @property
    def slug(self) -> str:
        """Prefix of this field's prepared columns: lower-case letters, digits and underscores."""
        return "".join(c if c.isascii() and c.isalnum() else "_" for c in self.role.lower())


@dataclass(frozen=True)
class Schema:
    """The identifier column and the fields to compare, in the order of `KINDS`."""

    id_column: str
    fields: tuple[Field, ...]

    def has(self, role: str) -> bool:
        return any(field.role == role for field in self.fields)

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(field.role for field in self.fields)


def parse_map(text: str) -> Schema:
    """Read `"id=rec_id,national_id=nik,text:job=pekerjaan"`.

    Raises `MapError` for an unknown field, a field mapped twice, one column used for two fields, a missing `id`,
    or no field besides `id`.
    """
    pairs = [_split_pair(part) for part in text.split(",") if part.strip()]
    _refuse_repeats(pairs)
    by_role = dict(pairs)
    if ID not in by_role:
        raise MapError("Pemetaan tidak memuat id: tulis id=NAMA_KOLOM untuk kolom pengenal baris.")
    fields = [Field(role, column) for role, column in pairs if role != ID]
    if not fields:
        raise MapError("Tidak ada bidang yang dapat dibandingkan: petakan paling sedikit satu selain id.")
    slugs = [field.slug for field in fields]
    if len(set(slugs)) < len(slugs):
        raise MapError("Dua nama bidang bebas menjadi sama setelah disederhanakan; beri nama yang berbeda.")
    order = {kind: place for place, kind in enumerate(KINDS)}
    fields.sort(key=lambda field: order.get(field.kind, len(order)))
    return Schema(by_role[ID], tuple(fields))


def _split_pair(part: str) -> tuple[str, str]:
    role, equals, column = (piece.strip() for piece in part.partition("="))
    if not equals or not role or not column:
        raise MapError(f"Bagian pemetaan “{part.strip()}” harus berbentuk bidang=kolom.")
    free = role.partition(":")
    if role != ID and role not in KINDS and not (free[0] in FREE_KINDS and free[2]):
        known = ", ".join((ID, *KINDS, "text:NAMA", "exact:NAMA"))
        raise MapError(f"Bidang “{role}” tidak dikenal. Yang dikenal: {known}.")
    return role, column


def _refuse_repeats(pairs: list[tuple[str, str]]) -> None:
    roles = [role for role, _ in pairs]
    columns = [column for role, column in pairs if role != ID]
    for role in roles:
        if roles.count(role) > 1:
            raise MapError(f"Bidang “{role}” dipetakan dua kali; satu bidang hanya satu kolom.")
    for column in columns:
        if columns.count(column) > 1:
            raise MapError(
                f"Kolom “{column}” dipakai untuk dua bidang; bukti yang sama akan dihitung dua kali. Pilih satu."
            )
