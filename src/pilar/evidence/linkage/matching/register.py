"""Who stands twice in the register: whole, or only for those that changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pilar.evidence.linkage.engine import Limits, Model, Store, link_store, parse_map
from pilar.evidence.linkage.engine.clusters import components
from pilar.evidence.linkage.engine.explain import explain_many, fingerprint
from pilar.evidence.linkage.engine.index import Found, Index
from pilar.evidence.linkage.engine.model import Codes
from pilar.evidence.linkage.engine.pipeline import Clock
from pilar.evidence.linkage.engine.report import notes
from pilar.evidence.linkage.engine.store import unpack
from pilar.evidence.linkage.matching.families import family_pairs
from pilar.evidence.linkage.queries.frame import Frame
from pilar.evidence.linkage.rules import REGISTER_MAP

if TYPE_CHECKING:
    import duckdb

ASK_AT_ONCE = 20_000
Say = Callable[[str], None]
"""Tells progress in words; may raise to end the work."""


@dataclass
class Result:
    """`pairs`: left_id, right_id, left_wilayah, right_wilayah, weight, probability, band, evidence (JSON), fingerprint, cluster, is_refused.

    `families`: the same columns for families (weight null). `rejected` pairs are in `pairs` but never join a group. `store`: the
    register as it was prepared, row by row of the frame.
    """

    store: Store
    model: Model
    pairs: pa.Table
    families: pa.Table
    counts: dict[str, int]
    notes: list[str] = field(default_factory=list)


Rejected = frozenset[tuple[int, int]]
"""Pairs of ids that somebody decided are two persons."""


def match_register(
    engine: duckdb.DuckDBPyConnection,
    frame: Frame,
    *,
    model: Model | None,
    limits: Limits,
    rejected: Rejected = frozenset(),
    say: Say = lambda words: None,
) -> Result:
    """Every pair of the frame above the review weight. Without a model one is trained on the frame itself.

    Raises `LinkageError` for a frame with fewer than two persons.
    """
    store = Store(engine, parse_map(REGISTER_MAP))
    say("Membersihkan nama, NIK dan alamat")
    store.load([frame.table], model.profile if model else None)
    say("Mencari dan menilai pasangan")
    links = link_store(store, model=model, limits=limits, clock=Clock())
    say("Menyusun bukti")
    patterns = _patterns_of(store, links.left, links.right)
    refused = np.zeros(len(links.left), bool)
    refused[np.flatnonzero(links.is_match)[links.clustering.refused]] = True
    against = _is_rejected(frame, links.left, links.right, rejected)
    kept = links.is_match & ~refused & ~against
    label = components(store.rows, links.left[kept], links.right[kept])
    pairs = _pairs_table(frame, links.left, links.right, links.weight, patterns, links.model, limits, label, refused)
    families = family_pairs(store, frame, label)
    counts = _counts(store.rows, label, pairs, families, len(links.candidates.pairs))
    return Result(store, links.model, pairs, families, counts, notes(links))


def match_changed(
    engine: duckdb.DuckDBPyConnection,
    frame: Frame,
    changed: np.ndarray[Any, np.dtype[np.int64]],
    *,
    model: Model,
    limits: Limits,
    known_links: Iterable[tuple[int, int]],
    say: Say = lambda words: None,
) -> Result:
    """Pairs between the `changed` rows (positions in the frame) and everybody. `model` must have keys.

    `known_links`: pairs of ids that earlier runs proposed and nobody refused, for the groups behind the families.
    """
    store = Store(engine, parse_map(REGISTER_MAP))
    say("Membersihkan nama, NIK dan alamat")
    store.load([frame.table], model.profile)
    say("Menyusun indeks register")
    index = Index.of_store(store, model, limits)
    left, right, weight, codes = _asked(index, frame, changed, limits, say)
    links = weight > limits.match_weight
    place = {int(number): position for position, number in enumerate(frame.ids)}
    touched = set(changed.tolist())
    older = [
        (place[a], place[b]) for a, b in known_links
        if a in place and b in place and not {place[a], place[b]} & touched
    ]  # fmt: skip
    ends = np.array(older, np.int64).reshape(-1, 2)
    label = components(
        store.rows, np.concatenate([left[links], ends[:, 0]]), np.concatenate([right[links], ends[:, 1]])
    )
    none = np.zeros(len(left), bool)
    pairs = _pairs_table(frame, left, right, weight, codes, model, limits, label, none)
    families = family_pairs(store, frame, label, only=frame.families[changed])
    return Result(store, model, pairs, families, _counts(len(changed), label[changed], pairs, families, len(left)))


def _asked(
    index: Index, frame: Frame, changed: np.ndarray[Any, np.dtype[np.int64]], limits: Limits, say: Say
) -> tuple[Any, Any, Any, Codes]:
    """Rows (left < right), weights and codes of what the index answers, each pair once."""
    place = {str(number): position for position, number in enumerate(frame.ids.tolist())}
    best: dict[tuple[int, int], Found] = {}
    for start in range(0, len(changed), ASK_AT_ONCE):
        part = changed[start : start + ASK_AT_ONCE]
        say(f"Membandingkan {start + len(part)} dari {len(changed)} orang")
        for found in index.find(frame.table.take(pa.array(part)).combine_chunks(), least=limits.review_weight):
            a, b = int(part[found.question]), place[found.id]
            if a != b:
                best.setdefault((min(a, b), max(a, b)), found)
    order = sorted(best)
    ends = np.array(order, np.int64).reshape(-1, 2)
    weight = np.array([best[pair].weight for pair in order], float)
    codes = np.array([best[pair].codes for pair in order], np.int64).reshape(len(order), len(index.model.comparisons))
    return ends[:, 0], ends[:, 1], weight, codes


def _patterns_of(store: Store, left: Any, right: Any) -> Codes:
    """Level codes of the given pairs, in their order."""
    table = pa.table({"l": left, "r": right, "place": np.arange(len(left))})
    store.connection.register("asked", table)
    found = store.connection.execute(
        "select place, pattern from asked join compared using (l, r) order by place"
    ).fetchnumpy()
    store.connection.unregister("asked")
    return unpack(np.asarray(found["pattern"], np.int64), store_comparisons(store))


def store_comparisons(store: Store) -> Any:
    """The comparisons of a loaded store, in the order of the codes."""
    from pilar.evidence.linkage.engine.comparisons import comparisons_of

    return comparisons_of(store.schema, store.profile)


def _is_rejected(frame: Frame, left: Any, right: Any, rejected: Rejected) -> np.ndarray[Any, np.dtype[np.bool_]]:
    if not rejected:
        return np.zeros(len(left), bool)
    ends = zip(frame.ids[left].tolist(), frame.ids[right].tolist(), strict=True)
    return np.array([pair in rejected for pair in ends], bool)


def _pairs_table(
    frame: Frame,
    left: Any,
    right: Any,
    weight: Any,
    codes: Codes,
    model: Model,
    limits: Limits,
    label: Any,
    refused: Any,
) -> pa.Table:
    """One row per pair; what is said of a pattern of levels is made once and shared."""
    kinds, which = np.unique(codes, axis=0, return_inverse=True)
    told = explain_many(model, kinds, limits, len(frame))
    evidence = pa.array([_as_json(one.as_data()) for one in told], pa.string())
    prints = pa.array([fingerprint(model, kind) for kind in kinds.tolist()], pa.string())
    proposed = (weight > limits.match_weight) & ~refused
    which = pa.array(which.reshape(-1))
    areas = pa.array(frame.areas, pa.string())
    return pa.table(
        {
            "left_id": frame.ids[left],
            "right_id": frame.ids[right],
            "left_wilayah": areas.take(pa.array(left)),
            "right_wilayah": areas.take(pa.array(right)),
            "weight": weight.astype(float),
            "probability": 1.0 / (1.0 + np.exp2(-weight.astype(float))),
            "band": np.where(proposed, "gabung", "tinjau"),
            "evidence": evidence.take(which),
            "fingerprint": prints.take(which),
            "cluster": frame.ids[label[left]],
            "is_refused": refused,
        }
    )


def _as_json(data: dict[str, Any]) -> str:
    """The model's prior may be endless where a class is unknown; JSON of the databases has no such number."""
    if not isfinite(data["prior"]):
        data["prior"] = None
    return json.dumps(data, ensure_ascii=False)


def _counts(records: int, label: Any, pairs: pa.Table, families: pa.Table, candidates: int) -> dict[str, int]:
    """Figures of a run. doubled: records beyond the first of their group."""
    proposed = int((pairs["band"].to_numpy(zero_copy_only=False) == "gabung").sum()) if len(pairs) else 0
    return {
        "records": records,
        "candidates": candidates,
        "proposed": proposed,
        "review": len(pairs) - proposed,
        "refused": int(pairs["is_refused"].to_numpy(zero_copy_only=False).sum()) if len(pairs) else 0,
        "doubled": records - len(np.unique(label)),
        "families": len(families),
    }
