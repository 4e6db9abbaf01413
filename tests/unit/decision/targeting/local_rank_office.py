"""A small office with families whose welfare is known, a survey of the same kind, and a card fitted once for all tests."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from functools import lru_cache

import numpy as np

from pilar.core.bulk.files import keep_bytes
from pilar.core.scope import Actor, Scope
from pilar.decision.targeting.actions import rank, rank_scoring
from pilar.decision.targeting.actions.rank_survey import SurveyData, read_file
from pilar.decision.targeting.models import CardVersion, Survey
from pilar.decision.targeting.rank.fit import fit
from pilar.decision.targeting.rank.plans import plans_for
from pilar.decision.targeting.rank_requests import inline_step
from pilar.evidence.registry.models import Family, FamilyFacts, Person

VILLAGES = ("1872011001", "1872011003", "1872021001", "1872021002", "1872031001", "1872031002", "1872041001")
COLUMNS = {"consumption": "konsumsi", "group": "blok", "area": "kode_wilayah", "weight": "bobot", "family_card": ""}
DAY = date(2026, 11, 1)
MAKER = Actor(username="siti", role="kepala_bidang", scope=Scope(("1872",), frozenset({"*"})), channel="test")
OTHER = Actor(username="budi", role="kepala_dinas", scope=Scope(("1872",), frozenset({"*"})), channel="test")


def welfare(motor: np.ndarray, fridge: np.ndarray, power: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Log consumption before chance: 30 points a motorcycle, 40 a refrigerator, 15 a step of power, -6 a member."""
    return np.asarray(13.3 + 0.3 * motor + 0.4 * fridge + 0.15 * power - 0.06 * size)


def survey_csv(rows: int = 260, seed: int = 1) -> bytes:
    """A survey with the register's variables and codes (1 yes, 2 no)."""
    random = np.random.default_rng(seed)
    motor, fridge = random.random(rows) < 0.5, random.random(rows) < 0.4
    power, size = random.integers(1, 5, rows), random.integers(1, 8, rows)
    log = welfare(motor, fridge, power, size) + random.normal(0, 0.25, rows)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["kode_wilayah", "blok", "bobot", "konsumsi", "hhsize", "hhmale", "aset_bergerak_sepeda_motor",
                     "aset_bergerak_lemari_es", "daya_terpasang", "warna_pagar"])  # fmt: skip
    for i in range(rows):
        writer.writerow([VILLAGES[i % 7], i % 26, 2, round(float(np.exp(log[i]))), size[i], i % 2, 1 if motor[i] else 2,
                         1 if fridge[i] else 2, power[i], i])  # fmt: skip
    return out.getvalue().encode()


@lru_cache(maxsize=1)
def fitted() -> tuple[SurveyData, dict, dict, str]:
    """Survey data, card, plans and digest; fitted once."""
    data = read_file(survey_csv(), "survei.csv", COLUMNS, [])
    card, _ = fit(data.survey, data.names, questions=5, area_columns=data.area_columns)
    import hashlib

    return data, card.as_data(), plans_for(card, data.survey), hashlib.sha256(card.to_json().encode()).hexdigest()


def published(at: datetime) -> CardVersion:
    """The fitted card, in force for the city, with its survey kept."""
    data, card, plans, digest = fitted()
    survey = Survey.objects.create(
        wilayah="1872", title="Survei uji", file=keep_bytes("survei.csv", [survey_csv()], by=MAKER, at=at), as_of=DAY,
        columns=COLUMNS, questions=5, state="used", households=data.survey.size, by="siti", at=at,
    )  # fmt: skip
    rank._keep_households(survey, data)
    row = CardVersion.objects.create(
        wilayah="1872", number=1, survey=survey, card=card, digest=digest, report=card["report"], interview=plans,
        author="siti", created_at=at,
    )  # fmt: skip
    rank.publish_card(card_id=row.pk, by=OTHER, at=at)
    row.refresh_from_db()
    return row


def families(number: int = 140, seed: int = 5) -> list[int]:
    """Families with facts and two members each; desil follows welfare, the last ten have no desil, every tenth no facts."""
    random = np.random.default_rng(seed)
    motor, fridge = random.random(number) < 0.5, random.random(number) < 0.4
    power = random.integers(1, 5, number)
    log = welfare(motor, fridge, power, np.full(number, 2))
    desil = (np.argsort(np.argsort(log, kind="stable"), kind="stable") * 10 // number) + 1
    made = Family.objects.bulk_create(
        Family(
            wilayah=f"{VILLAGES[i % 7]}001001", head_name=f"KEPALA {i}", member_count=2, as_of=DAY,
            desil=None if i >= number - 10 else int(desil[i]),
        )
        for i in range(number)
    )  # fmt: skip
    FamilyFacts.objects.bulk_create(
        FamilyFacts(
            family=one, as_of=DAY, source_id=1, aset_bergerak_sepeda_motor=1 if motor[i] else 2,
            aset_bergerak_lemari_es=1 if fridge[i] else 2, daya_terpasang=int(power[i]), sumber_penerangan_utama=1,
        )
        for i, one in enumerate(made) if i % 10
    )  # fmt: skip
    Person.objects.bulk_create(
        Person(
            wilayah=one.wilayah, family=one, relation=relation, name=f"ORANG {i} {relation}", sex=2 if (i + relation) % 2 else 1,
            birth_date=date(1960 + i % 40, 1, 1), as_of=DAY,
        )
        for i, one in enumerate(made) for relation in (1, 2)
    )  # fmt: skip
    return [one.pk for one in made]


def scored(at: datetime) -> dict[str, int]:
    """All families scored with the published card."""
    run = rank_scoring.start_run(area="1872", by=MAKER, at=at, day=DAY)
    return rank_scoring.score_area(run_id=run, by=MAKER, at=at, step=inline_step)
