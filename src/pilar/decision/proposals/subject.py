"""Who a usulan is about, as one key of 16 bytes, so that the same person has one open usulan of a kind."""

from datetime import date

from pilar.core import vault
from pilar.evidence.registry.names import search_key

FIELD = "proposals.usul.subject"


def subject_key(
    *,
    nik_index: bytes | memoryview | None,
    person_id: int | None,
    name: str,
    birth_date: date | str | None,
    place: bytes | memoryview | str,
) -> bytes:
    """The NIK's own blind index where there is one; else of the person's id; else of name, birth date and KK or kelurahan."""
    if nik_index:
        return bytes(nik_index)
    if person_id is not None:
        return vault.blind_index(FIELD, f"person:{person_id}")
    where = place if isinstance(place, str) else bytes(place).hex()
    return vault.blind_index(FIELD, f"name:{search_key(name)}|{birth_date or ''}|{where}")
