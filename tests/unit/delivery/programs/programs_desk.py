"""Families, usulan and endorsed lists, through the doors that offices use. All numbers are invented."""

from collections.abc import Sequence
from datetime import date, datetime

from pilar.core.ids import new_id
from pilar.core.scope import Actor, Scope
from pilar.decision.deliberation.models import EndorsedUsul, Endorsement, LetterNumber
from pilar.decision.proposals import actions as proposals
from pilar.decision.proposals.models import Usul
from pilar.delivery.programs.actions import stages
from pilar.evidence.registry import actions as registry
from pilar.evidence.registry.models import Family, Person

CITY, VILLAGE, NEXT = "1872", "1872011001", "1872011003"
DRAFTER = Actor("penyusun", "pengisi_data", Scope((CITY,), frozenset({"*"})), channel="test")
HEAD = Actor("kepala", "kepala_dinas", Scope((CITY,), frozenset({"*"})), channel="test")


def family(number: int, at: datetime, *, village: str = VILLAGE, desil: int | None = None) -> int:
    """A man who heads, his wife, a child; returns the family."""
    names = [(f"SUAMI {number}", 1, 1, 1980), (f"ISTRI {number}", 2, 2, 1983), (f"ANAK {number}", 3, 1, 2015)]
    members = [
        registry.NewPerson(
            name=name, nik=f"187201{1 + number % 27 + (40 if sex == 2 else 0):02d}05{year % 100:02d}{number * 3 + place + 1:04d}",
            relation=relation, sex=sex, birth_date=date(year, 5, 1 + number % 27),
        )
        for place, (name, relation, sex, year) in enumerate(names)
    ]  # fmt: skip
    made = registry.register_family(
        members=members,
        wilayah=village + "001001",
        address="JL MAWAR 3",
        kk=f"1872010101{18:02d}{number + 1:04d}",
        by=DRAFTER,
        at=at,
    )
    if desil is not None:
        Family.objects.filter(pk=made).update(desil=desil)
    return made


def member(family_id: int, relation: int = 1) -> int:
    return int(Person.objects.values_list("pk", flat=True).get(family_id=family_id, relation=relation))


def endorsed(families: Sequence[int], at: datetime, *, programme: str = "SEMBAKO", relation: int = 1) -> int:
    """An endorsed list that proposes these families, through usulan; the number of the list."""
    letter = LetterNumber.objects.create(
        wilayah=CITY, year=2026, code="uji", seq=LetterNumber.objects.count() + 900, number="1/UJI", subject="uji", given_at=at, given_by="uji"
    )  # fmt: skip
    made = Endorsement.objects.create(
        wilayah=CITY, period="2026-11", letter=letter, list_hash="a" * 64, count=len(families), bulk_id=new_id(), signer="Ani",
        endorsed_at=at, endorsed_by="kepala",
    )  # fmt: skip
    for position, one in enumerate(families, 1):
        usul = proposals.propose(
            subject=proposals.Subject(person_id=member(one, relation)), kind="bansos", programme=programme, by=DRAFTER, at=at,
            rationale="sakit menahun",
        ).usul_id  # fmt: skip
        row = Usul.objects.get(pk=usul)
        EndorsedUsul.objects.create(
            endorsement=made, usul=row, position=position, wilayah=row.wilayah, name=row.name, kind="bansos", programme=programme, reason="",
            revision=1,
        )  # fmt: skip
    return made.pk


def stage(at: datetime, code: str = "SEMBAKO", *, number: int = 1, budget: int = 10_000_000_000, **quota: int) -> int:
    """A stage of three months with its quota (`v1872011001=5`; default 100 for the city)."""
    programme = stages.make_programme(area=CITY, code=code, by=DRAFTER, at=at)
    made = stages.open_stage(
        programme_id=programme, year=2026, number=number, label=f"Tahap {number}", active_from=date(2026, 10, 1), active_to=date(2027, 1, 1),
        fund="apbn", budget_line="5.1.05", budget_rp=budget, by=DRAFTER, at=at,
    )  # fmt: skip
    stages.set_quota(
        stage_id=made, quotas={key[1:]: value for key, value in quota.items()} or {CITY: 100}, by=DRAFTER, at=at
    )
    return made
