"""One table: our engine beside Splink's simple recipe, on the same synthetic register, in one run.

python -m benchmarks.linkage.quality [--size 100000] [--seed 1] [--scale 1.0] [--part all|quality|thin|lists|increment|families|spark]
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from benchmarks.linkage.generator import Plan, make_other_list, make_persons, make_records
from benchmarks.linkage.measures import Score, cluster_score, pair_score, pairs_in
from benchmarks.linkage.rival import link_simple

from pilar.evidence.linkage.engine import Links, link_tables, parse_map
from pilar.evidence.linkage.engine.families import link_families
from pilar.evidence.linkage.engine.index import Index

FULL = (
    "id=rec_id,national_id=nik,family_id=kk,name=name,sex=sex,birth_place=birth_place,birth_date=birth_date,"
    "mother_name=mother_name,address=address,rt=rt,rw=rw,area=kel"
)
THIN = "id=rec_id,national_id=nik,name=name,sex=sex,birth_place=birth_place,birth_date=birth_date,rt=rt,rw=rw,area=kel"
LISTS = {
    "dukcapil": (0.95, 0.15, FULL),
    "asn": (0.04, 0.3, "id=rec_id,national_id=nik,name=name,sex=sex,birth_date=birth_date,birth_place=birth_place"),
    "penerima": (0.30, 0.8, "id=rec_id,national_id=nik,name=name,family_id=kk,address=address,rt=rt,rw=rw,area=kel"),
    "bayar": (0.30, 0.6, "id=rec_id,national_id=nik,name=name,area=kel"),
    "pbi": (0.40, 0.5, "id=rec_id,national_id=nik,family_id=kk,name=name,birth_date=birth_date,sex=sex"),
}
TRUTH = ["person", "family", "kind"]


class Bench:
    def __init__(self, size: int, seed: int, scale: float, work: Path) -> None:
        self.plan = Plan(size, seed, scale)
        self.persons = make_persons(self.plan)
        self.records = make_records(self.persons, self.plan)
        self.path = work / "register.parquet"
        self.work = work
        self.records.drop(columns=TRUTH).to_parquet(self.path)
        self.truth = self.records.person.to_numpy()
        self._links: Links | None = None
        print(f"{len(self.records):,} records, {len(self.persons):,} persons, {pairs_in(self.truth):,} true pairs")

    def ours(self, mapping: str = FULL) -> tuple[Links, float]:
        start = time.perf_counter()
        links = link_tables(parse_map(mapping), [self.path])
        return links, time.perf_counter() - start

    def links(self) -> Links:
        if self._links is None:
            self._links, _ = self.ours()
        return self._links

    def quality(self) -> None:
        links, seconds = self.ours()
        self._links = links
        rival = link_simple(str(self.path), len(self.records))
        row("ours, pairs", _ours(links, self.truth), seconds)
        row("ours, groups", cluster_score(links.clustering.label, self.truth), seconds)
        for threshold in (0.5, 0.9, 0.95, 0.99):
            kept = rival.probability >= threshold
            row(
                f"Splink simple p>={threshold}",
                pair_score(rival.left[kept], rival.right[kept], self.truth),
                rival.seconds,
            )
        row("Splink simple, groups", cluster_score(rival.label, self.truth), rival.seconds)
        print(
            f"seconds {links.seconds}; peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB (both)"
        )
        print(f"candidates per record {len(links.candidates.pairs) / len(self.records):.2f}")

    def thin(self) -> None:
        links, seconds = self.ours(THIN)
        row("ours without KK, mother, address", _ours(links, self.truth), seconds)
        row("  groups", cluster_score(links.clustering.label, self.truth), seconds)

    def lists(self) -> None:
        for name, (share, scale, mapping) in LISTS.items():
            other = make_other_list(self.persons, self.plan, share, scale)
            path = self.work / f"{name}.parquet"
            other.drop(columns=TRUTH).to_parquet(path)
            start = time.perf_counter()
            links = link_tables(parse_map(mapping), [self.path, path])
            seconds = time.perf_counter() - start
            row(f"register x {name} ({len(other):,})", _best_links(links, self.truth, other.person.to_numpy()), seconds)

    def increment(self) -> None:
        links = self.links()
        start = time.perf_counter()
        index = Index.of_store(links.store, links.model)
        print(f"index of {index.size:,} records built in {time.perf_counter() - start:.1f} s")
        other = make_other_list(self.persons, self.plan, 0.9, 0.5).sample(1_500, random_state=1)
        asked = as_roles(other, links)
        batch = asked.slice(0, 1_000)
        index.find(asked.slice(1_000, 20))
        start = time.perf_counter()
        index.find(batch)
        print(f"1,000 new records against {index.size:,}: {time.perf_counter() - start:.3f} s")
        times, right, wrong = [], 0, 0
        for i in range(1_500):
            start = time.perf_counter()
            found = index.find(asked.slice(i, 1))
            times.append(1_000 * (time.perf_counter() - start))
            best = found[0] if found and found[0].weight > 0 else None
            right += best is not None and self.truth[int(best.id)] == other.person.iloc[i]
            wrong += best is not None and self.truth[int(best.id)] != other.person.iloc[i]
        p50, p95, p99 = np.percentile(times, [50, 95, 99])
        print(
            f"one person, cleaning included: p50 {p50:.1f} p95 {p95:.1f} p99 {p99:.1f} ms; found {right} of 1500, wrong {wrong}"
        )

    def families(self) -> None:
        links = self.links()
        cards = self.records.card.to_numpy()
        start = time.perf_counter()
        found = link_families(links.store, cards, links.clustering.label).to_pandas()
        seconds = time.perf_counter() - start
        said = set(zip(found.card_a, found.card_b, strict=True))
        for kind in ("doubled", "split", "joined", "again"):
            true = _true_cards(self.records, kind)
            print(f"families {kind:8} recall {len(said & true) / max(len(true), 1):.4f} of {len(true):,}")
        true = _true_cards(self.records, None)
        print(f"families: precision {len(said & true) / max(len(said), 1):.4f} of {len(said):,}, {seconds:.1f} s")

    def spark(self) -> None:
        from pilar.evidence.linkage.engine.spark.dialect import start_session
        from pilar.evidence.linkage.engine.spark.run import link_parquet

        links = self.links()
        session = start_session()
        start = time.perf_counter()
        counts = link_parquet(session, self.path, self.work / "spark", links.model)
        seconds = time.perf_counter() - start
        pairs = pd.read_parquet(self.work / "spark" / "pairs")
        pairs = pairs[pairs.decision == "match"]
        one, two = pairs["left"].astype(int), pairs["right"].astype(int)
        theirs = set(zip(np.minimum(one, two), np.maximum(one, two), strict=True))
        ours = set(zip(links.left[links.is_match].tolist(), links.right[links.is_match].tolist(), strict=True))
        print(f"Spark {counts}, {seconds:.0f} s; pairs that differ: {len(ours ^ theirs)} of {len(ours | theirs)}")


def _ours(links: Links, truth: np.ndarray) -> Score:
    return pair_score(links.left[links.is_match], links.right[links.is_match], truth)


def _best_links(links: Links, truth: np.ndarray, other: np.ndarray) -> Score:
    """Each register record with its best partner of the other list."""
    kept = links.is_match
    frame = pd.DataFrame({"l": links.left[kept], "r": links.right[kept], "w": links.weight[kept]})
    best = frame.sort_values("w", ascending=False).drop_duplicates("l")
    right = int((truth[best.l] == other[best.r - len(truth)]).sum())
    return Score(int(np.isin(truth, other).sum()), len(best), right)


def _true_cards(records: pd.DataFrame, kind: str | None) -> set[tuple[int, int]]:
    """Pairs of cards that hold the same true person (one of them of the given kind)."""
    seat = records[["card", "person", "kind"]].drop_duplicates(["card", "person"])
    met = seat.merge(seat, on="person")
    met = met[met.card_x < met.card_y]
    if kind is not None:
        met = met[(met.kind_x == kind) | (met.kind_y == kind)]
    return set(zip(met.card_x, met.card_y, strict=True))


def as_roles(frame: pd.DataFrame, links: Links) -> pa.Table:
    """A frame as the string columns by role that `Index.find` takes."""
    fields = links.model.schema.fields
    return pa.table({f.role: pa.array(frame[f.column].astype(str).tolist(), pa.string()) for f in fields})


def row(name: str, score: Score, seconds: float) -> None:
    print(f"{name:42} {score}  {seconds:6.1f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--part", default="all")
    asked = parser.parse_args()
    parts: Any = (
        ["quality", "thin", "lists", "increment", "families", "spark"] if asked.part == "all" else asked.part.split(",")
    )
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(asked.size, asked.seed, asked.scale, Path(folder))
        for part in parts:
            print(f"-- {part}")
            getattr(bench, part)()


if __name__ == "__main__":
    main()
