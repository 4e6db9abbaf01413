"""Duplicates of one list on Spark with a trained model.

The model is trained by the DuckDB engine, on the whole list or on some districts of it; its priors are rescaled to
the size of this list. Steps: clean (no shuffle), value shares (one small shuffle per banded field), keys (one
shuffle per refinement), pairs (a join on key hash), two joins for the levels, one aggregate of patterns to the
driver, a broadcast of their weights back.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pilar.evidence.linkage.engine.candidates import GROUP_CAP
from pilar.evidence.linkage.engine.clusters import cluster
from pilar.evidence.linkage.engine.keys import Key
from pilar.evidence.linkage.engine.limits import MATCH, REVIEW, Limits
from pilar.evidence.linkage.engine.model import Model
from pilar.evidence.linkage.engine.prepare import prepare
from pilar.evidence.linkage.engine.schema import ID
from pilar.evidence.linkage.engine.spark.dialect import SparkDialect
from pilar.evidence.linkage.engine.store import MOST_HOLDERS, pattern_sql, unpack

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def link_parquet(
    session: SparkSession, source: Path | str, target: Path | str, model: Model, limits: Limits | None = None
) -> dict[str, int]:
    """Link a Parquet list with itself; write `target/pairs` and `target/clusters`, return counts.

    Raises ValueError for a model without keys (trained on a list so small that all its pairs were compared).
    """
    limits = limits or Limits()
    if not model.keys:
        raise ValueError("Model tanpa kunci tidak dapat dipakai di Spark; latih pada daftar yang lebih besar.")
    work = Path(target)
    people = _prepared(session, str(source), model)
    people.write.mode("overwrite").parquet(str(work / "prepared"))
    people = session.read.parquet(str(work / "prepared"))
    records = _with_shares(people, model).cache()
    rows = records.count()
    compared = _compared(session, records, _pairs(records, model.keys), model)
    compared.write.mode("overwrite").parquet(str(work / "compared"))
    compared = session.read.parquet(str(work / "compared"))
    links = _scored(session, compared, model, rows, limits)
    links.write.mode("overwrite").parquet(str(work / "links"))
    links = session.read.parquet(str(work / "links"))
    matched = _write_pairs(session, links, records, work, limits)
    groups = _write_clusters(session, links, records, work, limits)
    records.unpersist()
    return {"records": rows, "candidates": compared.count(), "matched": matched, "clusters": groups}


def _prepared(session: SparkSession, source: str, model: Model) -> DataFrame:
    """Cleaned records with `rid` (unique, not dense) and `id`."""
    from pyspark.sql import functions as f

    schema, profile = model.schema, model.profile
    columns = [f.col(schema.id_column).cast("string").alias(ID)]
    columns += [f.col(field.column).cast("string").alias(field.role) for field in schema.fields]
    raw = session.read.parquet(source).select(f.monotonically_increasing_id().alias("rid"), *columns)

    def clean(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            table = pa.Table.from_batches([batch])
            done = prepare(table, schema, profile)
            done = done.append_column("rid", table.column("rid")).append_column("id", table.column(ID))
            yield from done.combine_chunks().to_batches()

    empty = pa.table({role: pa.array([], pa.string()) for role in schema.roles})
    shape = prepare(empty, schema, profile).schema
    return raw.mapInArrow(clean, _ddl(shape) + ", rid bigint, id string")


def _ddl(shape: pa.Schema) -> str:
    kinds = {"string": "string", "int32": "int", "int64": "bigint", "list<item: int32>": "array<int>"}
    return ", ".join(f"`{column.name}` {kinds[str(column.type).replace('element', 'item')]}" for column in shape)


def _with_shares(people: DataFrame, model: Model) -> DataFrame:
    """Junk numbers to null and the share of each banded value, as in the DuckDB store."""
    from pyspark.sql import functions as f

    for number, most in (("national_id", MOST_HOLDERS), ("family_id", MOST_HOLDERS * 5)):
        if number not in people.columns:
            continue
        junk = people.where(f.col(number).isNotNull()).groupBy(number).count().where(f.col("count") > most)
        junk = f.broadcast(junk.select(f.col(number).alias("junk")))
        people = people.join(junk, people[number] == junk["junk"], "left")
        for column in (number, f"{number}_neutral"):
            if column in people.columns:
                people = people.withColumn(column, f.when(f.col("junk").isNull(), f.col(column)))
        people = people.drop("junk")
    for comparison in model.comparisons:
        column = comparison.frequency
        if not column:
            continue
        known = people.where(f.col(column).isNotNull())
        total = known.count()
        share = known.groupBy(column).count()
        share = share.select(
            f.col(column).alias("value"), (f.col("count") / f.lit(total)).alias(f"{comparison.name}_share")
        )
        people = people.join(share, people[column] == share["value"], "left").drop("value")
    return people


def _pairs(records: DataFrame, keys: tuple[Key, ...]) -> DataFrame:
    """Distinct (l, r) that agree on a key; oversized groups are split by two further atoms, then left out."""
    from pyspark.sql import functions as f

    exploded = None
    for number, key in enumerate(keys):
        atoms = [f"({atom.sql})" for atom in key.atoms]
        spare = _spare_atoms(keys, key)
        known = " and ".join(f"{sql} is not null" for sql in atoms)
        long = records.where(known).selectExpr(
            "rid",
            f"{number} as k",
            f"xxhash64({number}, {', '.join(atoms)}) as h",
            *[f"xxhash64({sql}) as s{i}" if sql else f"cast(null as bigint) as s{i}" for i, sql in enumerate(spare)],
            *[f"{f'({sql})' if sql else 'null'} is not null as p{i}" for i, sql in enumerate(spare)],
        )
        exploded = long if exploded is None else exploded.unionAll(long)
    if exploded is None:
        raise ValueError("Tidak ada kunci.")
    usable = _within_cap(exploded)
    left = usable.select(f.col("rid").alias("l"), "k", "h")
    right = usable.select(f.col("rid").alias("r"), "k", "h")
    met = left.join(right, ["k", "h"]).where("l < r")
    return met.select("l", "r").distinct()


def _spare_atoms(keys: tuple[Key, ...], key: Key) -> list[str]:
    """Up to two atoms of other fields, in the order of the keys, that split an oversized group."""
    used = {atom.field for atom in key.atoms}
    spare: list[str] = []
    for other in keys:
        for atom in other.atoms:
            if atom.field not in used and len(spare) < 2:
                used.add(atom.field)
                spare.append(atom.sql)
    return spare + [""] * (2 - len(spare))


def _within_cap(exploded: DataFrame) -> DataFrame:
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    parts: list[DataFrame] = []
    rest = exploded
    for attempt in range(3):
        counted = rest.withColumn("n", f.count("*").over(Window.partitionBy("k", "h")))
        small = counted.where((f.col("n") > 1) & (f.col("n") <= GROUP_CAP)).select("rid", "k", "h")
        parts.append(small)
        if attempt == 2:
            break
        rest = counted.where((f.col("n") > GROUP_CAP) & f.col(f"p{attempt}"))
        rest = rest.withColumn("h", f.xxhash64("h", f"s{attempt}")).drop("n")
    return parts[0].unionAll(parts[1]).unionAll(parts[2])


def _compared(session: SparkSession, records: DataFrame, pairs: DataFrame, model: Model) -> DataFrame:
    """(l, r, pattern) with the level codes as one number."""
    records.createOrReplaceTempView("pilar_people")
    pairs.createOrReplaceTempView("pilar_pairs")
    return session.sql(
        f"select p.l, p.r, {pattern_sql(model.comparisons, SparkDialect())} as pattern from pilar_pairs p "
        "join pilar_people l on l.rid = p.l join pilar_people r on r.rid = p.r"
    )


def _scored(session: SparkSession, compared: DataFrame, model: Model, rows: int, limits: Limits) -> DataFrame:
    """Pairs of patterns that reach the review weight; the patterns are few, so their weights are broadcast."""
    from pyspark.sql import functions as f

    patterns = np.array([row[0] for row in compared.select("pattern").distinct().collect()], np.int64)
    weights = model.weights(unpack(patterns, model.comparisons), rows) if len(patterns) else np.zeros(0)
    kept = [(int(p), float(w)) for p, w in zip(patterns, weights, strict=True) if w > limits.review_weight]
    table = session.createDataFrame(kept, "pattern bigint, weight double")
    return compared.join(f.broadcast(table), "pattern").select("l", "r", "weight")


def _write_pairs(session: SparkSession, links: DataFrame, records: DataFrame, work: Path, limits: Limits) -> int:
    from pyspark.sql import functions as f

    ids = records.select("rid", "id")
    decision = f.when(f.col("weight") > limits.match_weight, MATCH).otherwise(REVIEW)
    named = (
        links.join(ids.select(f.col("rid").alias("l"), f.col("id").alias("left")), "l")
        .join(ids.select(f.col("rid").alias("r"), f.col("id").alias("right")), "r")
        .select("left", "right", (1 / (1 + f.pow(f.lit(2.0), -f.col("weight")))).alias("probability"), "weight",
                decision.alias("decision"))
    )  # fmt: skip
    named.write.mode("overwrite").parquet(str(work / "pairs"))
    return int(links.where(f.col("weight") > limits.match_weight).count())


def _write_clusters(session: SparkSession, links: DataFrame, records: DataFrame, work: Path, limits: Limits) -> int:
    """Groups of the linked records, built on the driver by the same rule; records without a link stay alone."""
    from pyspark.sql import functions as f

    matched: Any = links.where(f.col("weight") > limits.match_weight).toArrow()
    left, right = matched["l"].to_numpy(), matched["r"].to_numpy()
    rids, place = np.unique(np.concatenate((left, right)), return_inverse=True)
    grouping = cluster(len(rids), place[: len(left)], place[len(left) :], matched["weight"].to_numpy())
    table = session.createDataFrame(
        [(int(r), int(rids[g])) for r, g in zip(rids, grouping.label, strict=True)], "rid bigint, cluster bigint"
    )
    named = records.select("rid", "id").join(table, "rid", "left")
    named = named.select("id", f.coalesce("cluster", "rid").alias("cluster"))
    named.write.mode("overwrite").parquet(str(work / "clusters"))
    return int(session.read.parquet(str(work / "clusters")).select("cluster").distinct().count())
