"""Choosing families under a scenario: who meets the rule, in which order, how many, for how much, split over which areas.

Pure: works on DuckDB tables that the caller fills and says nothing about anybody by name.

    outcome(family, wilayah, outcome, amount)      the scenario's rule, one row per family
    people(family, wilayah, score, tenth, desil, chance, female, elderly, small, disabled, idle)   chance of being poor 0..1
    before(family, amount)                         those who receive today
    truth(family, poor, weight)                    families a survey measured (poor 0/1); may be empty
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

ORDERS = ("skor", "desil")
SPLITS = ("satu_garis", "merata", "kebutuhan")
MOST_MONEY = 10**15
GROUPS = (
    ("female", "Kepala perempuan"),
    ("elderly", "Ada lansia"),
    ("small", "Keluarga 1–2 orang"),
    ("disabled", "Ada penyandang disabilitas"),
    ("idle", "Tanpa anggota usia kerja"),
)
SALT = "pilar-simulasi"


class ScenarioRefused(Exception):
    """The settings cannot be computed; the message says why in Indonesian."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`quota`: families at most; `budget`: rupiah at most for one payment of all; None: no limit. See ORDERS and SPLITS.

    `most_tenth`: only families up to this local tenth; `most_desil`: only families with a desil up to this one.
    """

    order: str = "skor"
    split: str = "satu_garis"
    quota: int | None = None
    budget: int | None = None
    most_tenth: int | None = None
    most_desil: int | None = None

    def __post_init__(self) -> None:
        if self.order not in ORDERS or self.split not in SPLITS:
            raise ScenarioRefused("urutan atau pembagian wilayah tidak dikenal")
        for name, value, most in (
            ("kuota", self.quota, 10**8),
            ("anggaran", self.budget, MOST_MONEY),
            ("persepuluhan", self.most_tenth, 10),
            ("desil", self.most_desil, 10),
        ):
            if value is not None and not 0 <= value <= most:
                raise ScenarioRefused(f"{name} harus 0 sampai {most}")

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Settings:
        return cls(**{key: data.get(key) for key in ("quota", "budget", "most_tenth", "most_desil")},
                   order=data.get("order", "skor"), split=data.get("split", "satu_garis"))  # fmt: skip


@dataclass(frozen=True)
class Result:
    """Counts of families, rupiah, and shares 0..1 (None where nothing is known)."""

    families: int
    eligible: int
    unknown: int
    selected: int
    today: int
    enters: int
    leaves: int
    stays: int
    cost: int
    cost_today: int
    expected_poor: float
    reached_poor: float
    inclusion: float | None
    exclusion: float | None
    truth: dict[str, Any] | None
    leaves_why: dict[str, int] = field(default_factory=dict)
    groups: list[dict[str, Any]] = field(default_factory=list)
    areas: list[dict[str, Any]] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def simulate(engine: duckdb.DuckDBPyConnection, settings: Settings, need: Mapping[str, float] | None = None) -> Result:
    """Fill `chosen(family, wilayah, amount)` and `changed(family, wilayah, enters, why, amount)`; returns the counts.

    Args:
        need: estimated poor families per kelurahan, for the split "kebutuhan".

    Raises:
        ScenarioRefused: the split by need without an estimate.
    """
    _candidates(engine, settings)
    _within_quota(engine, settings, need)
    _within_budget(engine, settings)
    _changed(engine)
    return _result(engine)


def _candidates(engine: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """`candidate(family, wilayah, village, amount, place)`: met families in their order, ties by a fixed digest."""
    tests = ["o.outcome = 'met'"]
    if settings.most_tenth is not None:
        tests.append(f"p.tenth <= {settings.most_tenth}")
    if settings.most_desil is not None:
        tests.append(f"p.desil <= {settings.most_desil}")
    keys = "p.score NULLS LAST" if settings.order == "skor" else "p.desil NULLS LAST, p.score NULLS LAST"
    engine.execute(
        "CREATE OR REPLACE TABLE candidate AS SELECT o.family, o.wilayah, left(o.wilayah, 10) AS village, o.amount, "
        f"row_number() OVER (ORDER BY {keys}, hash('{SALT}' || o.family), o.family) AS place "
        f"FROM outcome o LEFT JOIN people p USING (family) WHERE {' AND '.join(tests)}"
    )


def _within_quota(engine: duckdb.DuckDBPyConnection, settings: Settings, need: Mapping[str, float] | None) -> None:
    """`allowed`: candidates inside the quota, with `turn`, the order in which money is given out."""
    if settings.quota is None or settings.split == "satu_garis":
        limit = "" if settings.quota is None else f"WHERE place <= {settings.quota}"
        engine.execute(
            f"CREATE OR REPLACE TABLE allowed AS SELECT *, CAST(place AS DOUBLE) AS turn FROM candidate {limit}"
        )
        return
    there = dict(engine.execute("SELECT village, count(*) FROM candidate GROUP BY village").fetchall())
    weights = {village: float(count) for village, count in there.items()}
    if settings.split == "kebutuhan":
        if not need:
            raise ScenarioRefused("pembagian menurut kebutuhan memerlukan dugaan celah cakupan yang sudah dihitung")
        weights = {village: max(need.get(village, 0.0), 0.0) for village in there}
    shares = divide(settings.quota, weights, there)
    engine.execute("CREATE OR REPLACE TABLE share (village VARCHAR, places BIGINT)")
    if shares:
        engine.executemany("INSERT INTO share VALUES (?, ?)", [[village, places] for village, places in shares.items()])
    engine.execute(
        "CREATE OR REPLACE TABLE allowed AS SELECT c.*, c.rank * 1.0 / s.places AS turn FROM ("
        "SELECT *, row_number() OVER (PARTITION BY village ORDER BY place) AS rank FROM candidate) c "
        "JOIN share s USING (village) WHERE c.rank <= s.places"
    )


def divide(places: int, weights: Mapping[str, float], most: Mapping[str, int]) -> dict[str, int]:
    """Whole places by largest remainder, never more than `most`; what one area cannot use goes to the others.

    >>> divide(10, {"a": 3.0, "b": 1.0}, {"a": 20, "b": 1})
    {'a': 9, 'b': 1}
    """
    given = dict.fromkeys(sorted(weights), 0)
    left = min(places, sum(most.values()))
    while left > 0:
        open_areas = {name: weights[name] or 1e-9 for name in given if given[name] < most[name]}
        total = sum(open_areas.values())
        exact = {name: left * weight / total for name, weight in open_areas.items()}
        step = {name: min(int(exact[name]), most[name] - given[name]) for name in open_areas}
        if not any(step.values()):
            best = max(open_areas, key=lambda name: (exact[name], name))
            step = {best: 1}
        for name, count in step.items():
            given[name] += count
        left = min(places, sum(most.values())) - sum(given.values())
    return given


def _within_budget(engine: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """`chosen`: in their turn as long as the money lasts; the first that no longer fits ends the list."""
    limit = "" if settings.budget is None else f"WHERE spent <= {settings.budget}"
    engine.execute(
        "CREATE OR REPLACE TABLE chosen AS SELECT family, wilayah, amount FROM ("
        "SELECT *, sum(amount) OVER (ORDER BY turn, place ROWS UNBOUNDED PRECEDING) AS spent FROM allowed) " + limit
    )


def _changed(engine: duckdb.DuckDBPyConnection) -> None:
    engine.execute(
        "CREATE OR REPLACE TABLE changed AS "
        "SELECT c.family, c.wilayah, true AS enters, 'rule' AS why, c.amount FROM chosen c ANTI JOIN before b USING (family) "
        "UNION ALL SELECT b.family, coalesce(o.wilayah, p.wilayah), false, "
        "CASE o.outcome WHEN 'met' THEN 'quota' WHEN 'unknown' THEN 'unknown' ELSE 'rule' END, b.amount "
        "FROM before b ANTI JOIN chosen c USING (family) LEFT JOIN outcome o USING (family) LEFT JOIN people p USING (family) "
        "WHERE coalesce(o.wilayah, p.wilayah) IS NOT NULL"
    )


def _result(engine: duckdb.DuckDBPyConnection) -> Result:
    one = _row(
        engine,
        "SELECT (SELECT count(*) FROM outcome), (SELECT count(*) FROM outcome WHERE outcome = 'met'), "
        "(SELECT count(*) FROM outcome WHERE outcome = 'unknown'), (SELECT count(*) FROM chosen), (SELECT count(*) FROM before), "
        "(SELECT count(*) FROM changed WHERE enters), (SELECT count(*) FROM changed WHERE NOT enters), "
        "(SELECT count(*) FROM chosen SEMI JOIN before USING (family)), "
        "(SELECT coalesce(sum(amount), 0) FROM chosen), (SELECT coalesce(sum(amount), 0) FROM before), "
        "(SELECT coalesce(sum(chance), 0) FROM people), "
        "(SELECT coalesce(sum(p.chance), 0) FROM people p SEMI JOIN chosen c USING (family))",
    )
    expected, reached = float(one[10]), float(one[11])
    families, eligible, unknown, selected, now, enters, leaves, stays, cost, cost_now = (
        int(value) for value in one[:10]
    )
    return Result(
        families=families,
        eligible=eligible,
        unknown=unknown,
        selected=selected,
        today=now,
        enters=enters,
        leaves=leaves,
        stays=stays,
        cost=cost,
        cost_today=cost_now,
        expected_poor=round(expected, 1),
        reached_poor=round(reached, 1),
        inclusion=round(1 - reached / selected, 4) if selected else None,
        exclusion=round(1 - reached / expected, 4) if expected > 0 else None,
        truth=_truth(engine),
        leaves_why=dict(
            engine.execute("SELECT why, count(*) FROM changed WHERE NOT enters GROUP BY why ORDER BY why").fetchall()
        ),
        groups=_groups(engine),
        areas=_areas(engine),
    )


def _row(engine: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = engine.execute(sql).fetchone()
    if row is None:
        raise AssertionError("an aggregate answers one row")
    return row


def _truth(engine: duckdb.DuckDBPyConnection) -> dict[str, Any] | None:
    """Errors among families whose consumption a survey measured: poor left out, and not poor taken in."""
    number, poor, poor_in, chosen, chosen_rich = _row(
        engine,
        "SELECT count(*), coalesce(sum(weight * poor), 0), coalesce(sum(weight * poor) FILTER (c.family IS NOT NULL), 0), "
        "coalesce(sum(weight) FILTER (c.family IS NOT NULL), 0), "
        "coalesce(sum(weight * (1 - poor)) FILTER (c.family IS NOT NULL), 0) FROM truth t LEFT JOIN chosen c USING (family)",
    )
    if not number:
        return None
    return {
        "households": int(number),
        "exclusion": round(1 - float(poor_in) / float(poor), 4) if poor else None,
        "inclusion": round(float(chosen_rich) / float(chosen), 4) if chosen else None,
    }


def _groups(engine: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Places of a group against its expected poor, both as shares of all: 1 is even."""
    whole = _row(engine, "SELECT sum(chance), (SELECT count(*) FROM chosen) FROM people")
    rows = []
    for column, name in GROUPS:
        families, poor, places = _row(
            engine,
            f"SELECT count(*), coalesce(sum(chance), 0), (SELECT count(*) FROM chosen SEMI JOIN (SELECT family FROM people "
            f"WHERE {column}) USING (family)) FROM people WHERE {column}",
        )
        even = (
            (int(places) / int(whole[1])) / (float(poor) / float(whole[0])) if whole[0] and whole[1] and poor else None
        )
        rows.append(
            {
                "name": name,
                "families": int(families),
                "poor": round(float(poor), 1),
                "places": int(places),
                "reach": None if even is None else round(even, 3),
            }
        )
    return rows


