"""Another list against the register: who of the register each row names, and how each field compares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pilar.evidence.linkage.engine import Limits, Links, Model, Schema, Store, link_store, parse_map
from pilar.evidence.linkage.engine.candidates import Pairs, all_pairs, find_candidates, pack, sorted_unique
from pilar.evidence.linkage.engine.comparisons import Comparison, comparisons_of
from pilar.evidence.linkage.engine.explain import explain_many
from pilar.evidence.linkage.engine.kemensos import compare_names
from pilar.evidence.linkage.engine.keys import atoms_of, choose_keys
from pilar.evidence.linkage.engine.model import Codes
from pilar.evidence.linkage.engine.pipeline import Clock
from pilar.evidence.linkage.engine.sampling import possible_pairs
from pilar.evidence.linkage.engine.store import unpack
from pilar.evidence.linkage.matching.restricted import recounted, restricted
from pilar.evidence.linkage.queries.frame import Frame
from pilar.evidence.linkage.queries.known_many import Narrowed

if TYPE_CHECKING:
    import duckdb

TRAIN_FROM = 1_000
"""Rows of the list, and of the register, from which a model of this very pair of lists is learned."""
SAME, ALIKE, DIFFERENT, UNKNOWN = "sama", "mirip", "beda", "kosong"
IDENTITY = frozenset({"national_id", "name", "birth_date", "sex", "family_id", "mother_name"})
"""Fields of which any difference is one; the others differ by their writing only until they clearly differ."""
MOST_OTHERS = 4


@dataclass
class ListAnswer:
    """Row by row of the list. `person`: row of the frame or -1; `others`: further (row of the frame, weight)."""

    outcome: list[str]
    person: np.ndarray[Any, np.dtype[np.int64]]
    weight: np.ndarray[Any, np.dtype[np.float64]]
    fields: list[dict[str, str]]
    sentence: list[str]
    others: list[list[tuple[int, float]]]
    centre: list[int | None]
    model: Model
    notes: list[str] = field(default_factory=list)


def match_list(
    engine: duckdb.DuckDBPyConnection,
    frame: Frame,
    columns: Mapping[str, Sequence[str]],
    *,
    model: Model | None,
    limits: Limits,
    narrowed: Narrowed | None = None,
    say: Callable[[str], None] = lambda words: None,
) -> ListAnswer:
    """Compare every row of the list with the register. `columns`: field → cells, at least a name or NIK, all of one length.

    Large lists train a model of their own; smaller ones use the office's `model`, its expectations counted anew. With `narrowed` (and a
    model) only its pairs are compared, as part of the whole register. Raises
    `LinkageError` when there is nothing to compare.
    """
    rows = len(next(iter(columns.values())))
    schema = parse_map("id=id," + ",".join(f"{role}={role}" for role in columns))
    store = Store(engine, schema)
    say("Membersihkan nama, NIK dan alamat")
    store.load([frame.table.select(["id", *schema.roles]), _table(columns, rows)], model.profile if model else None)
    say("Mencari dan menilai pasangan")
    if model is None or (narrowed is None and rows >= TRAIN_FROM and len(frame) >= TRAIN_FROM):
        links = link_store(store, model=None, limits=limits, clock=Clock())
        left, right, weight, used = links.left, links.right, links.weight, links.model
        refusals = _refusals(links)
    else:
        left, right, weight, used, refusals = _with_model(store, schema, model, limits, rows, narrowed)
    say("Menyusun jawaban")
    return _answer(store, frame, columns.get("name"), used, limits, left, right, weight, rows, refusals)  # fmt: skip


def _table(columns: Mapping[str, Sequence[str]], rows: int) -> pa.Table:
    ids = pa.array([f"b{number}" for number in range(rows)], pa.string())
    return pa.table({"id": ids, **{role: pa.array(list(cells), pa.string()) for role, cells in columns.items()}})


def _refusals(links: Links) -> list[str]:
    return [
        f"Kunci {o.key}: {o.rows_refused} baris berada dalam kelompok yang terlalu besar dan tidak dibandingkan lewat kunci ini."
        for o in links.candidates.outcomes
        if o.rows_refused
    ]


def _with_model(
    store: Store, schema: Schema, model: Model, limits: Limits, rows: int, narrowed: Narrowed | None
) -> tuple[Any, Any, Any, Model, list[str]]:
    """Candidates by keys that suit this list, or those of `narrowed`, judged by the office's tables."""
    small = restricted(model, schema)
    held = store.boundary or 0
    known = narrowed.size if narrowed else held
    refusals: list[str] = []
    if narrowed:
        pairs = sorted_unique(pack(narrowed.frame_row, narrowed.list_row + held))
        # Every value is held by at least these people of the whole register, not by this share of the few that were opened.
        store.rescale_shares(store.rows / (known + rows))
    else:
        pairs, refusals = _pairs(store, schema, limits)
    store.compare(pairs, small.comparisons, "compared")
    numbers, codes, counts = store.patterns("compared", small.comparisons)
    fitted = recounted(small, codes, counts, rows=known + rows, most=min(rows, known), pairs=float(known) * rows)
    weights = fitted.weights(codes)
    kept = weights > limits.review_weight
    store.connection.register("weighted", pa.table({"pattern": numbers[kept], "w": weights[kept]}))
    links = store.connection.execute(
        "select l, r, w from compared join weighted using (pattern) order by w desc, l, r"
    ).fetchnumpy()
    store.connection.unregister("weighted")
    return links["l"], links["r"], links["w"], fitted, refusals


