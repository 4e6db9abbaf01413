"""A synthetic household survey of the synthetic city, and what the office makes of it: a card, scores, a coverage estimate.

The file is labelled synthetic in its name and in Pilar. Blocks of dwellings (RT) are drawn, every family of a drawn block
is asked; consumption is that of the generator, measured with the error an interview makes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np

from pilar.demo.city import City
from pilar.demo.staff import Login
from pilar.demo.streams import stream
from pilar.synthetic import Mark

FILE_NAME = "survei_konsumsi_sintetis.csv"
AS_OF = date(2026, 3, 15)
#: About as many interviews as a district sample of the national survey.
WANTED = 1_200
MOST_PERSONS = 300_000
MEASURED_WITH = 0.12
"""Standard deviation of the logarithm of consumption that an interview adds."""
_FIRST_VARIABLE, _LAST_VARIABLE = "status_kepemilikan_rumah", "jumlah_ternak_kambing_domba"


def survey_rows(city: City) -> list[dict[str, Any]]:
    """One row per family asked: KK, kelurahan, block, weight, consumption, counts over members, answers of the form."""
    families = city.families
    rng = stream(city.seed, "survey")
    blocks = np.array(families["wilayah"].to_pylist())
    names, place = np.unique(blocks, return_inverse=True)
    share = min(1.0, WANTED / families.num_rows)
    drawn = rng.random(names.size) < share if share < 1 else np.ones(names.size, dtype=bool)
    rows = np.flatnonzero(drawn[place])
    spending = families["consumption"].to_numpy() * np.exp(rng.normal(0, MEASURED_WITH, families.num_rows))
    counts = _members(city)
    columns = families.schema.names
    asked = columns[columns.index(_FIRST_VARIABLE) : columns.index(_LAST_VARIABLE) + 1]
    answers = {name: families[name].to_pylist() for name in asked}
    cards, villages = families["kk"].to_pylist(), families["kelurahan_code"].to_pylist()
    return [
        {
            "no_kk": cards[row],
            "kode_wilayah": villages[row],
            "blok": names[place[row]],
            "bobot": round(1 / share, 3),
            "konsumsi": int(round(float(spending[row]), -3)),
            **{name: values[row] for name, values in counts.items()},
            **{name: values[row] for name, values in answers.items()},
        }
        for row in rows.tolist()
        if counts["hhsize"][row]
    ]


def _members(city: City) -> dict[str, list[Any]]:
    """Counts over living members: size, dependency, head."""
    persons = city.persons
    family = persons["family_id"].to_numpy() - 1
    here = persons["keberadaan"].to_numpy() == 1
    born = persons["birth_date"].to_numpy(zero_copy_only=False).astype("datetime64[D]")
    age = (np.datetime64(city.as_of) - born).astype(int) // 365
    count = city.families.num_rows
    size = np.bincount(family[here], minlength=count)
    working = np.bincount(family[here & (age >= 15) & (age <= 64)], minlength=count)
    heads = np.flatnonzero(here & (persons["status_hubungan_keluarga"].to_numpy() == 1))
    male: list[Any] = [None] * count
    head_age: list[Any] = [None] * count
    sex = persons["jenis_kelamin"].to_pylist()
    for row in heads.tolist():
        male[family[row]] = 1 if sex[row] == 1 else 0
        head_age[family[row]] = int(age[row])
    ratio = [round((s - w) / w, 3) if w else None for s, w in zip(size.tolist(), working.tolist(), strict=True)]
    return {"hhsize": size.tolist(), "depratio": ratio, "hhmale": male, "hhage": head_age}


def survey_file(city: City) -> bytes:
    """The survey as CSV."""
    rows = survey_rows(city)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else ["no_kk"])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def take_survey(city: City, office: str, *, maker: Any, publisher: Any, say: Callable[[str], None]) -> dict[str, Any]:
    """Through the same doors as a real survey: keep the file, fit, publish by a second person, score, estimate the gap.

    `maker`, `publisher`: two different actors. Returns counts; a city too small for a card says so and goes on without.
    """
    from pilar.core.bulk.files import keep_bytes
    from pilar.core.clock import now
    from pilar.decision.targeting.actions import coverage, rank, rank_scoring
    from pilar.decision.targeting.rank_requests import inline_step

    at = now()
    say("Survei contoh, kartu skor lokal, dan celah cakupan …")
    file = keep_bytes(FILE_NAME, [survey_file(city)], by=maker, at=at)
    columns = {
        "consumption": "konsumsi", "group": "blok", "area": "kode_wilayah", "weight": "bobot", "family_card": "no_kk",
    }  # fmt: skip
    survey = rank.receive_survey(
        wilayah=office, title="Survei konsumsi contoh (DATA SINTETIS)", file=file, as_of=AS_OF, columns=columns,
        questions=15, protected=[], synthetic=True, by=maker, at=at,
    )  # fmt: skip
    card = rank.fit_survey(survey_id=survey, by=maker, at=at, say=lambda _done, _total, _text: None)
    if card is None:
        return {"survey": "refused"}
    rank.publish_card_once(card_id=card, by=publisher, at=at, note="Kartu contoh dari survei sintetis.")
    run = rank_scoring.start_run(area=office, by=maker, at=at, day=city.as_of)
    scored = rank_scoring.score_area(run_id=run, by=maker, at=at, step=inline_step)
    coverage.load_shipped_figures(by=maker, at=at)
    estimated = coverage.estimate(area=office, by=maker, at=at)
    return {"card": card, **scored, "coverage": estimated}


def survey_and_score(mark: Mark, logins: Sequence[Login], say: Callable[[str], None]) -> dict[str, Any]:
    """The survey of a demonstration office, by its head of division, published by its head.

    The truth of the city is generated once more for it; a city above MOST_PERSONS goes without.
    """
    from pilar.decision.targeting.models import RankRun
    from pilar.demo.city import generate_city
    from pilar.foundation.wilayah.edition import read_table

    if RankRun.objects.filter(wilayah=mark.office, current=True).exists():
        return {"survey": "there"}
    if mark.persons > MOST_PERSONS:
        say("Survei contoh dilewati: kota ini terlalu besar untuk dibuat dua kali.")
        return {"survey": "skipped"}
    by_role = {login.role: login.actor for login in logins}
    city = generate_city(read_table().rows, city=mark.office, persons=mark.persons, seed=mark.seed)
    return take_survey(city, mark.office, maker=by_role["kepala_bidang"], publisher=by_role["kepala_dinas"], say=say)
