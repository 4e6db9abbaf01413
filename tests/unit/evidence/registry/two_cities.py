"""Families and persons for the tests of the register, made through its own acts, in Kota Metro and in Malang."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache
from django.test import Client

from pilar.core import vault
from pilar.core.clock import now
from pilar.core.scope import Actor
from pilar.evidence.registry import actions, sources
from pilar.evidence.registry.models import DtsenEntry, Family, Person, ReceivedAid
from pilar.evidence.registry.names import search_document
from pilar.evidence.registry.rules import HEAD, KK_FIELD
from pilar.foundation.accounts.models import Assignment, User
from pilar.foundation.wilayah import actions as wilayah

AT = datetime.fromisoformat("2026-11-24T03:00:00+00:00")
GANJAR, YOSO = "1872031002", "1872011005"
MALANG = "3573011001"


def load_areas() -> None:
    """Kota Metro and Kota Malang, with the areas above them."""
    cache.clear()
    wilayah.load_national_areas(by=Actor.system(), at=AT, within=("1872", "3573"))


def nik_of(born: date, woman: bool, number: int, area: str = "187201") -> str:
    """A NIK of the right structure."""
    return f"{area}{born.day + (40 if woman else 0):02d}{born:%m%y}{number:04d}"


def kk_of(number: int, area: str = "187201") -> str:
    return f"{area}010115{number:04d}"


@dataclass(frozen=True, slots=True)
class Made:
    """A family as it was registered."""

    id: int
    kk: str
    niks: tuple[str, ...]
    people: tuple[int, ...]


def add_family(
    wilayah_code: str,
    names: Sequence[str],
    number: int,
    *,
    address: str = "JL. MAWAR NO. 3",
    born: date = date(1979, 5, 17),
) -> Made:
    """The first name is the head; the others are children, born 25 years later."""
    kk, niks, members = kk_of(number), [], []
    for place, name in enumerate(names):
        day = born if place == 0 else born.replace(year=born.year + 25)
        niks.append(nik_of(day, True, number * 10 + place))
        members.append(
            actions.NewPerson(
                name=name, nik=niks[-1], relation=HEAD if place == 0 else 3, sex=2, birth_date=day,
                mother_name="SUMARNI RAHASIA", phone="081234567890",
            )
        )  # fmt: skip
    family = actions.register_family(
        members=members, wilayah=wilayah_code, address=address, kk=kk, by=Actor.system(), at=AT
    )
    people = tuple(Person.objects.filter(family_id=family).order_by("relation", "id").values_list("pk", flat=True))
    return Made(family, kk, tuple(niks), people)


def add_desil(family_ids: Sequence[int], steps: Sequence[tuple[str, date, int]], first: int = 1) -> None:
    """Published versions (label, as of, desil) in which the families stand."""
    for number, (label, as_of, desil) in enumerate(steps, first):
        version = sources.open_version(label=label, as_of=as_of, batch_id=number, wilayah="1872")
        families = Family.objects.filter(pk__in=family_ids)
        DtsenEntry.objects.bulk_create(
            DtsenEntry(version_id=version, family_id=one.pk, wilayah=one.wilayah, desil=desil, row=row)
            for row, one in enumerate(families, 2)
        )
        sources.publish_version(version, at=AT)
        families.update(desil=desil, desil_version=version)


def add_aid(person_id: int, programme: str, status: str, as_of: date = date(2026, 9, 1)) -> None:
    """A line of a list of recipients."""
    person = Person.objects.get(pk=person_id)
    source = sources.for_batch(900, label="penerima.xlsx", as_of=as_of, by=Actor.system(), at=AT)
    ReceivedAid.objects.create(
        person_id=person_id, wilayah=person.wilayah, programme=programme, name=person.name, status=status, as_of=as_of,
        source_id=source, row=2,
    )  # fmt: skip


def add_many(wilayah_codes: Sequence[str], names: Sequence[str], years: Sequence[int]) -> list[int]:
    """Persons without a family, one for each name, spread over the areas; their ids in that order."""
    rows = [
        Person(
            wilayah=wilayah_codes[n % len(wilayah_codes)], name=name, birth_date=date(year, 1 + n % 12, 1 + n % 28), as_of=AT.date(),
            search_text=search_document(name, wilayah_codes[n % len(wilayah_codes)], year, ""),
        )
        for n, (name, year) in enumerate(zip(names, years, strict=True))
    ]  # fmt: skip
    return [row.pk for row in Person.objects.bulk_create(rows)]


def add_families(wilayah_code: str, count: int, first: int = 1) -> list[int]:
    """Families without members, for lists; head NAMA KEPALA n, KK sealed."""
    kks = [kk_of(first + n) for n in range(count)]
    rows = [
        Family(
            wilayah=wilayah_code, head_name=f"NAMA KEPALA {first + n}", kk_sealed=vault.seal(KK_FIELD, kk),
            kk_index=vault.blind_index(KK_FIELD, kk), as_of=AT.date(), member_count=1 + n % 5, desil=1 + n % 10,
        )
        for n, kk in enumerate(kks)
    ]  # fmt: skip
    return [row.pk for row in Family.objects.bulk_create(rows)]


def enter(username: str, role: str, area: str) -> Client:
    """The browser of a new user with that role and area."""
    user = User.objects.create_user(username, full_name=f"{username.title()} Uji")
    Assignment.objects.create(
        user=user, role=role, wilayah=area, active_from=date(2020, 1, 1), created_at=now(), created_by="uji"
    )
    client = Client()
    client.force_login(user)
    return client