def _pairs(store: Store, schema: Schema, limits: Limits) -> tuple[Pairs, list[str]]:
    """(candidates, what was not compared) over the whole register."""
    if possible_pairs(store.rows, store.boundary) <= limits.all_pairs_up_to:
        return all_pairs(store.rows, store.boundary), []
    atoms = atoms_of(schema, store.profile)
    hashes = store.hashes(atoms)
    budget = max(limits.pairs_per_row, limits.least_pairs / store.rows)
    keys = choose_keys(atoms, hashes, budget)
    found = find_candidates(keys, hashes, store.boundary, most=int(budget * store.rows * 3))
    return found.pairs, [f"Kunci {o.key}: {o.rows_refused} baris tidak dibandingkan (kelompok terlalu besar)." for o in found.outcomes if o.rows_refused]  # fmt: skip


def _answer(
    store: Store, frame: Frame, names: Sequence[str] | None, model: Model, limits: Limits, left: Any, right: Any, weight: Any,
    rows: int, refusals: list[str],
) -> ListAnswer:  # fmt: skip
    boundary = store.boundary or 0
    row_of = np.asarray(right) - boundary
    best = np.full(rows, -1, np.int64)
    others: list[list[tuple[int, float]]] = [[] for _ in range(rows)]
    for position, row in enumerate(row_of.tolist()):
        if best[row] < 0:
            best[row] = position
        elif len(others[row]) < MOST_OTHERS:
            others[row].append((int(left[position]), float(weight[position])))
    chosen = best[best >= 0]
    codes = _codes(store, left[chosen], right[chosen])
    told = _told(model, limits, codes, model.rows)
    answer = ListAnswer([], np.full(rows, -1, np.int64), np.zeros(rows), [], [], others, [], model, refusals)
    turn = iter(range(len(chosen)))
    register_names = frame.table.column("name").to_pylist() if names is not None else []
    for row in range(rows):
        if best[row] < 0:
            _missing(answer)
            continue
        place, position = next(turn), int(best[row])
        person = int(left[position])
        states = told[place][1]
        answer.person[row], answer.weight[row] = person, weight[position]
        answer.fields.append(states)
        answer.sentence.append(told[place][0])
        answer.outcome.append(outcome_of(float(weight[position]), states, limits))
        answer.centre.append(_centre(names[row], register_names[person]) if names is not None else None)
    return answer


def _missing(answer: ListAnswer) -> None:
    answer.fields.append({})
    answer.sentence.append("Tidak ada orang di register yang cukup mirip.")
    answer.outcome.append("tidak")
    answer.centre.append(None)


def outcome_of(weight: float, states: Mapping[str, str], limits: Limits) -> str:
    """padan, beda (padan dengan perbedaan) or ragu, for a row that has a best person."""
    if weight <= limits.match_weight:
        return "ragu"
    differs = any(state == DIFFERENT or (state == ALIKE and role in IDENTITY) for role, state in states.items())
    return "beda" if differs else "padan"


def _codes(store: Store, left: Any, right: Any) -> Codes:
    comparisons = comparisons_of(store.schema, store.profile)
    store.connection.register("asked", pa.table({"l": left, "r": right, "place": np.arange(len(left))}))
    found = store.connection.execute(
        "select place, pattern from asked join compared using (l, r) order by place"
    ).fetchnumpy()
    store.connection.unregister("asked")
    return unpack(np.asarray(found["pattern"], np.int64), comparisons)


def _told(model: Model, limits: Limits, codes: Codes, rows: int) -> list[tuple[str, dict[str, str]]]:
    """Sentence and field states per pair, each pattern explained once."""
    if not len(codes):
        return []
    kinds, which = np.unique(codes, axis=0, return_inverse=True)
    sentences = [one.sentence for one in explain_many(model, kinds, limits, rows)]
    states = [
        {c.name: field_state(c, code) for c, code in zip(model.comparisons, kind, strict=True)}
        for kind in kinds.tolist()
    ]
    return [(sentences[i], states[i]) for i in which.reshape(-1).tolist()]


def field_state(comparison: Comparison, code: int) -> str:
    """One level in one word."""
    if code == 0:
        return UNKNOWN
    level = comparison.levels[code - 1]
    if code == 1 or level.band >= 0 or level.label == f"{comparison.title} sama":
        return SAME
    return DIFFERENT if code == len(comparison.levels) else ALIKE


def _centre(listed: str, registered: str) -> int | None:
    """Percent by the ministry's rule; None without a name."""
    if not listed.strip() or not registered.strip():
        return None
    if listed.strip().upper() == registered.strip().upper():
        return 100
    return int(100 * compare_names(listed, registered).similarity)
