"""Invented families for the tests of targeting, written as the register keeps them: rows, observations, sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from pilar.core.ids import new_id
from pilar.core.scope import Actor, Scope
from pilar.decision.targeting.actions import versions
from pilar.evidence.registry.models import (
    DtsenEntry,
    DtsenVersion,
    Family,
    FamilyFacts,
    Membership,
    Observation,
    Person,
    PersonFacts,
    Source,
)

VILLAGE, OTHER_VILLAGE = "1872011001", "1872021002"
CITY = Actor(username="kota", role="uji", scope=Scope(("1872",), frozenset({"*"})), channel="test")
AUTHOR = Actor(
    username="penyusun", role="kepala_bidang", scope=Scope(("1872",), frozenset({"targeting.view", "targeting.manage"}))
)
PUBLISHER = Actor(
    username="penerbit", role="kepala_dinas", scope=Scope(("1872",), frozenset({"targeting.view", "targeting.publish"}))
)
SPRING = date(2026, 3, 1)
RULES = """title = "Uji"
[fields]
dikunjungi = { type = "boolean", label = "Sudah dikunjungi" }

[[parameter]]
key = "batas"
from = 2025-01-01
value = 4
basis = "SK 1"

[[parameter]]
key = "per_anak"
from = 2025-01-01
value = 100000

[[condition]]
key = "miskin"
from = 2025-01-01
when = "desil <= batas"
basis = "SK 1"
met = { id = "Desil 1 sampai {batas}.", en = "Desil 1 to {batas}." }
not_met = { id = "Desil di atas {batas}.", en = "Desil above {batas}." }
unknown = { id = "Desil belum ada.", en = "No desil yet." }

[[condition]]
key = "anak_sekolah"
subject = "member"
from = 2025-01-01
when = "umur BETWEEN 6 AND 21 AND partisipasi_sekolah = 2"

[[condition]]
key = "ada_anak"
from = 2025-01-01
when = "ANY_MEMBER(anak_sekolah)"
met = { id = "Ada anak sekolah.", en = "There is a pupil." }
not_met = { id = "Tidak ada anak sekolah.", en = "There is no pupil." }
unknown = { id = "Sekolah anak belum diketahui.", en = "School is not known." }

[[condition]]
key = "terkunjungi"
from = 2025-01-01
when = "dikunjungi"
met = { id = "Sudah dikunjungi.", en = "Visited." }
not_met = { id = "Belum dikunjungi.", en = "Not visited." }
unknown = { id = "Kunjungan belum dicatat.", en = "Visit not on record." }

[[programme]]
key = "sekolah"
name = { id = "Bantuan sekolah", en = "School aid" }
from = 2025-01-01
conditions = ["miskin", "ada_anak"]

[[programme.component]]
key = "anak"
label = { id = "Anak sekolah", en = "Pupil" }
each = "per_anak"
member = "anak_sekolah"

[[programme]]
key = "kunjungan"
name = { id = "Bantuan kunjungan", en = "Visit aid" }
from = 2025-01-01
conditions = ["miskin", "terkunjungi"]
"""


def source(label: str = "Kunjungan uji", *, day: date = SPRING) -> Source:
    moment = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
    row = Source(kind="tindakan", label=label, as_of=day, recorded_at=moment, recorder="uji")
    row.save(force_insert=True)
    return row


def observe(
    kind: int, subject: int, facts: Mapping[str, Any], *, day: date = SPRING, label: str = "Kunjungan uji"
) -> None:
    Observation(
        subject_kind=kind, subject_id=subject, as_of=day, source=source(label, day=day), facts=dict(facts)
    ).save(force_insert=True)


def dtsen(label: str, day: date) -> DtsenVersion:
    moment = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    row = DtsenVersion(label=label, as_of=day, published_at=moment)
    row.save(force_insert=True)
    return row


def household(
    name: str,
    *,
    desil: int | None,
    children: Sequence[int | None] = (),
    village: str = VILLAGE,
    version: DtsenVersion | None = None,
    day: date = SPRING,
) -> Family:
    """A head and one child of ten years per entry of `children`, whose value is its answer on school (2 = at school)."""
    family = Family(wilayah=village, head_name=name, member_count=1 + len(children), desil=desil, as_of=day)
    family.save(force_insert=True)
    FamilyFacts.objects.create(family=family, as_of=day, source_id=new_id())
    observe(1, family.pk, {"wilayah": village, "status": "aktif"}, day=day)
    if version is not None:
        DtsenEntry(version=version, family=family, wilayah=village, desil=desil, row=1).save(force_insert=True)
    people: list[tuple[str, date, int | None]] = [(name, date(1980, 5, 5), None)]
    people += [(f"ANAK {name} {n}", date(2016, 1, 1 + n), school) for n, school in enumerate(children, start=1)]
    for place, (person_name, born, school) in enumerate(people):
        member(family, person_name, born, school, relation=1 if place == 0 else 3, day=day)
    return family


def member(
    family: Family, name: str, born: date, school: int | None, *, relation: int = 3, day: date = SPRING
) -> Person:
    person = Person(
        wilayah=family.wilayah,
        family=family,
        relation=relation,
        name=name,
        search_text=name,
        birth_date=born,
        sex=1,
        as_of=day,
    )
    person.save(force_insert=True)
    PersonFacts.objects.create(person=person, as_of=day, source_id=new_id(), partisipasi_sekolah=school)
    facts = {"name": name, "birth_date": born.isoformat(), "sex": 1, "partisipasi_sekolah": school}
    observe(2, person.pk, {key: value for key, value in facts.items() if value is not None}, day=day)
    Membership(family=family, person=person, relation=relation, active_from=day, source_id=source(day=day).pk).save(
        force_insert=True
    )
    return person


def publish_rules(
    text: str = RULES, *, at: datetime, valid_from: date = date(2025, 1, 1), name: str = "uji.toml"
) -> int:
    """A version with this text, written by one person and published by another."""
    number = versions.copy_version(source_id=None, title="Uji", by=AUTHOR, at=at)
    versions.save_files(version_id=number, files={name: text}, by=AUTHOR, at=at)
    versions.propose(version_id=number, valid_from=valid_from, reason="uji", by=AUTHOR, at=at)
    versions.publish(version_id=number, by=PUBLISHER, at=at)
    return number
