"""A small invented register of Kota Metro with planted doubles, written straight into the tables."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from pilar.core import vault
from pilar.core.ids import new_id
from pilar.evidence.registry.models import Family, Person
from pilar.evidence.registry.rules import KK_FIELD, MOTHER_FIELD, NIK_FIELD

METRO, IMOPURO = "1872011001", "1872011002"
_FIRST = "ABDUL AGUS BAMBANG BUDI DARMA EKO FAJAR GUNAWAN HENDRA IRFAN JOKO LUKMAN MAHMUD NUGROHO OKTA PRATAMA RAHMAT SLAMET TEGUH USMAN WAHYU YUSUF ZAINAL".split()
_LAST = "ARIFIN BASUKI CHANDRA DJATMIKO EFENDI FIRMANSYAH GINTING HASIBUAN ISKANDAR JUNAIDI KUSUMA MULYONO NASUTION PERMANA RIYADI SANTOSO TARIGAN UTOMO WIJAYA".split()
AS_OF = date(2026, 6, 30)


@dataclass
class Register:
    """`persons`: ids; `doubles`: pairs of ids of one person, smaller first; `twins`: pairs that are two persons."""

    persons: list[int] = field(default_factory=list)
    doubles: set[tuple[int, int]] = field(default_factory=set)
    twins: set[tuple[int, int]] = field(default_factory=set)


def nik(serial: int, born: date) -> str:
    return f"187201{born:%d%m%y}{serial:04d}"


def add_family(wilayah: str = METRO, kk: str = "", address: str = "JL. MAWAR 3") -> Family:
    return Family.objects.create(
        id=new_id(), wilayah=wilayah, address=address, as_of=AS_OF, member_count=1,
        kk_sealed=vault.seal(KK_FIELD, kk) if kk else None, kk_index=vault.blind_index(KK_FIELD, kk) if kk else None,
    )  # fmt: skip


def add_person(family: Family, name: str, born: date, number: str = "", mother: str = "") -> int:
    person = Person.objects.create(
        id=new_id(), family=family, wilayah=family.wilayah, name=name, sex=1, birth_date=born, birth_place="METRO", as_of=AS_OF,
        nik_sealed=vault.seal(NIK_FIELD, number) if number else None,
        nik_index=vault.blind_index(NIK_FIELD, number) if number else None,
        mother_sealed=vault.seal(MOTHER_FIELD, mother) if mother else None,
    )  # fmt: skip
    return int(person.pk)


def make_register(families: int = 90, doubles: int = 14, seed: int = 7) -> Register:
    """Families of two; some persons stand twice: in another family, the NIK one digit off or missing, the name misspelt."""
    chance, made = random.Random(seed), Register()
    heads = []
    for number in range(families):
        family = add_family(
            chance.choice([METRO, IMOPURO]) + f"{chance.randint(1, 4):03d}{chance.randint(1, 6):03d}", f"187201150319{number + 1:04d}",
            f"JL. {chance.choice(_LAST)} {number + 1}",
        )  # fmt: skip
        for member in range(2):
            born = date(1950, 1, 2) + timedelta(days=chance.randint(0, 25_000))
            name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)} {chance.choice(_LAST)}"
            own, mother = nik(chance.randint(1, 9), born), f"SITI {chance.choice(_LAST)} {chance.choice(_FIRST)}"
            made.persons.append(add_person(family, name, born, own, mother))
            if member == 0:
                heads.append((made.persons[-1], name, born, own, mother))
    for place, (first, name, born, own, mother) in enumerate(heads[:doubles]):
        other = add_family(METRO, f"187201150320{place + 1:04d}", f"GG. {chance.choice(_FIRST)} {place}")
        wrong = own[:15] + str((int(own[15]) + 3) % 10) if place % 2 else ""
        second = add_person(other, name[:3] + name[4:] if place % 3 == 0 else name, born, wrong, mother)
        made.persons.append(second)
        made.doubles.add((first, second))
    home = add_family(METRO, "1872011503230001", "JL. KEMBAR 1")
    born = date(2015, 4, 5)
    made.twins.add(
        (add_person(home, "RANGGA PERMANA", born, nik(1, born), "NURUL"), add_person(home, "BIMO PERMANA", born, nik(2, born), "NURUL"))
    )  # fmt: skip
    return made
