"""From lists to links: load, choose keys, find candidates, compare, train (or take a model), score, cluster."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pilar.evidence.linkage.engine.candidates import Candidates, all_pairs, find_candidates
from pilar.evidence.linkage.engine.clusters import Clustering, cluster, components
from pilar.evidence.linkage.engine.comparisons import comparisons_of
from pilar.evidence.linkage.engine.keys import atoms_of, choose_keys
from pilar.evidence.linkage.engine.limits import Limits
from pilar.evidence.linkage.engine.model import Floats, Model, slots_of
from pilar.evidence.linkage.engine.reading import open_source
from pilar.evidence.linkage.engine.sampling import possible_pairs, training_samples
from pilar.evidence.linkage.engine.schema import LinkageError, Schema
from pilar.evidence.linkage.engine.store import Store
from pilar.evidence.linkage.engine.training import Evidence, Patterns, classes_for, train

if TYPE_CHECKING:
    import duckdb


@dataclass
class Links:
    """Result of a run. `left`, `right`: rows of pairs above the review weight, with weight and probability.

    `label`: group of each row (one list) or of both lists. `store` stays open for ids, explanation and families.
    """

    store: Store
    model: Model
    limits: Limits
    left: np.ndarray
    right: np.ndarray
    weight: Floats
    clustering: Clustering
    candidates: Candidates
    seconds: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def probability(self) -> Floats:
        return np.asarray(1.0 / (1.0 + np.exp2(-self.weight)))

    @property
    def is_match(self) -> np.ndarray:
        return np.asarray(self.weight > self.limits.match_weight)


class Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def measure(self, step: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[step] = round(self.seconds.get(step, 0.0) + time.perf_counter() - start, 3)


def connect(limits: Limits, work: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A DuckDB of this process: in memory, or a file in `work` so that lists larger than memory fit."""
    import duckdb

    connection = duckdb.connect(str(work / "link.duckdb") if work else ":memory:")
    if limits.memory:
        connection.execute(f"set memory_limit = '{limits.memory}'")
    # Without a work folder nothing may reach the disk: the records hold identifiers in the clear.
    spill = str(work / "spill").replace("'", "''") if work else ""
    connection.execute(f"set temp_directory = '{spill}'")
    return connection


def link_tables(
    schema: Schema,
    sources: list[Path],
    *,
    model: Model | None = None,
    limits: Limits | None = None,
    work: Path | None = None,
) -> Links:
    """Duplicates within one list, or links between two.

    `model`: use this trained model; None trains on the lists themselves, without labels. Raises `ReadError` and
    `MapError` for lists and maps that cannot be used.
    """
    import duckdb

    try:
        return _link_sources(schema, sources, model, limits or Limits(), work)
    except duckdb.OutOfMemoryException as error:
        raise LinkageError(
            "Memori tidak cukup untuk daftar ini: beri folder kerja (--work) agar memakai cakram."
        ) from error


def _link_sources(schema: Schema, sources: list[Path], model: Model | None, limits: Limits, work: Path | None) -> Links:
    connection = connect(limits, work)
    opened = [open_source(connection, path, schema) for path in sources]
    clock = Clock()
    store = Store(connection, schema)
    with clock.measure("muat"):
        store.load([source.sql for source in opened])
    links = link_store(store, model=model, limits=limits, clock=clock)
    links.notes[:0] = [note for source in opened for note in source.notes]
    return links


