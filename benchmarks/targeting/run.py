"""All goals of the targeting context in one run and one table. See README.md beside this file."""

from __future__ import annotations

import argparse
import csv
import os
import platform
import time
from pathlib import Path

import numpy as np
from accuracy import Field, adaptive, challengers, field_lists, musyawarah
from speed import Row, rules_speed, score_speed

from pilar.decision.targeting.measure.small_area import fay_herriot
from pilar.decision.targeting.rank.fit import fit_card
from pilar.decision.targeting.rank.survey import read_survey, read_table

AREAS = ("province", "district")


def milk(path: Path) -> list[Row]:
    """Largest deviation from the documented EBLUP of the milk data."""
    with path.open() as lines:
        rows = list(csv.DictReader(lines))
    direct = np.array([float(row["direct_est"]) for row in rows])
    variance = np.array([float(row["std_error"]) for row in rows]) ** 2
    major = np.array([int(row["major_area"]) for row in rows])
    covariates = np.column_stack([np.ones(len(rows)), *[(major == k).astype(float) for k in (2, 3, 4)]])
    found = fay_herriot(direct, variance, covariates)
    published = np.array([float(row["published_eblup_reml"] or "nan") for row in rows])
    worst = float(np.nanmax(np.abs(found.estimates - published)))
    return [
        (
            "Fay-Herriot, data susu: beda terbesar dari nilai terbit",
            f"{worst:.1e}",
            f"<= 1e-6: {'ya' if worst <= 1e-6 else 'tidak'}",
        )
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("PILAR_TARGETING_DATA", "/work/shared/data/targeting"))
    )
    parser.add_argument("--families", type=int, default=1_000_000)
    parser.add_argument("--postgres", default=os.environ.get("PILAR_TEST_POSTGRES", ""))
    parser.add_argument("--skip-speed", action="store_true")
    parser.add_argument("--skip-accuracy", action="store_true")
    arguments = parser.parse_args()
    started = time.time()
    table = read_table(arguments.data / "idn_train.csv")
    names = (arguments.data / "candidates.txt").read_text().split()
    survey = read_survey(table, candidates=names, target="consumption", group="ea", areas=AREAS, weight=None)
    field = Field(
        np.where(table.numbers("pmt") == 1, 0, np.where(table.numbers("community") == 1, 1, 2)),
        table.numbers("treated"),
        table.numbers("rank"),
        table.numbers("peer_pct"),
    )
    rows: list[Row] = []
    if not arguments.skip_accuracy:
        rows += field_lists(survey, names, field)
        rows += challengers(survey, names)
        rows += musyawarah(survey, names, field)
        rows += adaptive(survey, names)
        rows += milk(arguments.data / "fh_milk.csv")
    if not arguments.skip_speed:
        card = fit_card(survey, names, questions=15, area_columns=AREAS)
        rows += rules_speed(arguments.families, arguments.postgres)
        rows += score_speed(card, survey.answers, survey.areas, survey.welfare, arguments.families)
    print(
        f"{platform.platform()}, {os.cpu_count()} inti, beban {os.getloadavg()[0]:.1f}, {time.time() - started:.0f} s\n"
    )
    print("| ukuran | hasil | sasaran |\n|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()
