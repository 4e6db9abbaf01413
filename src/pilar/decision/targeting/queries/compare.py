"""What another rule text would change today: per programme and kelurahan who enters, who leaves, and the rupiah.

Both texts are evaluated over the same present register of the area; nothing is stored but a short memory of the result.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pilar.core.bulk.engine import analysis
from pilar.core.scope import Scope
from pilar.decision.targeting.book import checked_book, digest_of
from pilar.decision.targeting.choices import rule_groups
from pilar.decision.targeting.evaluation import evaluate_into
from pilar.decision.targeting.queries.versions import all_choices
from pilar.decision.targeting.snapshot import wanted_by
from pilar.decision.targeting.snapshot.cache import data_token, load_present

if TYPE_CHECKING:
    import pyarrow as pa

MOVES = {
    "masuk": "after = 'met' AND before <> 'met'",
    "keluar": "before = 'met' AND after <> 'met'",
    "tetap": "before = 'met' AND after = 'met'",
    "memenuhi": "after = 'met'",
    "belum": "after = 'unknown'",
    "jadi_belum": "after = 'unknown' AND before <> 'unknown'",
    "berubah_jumlah": "before = 'met' AND after = 'met' AND amount_before <> amount_after",
}
_KEPT = 4
_lock = threading.Lock()
_results: OrderedDict[Hashable, pa.Table] = OrderedDict()
_COUNTS = (
    "count(*) FILTER (before = 'met')::BIGINT AS met_before",
    "count(*) FILTER (after = 'met')::BIGINT AS met_after",
    f"count(*) FILTER ({MOVES['masuk']})::BIGINT AS enters",
    f"count(*) FILTER ({MOVES['keluar']})::BIGINT AS leaves",
    "count(*) FILTER (before = 'unknown')::BIGINT AS unknown_before",
    "count(*) FILTER (after = 'unknown')::BIGINT AS unknown_after",
    "coalesce(sum(amount_before), 0)::BIGINT AS amount_before",
    "coalesce(sum(amount_after), 0)::BIGINT AS amount_after",
)


@dataclass(frozen=True, slots=True)
class Change:
    """Counts of one programme (`key` its key) or of one kelurahan (`key` its code); amounts in rupiah."""

    key: str
    met_before: int
    met_after: int
    enters: int
    leaves: int
    unknown_before: int
    unknown_after: int
    amount_before: int
    amount_after: int

    @property
    def amount_change(self) -> int:
        return self.amount_after - self.amount_before

    @property
    def changed(self) -> bool:
        return bool(self.enters or self.leaves or self.amount_change or self.unknown_before != self.unknown_after)


@dataclass(frozen=True, slots=True)
class Moved:
    """A family and what changes for it."""

    family_id: int
    wilayah: str
    before: str
    after: str
    amount_before: int
    amount_after: int


def compare_programmes(
    scope: Scope, area: str, before: Mapping[str, str] | None, after: Mapping[str, str], *, day: date, at: datetime
) -> list[Change]:
    """One line per programme of either text, in the order of the new one.

    Raises UMUM-403; RulesRefused when a text is refused.
    """
    return _counted(_moves(scope, area, before, after, day=day, at=at), "programme", "min(place)")


def compare_places(
    scope: Scope,
    area: str,
    before: Mapping[str, str] | None,
    after: Mapping[str, str],
    programme: str,
    *,
    day: date,
    at: datetime,
) -> list[Change]:
    """One line per kelurahan for a programme, in the order of codes."""
    moves = _moves(scope, area, before, after, day=day, at=at)
    return _counted(moves, "left(wilayah, 10)", "1", programme)


def list_moved(
    scope: Scope,
    area: str,
    before: Mapping[str, str] | None,
    after: Mapping[str, str],
    programme: str,
    move: str,
    *,
    place: str = "",
    day: date,
    at: datetime,
    limit: int = 200,
) -> list[Moved]:
    """Families behind a number, in the order of places. Raises UMUM-403, KeyError for an unknown `move`."""
    scope.require("registry.family.view")
    test = MOVES[move]
    rows = _query(
        _moves(scope, area, before, after, day=day, at=at),
        f"SELECT family, wilayah, before, after, amount_before, amount_after FROM moves WHERE programme = $programme AND {test} "
        f"AND starts_with(wilayah, $place) ORDER BY wilayah, family LIMIT {int(limit)}",
        {"programme": programme, "place": place},
    )
    return [Moved(*row) for row in rows]


def outcomes_by(scope: Scope, area: str, files: Mapping[str, str], *, day: date, at: datetime) -> pa.Table:
    """(family, wilayah, place, programme, outcome, amount) by one text, for simulations.

    Raises UMUM-403; RulesRefused when the text is refused.
    """
    scope.require("targeting.view")
    return _side(scope, area, files, day=day, at=at)


def _moves(
    scope: Scope, area: str, before: Mapping[str, str] | None, after: Mapping[str, str], *, day: date, at: datetime
) -> pa.Table:
    """(family, wilayah, programme, place, before, after, amount_before, amount_after) for every family and programme."""
    scope.require("targeting.view")
    sides = {"made_after": after} if before is None else {"made_after": after, "made_before": before}
    with analysis() as engine:
        for name, files in sides.items():
            engine.register(name, _side(scope, area, files, day=day, at=at))
        if before is None:
            engine.execute("CREATE TEMP TABLE made_before AS SELECT * FROM made_after LIMIT 0")
        return engine.execute(
            "SELECT coalesce(a.family, b.family) AS family, coalesce(a.wilayah, b.wilayah) AS wilayah, "
            "coalesce(a.programme, b.programme) AS programme, coalesce(a.place, 1000 + b.place) AS place, "
            "coalesce(b.outcome, 'none') AS before, coalesce(a.outcome, 'none') AS after, "
            "coalesce(b.amount, 0) AS amount_before, coalesce(a.amount, 0) AS amount_after "
            "FROM made_after a FULL JOIN made_before b ON a.family = b.family AND a.programme = b.programme"
        ).to_arrow_table()


def _side(scope: Scope, area: str, files: Mapping[str, str], *, day: date, at: datetime) -> pa.Table:
    """(family, wilayah, place, programme, outcome, amount) by one text, kept while neither text nor data change."""
    choices = all_choices()
    key = (scope.prefixes, area, day, digest_of(files), tuple(choices), data_token())
    with _lock:
        if key in _results:
            _results.move_to_end(key)
            return _results[key]
    groups = rule_groups(checked_book(files), choices, area, day)
    with analysis() as engine:
        load_present(engine, scope, area, wanted_by([group.rules for group in groups]), day=day, known_at=at)
        evaluate_into(engine, groups, components=False)
        result = engine.execute(
            "SELECT family, wilayah, place, programme, outcome, amount FROM outcomes"
        ).to_arrow_table()
    with _lock:
        _results[key] = result
        while len(_results) > _KEPT:
            _results.popitem(last=False)
    return result


def _counted(moves: pa.Table, by: str, order: str, programme: str = "") -> list[Change]:
    where, values = ("WHERE programme = $programme", {"programme": programme}) if programme else ("", {})
    rows = _query(
        moves, f"SELECT {by} AS key, {', '.join(_COUNTS)} FROM moves {where} GROUP BY key ORDER BY {order}", values
    )
    return [Change(*row) for row in rows]


def _query(moves: pa.Table, sql: str, values: Mapping[str, str]) -> Sequence[tuple[Any, ...]]:
    with analysis() as engine:
        engine.register("moves", moves)
        return engine.execute(sql, dict(values)).fetchall()