def link_store(store: Store, *, model: Model | None, limits: Limits, clock: Clock) -> Links:
    """The steps after loading. Raises `LinkageError` where there is nothing to compare, and where the brake holds."""
    if possible_pairs(store.rows, store.boundary) < 1:
        raise LinkageError(
            "Daftar berisi kurang dari dua baris (atau salah satu daftar kosong): tidak ada yang dibandingkan."
        )
    comparisons = comparisons_of(store.schema, store.profile)
    with clock.measure("calon"):
        candidates, keys = _candidates(store, limits)
    with clock.measure("banding"):
        store.compare(candidates.pairs, comparisons, "compared")
        numbers, codes, counts = store.patterns("compared", comparisons)
    if model is None:
        with clock.measure("latih"):
            model = _trained(store, candidates, Patterns(codes, counts), limits)
            model.keys = tuple(keys)
    with clock.measure("nilai"):
        left, right, weight = _scored(store, numbers, model.weights(codes, store.rows), limits.review_weight)
    with clock.measure("gugus"):
        clustering = _clustered(store, left, right, weight, limits, numbers, model.weights(codes, store.rows))
    sizes = np.bincount(clustering.label, minlength=1)
    limits.check_doubles(store.rows, int((sizes[sizes > 1] - 1).sum()))
    return Links(store, model, limits, left, right, weight, clustering, candidates, clock.seconds)


def _candidates(store: Store, limits: Limits) -> tuple[Candidates, list[Any]]:
    rows, boundary = store.rows, store.boundary
    possible = possible_pairs(rows, boundary)
    if possible <= limits.all_pairs_up_to:
        return Candidates(all_pairs(rows, boundary)), []
    hashes = store.hashes(atoms_of(store.schema, store.profile))
    budget = max(limits.pairs_per_row, limits.least_pairs / rows)
    keys = choose_keys(atoms_of(store.schema, store.profile), hashes, budget)
    return find_candidates(keys, hashes, boundary, most=int(budget * rows * 3)), keys


def _trained(store: Store, candidates: Candidates, patterns: Patterns, limits: Limits) -> Model:
    comparisons = comparisons_of(store.schema, store.profile)
    possible = possible_pairs(store.rows, store.boundary)
    samples: list[Patterns] = []
    if possible > len(candidates.pairs):
        wanted = min(limits.random_pairs, max(60_000, 20 * store.rows))
        samples = training_samples(store, candidates, comparisons, wanted)
    bands = {c.name: store.band_chances(c) for c in comparisons if c.frequency}
    slots = slots_of(comparisons, store.profile)
    model = Model(store.schema, store.profile, classes_for(slots), {}, {}, store.rows, possible)
    return train(model, Evidence(patterns, samples, bands))


def _scored(store: Store, numbers: np.ndarray, weights: Floats, least: float) -> tuple[Any, Any, Any]:
    chosen = weights > least
    table = pa.table({"pattern": numbers[chosen], "w": weights[chosen]})
    store.connection.register("weighted", table)
    found = store.connection.execute(
        "select l, r, w from compared join weighted using (pattern) order by w desc, l, r"
    ).fetchnumpy()
    store.connection.unregister("weighted")
    return found["l"], found["r"], found["w"]


def _clustered(
    store: Store, left: Any, right: Any, weight: Floats, limits: Limits, numbers: np.ndarray, weights: Floats
) -> Clustering:
    linked = weight > limits.match_weight
    left, right, strong = left[linked], right[linked], weight[linked]
    label = components(store.rows, left, right)
    size = np.bincount(label, minlength=store.rows)
    crowded = np.flatnonzero(size[label] >= 3)
    against = _against(store, crowded, label[crowded], numbers, weights, limits) if len(crowded) else {}
    return cluster(store.rows, left, right, strong, against)


def _against(
    store: Store, rows: np.ndarray, label: np.ndarray, numbers: np.ndarray, weights: Floats, limits: Limits
) -> dict[tuple[int, int], float]:
    """Weights of compared pairs inside one component that are no links."""
    store.connection.register("crowded", pa.table({"rid": rows, "label": label}))
    store.connection.register("weighted", pa.table({"pattern": numbers, "w": weights}))
    found = store.connection.execute(
        "select p.l, p.r, w from compared p join crowded a on a.rid = p.l join crowded b on b.rid = p.r "
        f"join weighted using (pattern) where a.label = b.label and w <= {limits.match_weight}"
    ).fetchnumpy()
    store.connection.unregister("crowded")
    store.connection.unregister("weighted")
    return dict(zip(zip(found["l"].tolist(), found["r"].tolist(), strict=True), found["w"].tolist(), strict=True))