def _areas(engine: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    rows = engine.execute(
        "SELECT v.village, v.families, v.eligible, coalesce(c.n, 0), coalesce(c.cost, 0), coalesce(b.n, 0), "
        "coalesce(x.enters, 0), coalesce(x.leaves, 0), round(coalesce(p.poor, 0), 1) FROM ("
        "SELECT left(wilayah, 10) AS village, count(*) AS families, count(*) FILTER (outcome = 'met') AS eligible "
        "FROM outcome GROUP BY 1) v LEFT JOIN (SELECT left(wilayah, 10) AS village, count(*) AS n, sum(amount) AS cost "
        "FROM chosen GROUP BY 1) c USING (village) LEFT JOIN (SELECT left(o.wilayah, 10) AS village, count(*) AS n "
        "FROM before JOIN outcome o USING (family) GROUP BY 1) b USING (village) LEFT JOIN ("
        "SELECT left(wilayah, 10) AS village, count(*) FILTER (enters) AS enters, count(*) FILTER (NOT enters) AS leaves "
        "FROM changed GROUP BY 1) x USING (village) LEFT JOIN (SELECT left(wilayah, 10) AS village, sum(chance) AS poor "
        "FROM people GROUP BY 1) p USING (village) ORDER BY 1"
    ).fetchall()
    names = ("code", "families", "eligible", "selected", "cost", "today", "enters", "leaves", "poor")
    return [dict(zip(names, (row[0], *(int(v) for v in row[1:8]), float(row[8])), strict=True)) for row in rows]
