"""The lists of one run inside DuckDB: prepared records, value shares, hashed atoms, level patterns of pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pilar.evidence.linkage.engine.candidates import ROW_BITS, ROW_MASK, Pairs
from pilar.evidence.linkage.engine.comparisons import FREQUENCY_BANDS, Comparison
from pilar.evidence.linkage.engine.expressions import Dialect, DuckDialect
from pilar.evidence.linkage.engine.keys import Atom, Hashes
from pilar.evidence.linkage.engine.model import Codes, Floats
from pilar.evidence.linkage.engine.prepare import Profile, prepare
from pilar.evidence.linkage.engine.schema import ID, MapError, Schema

if TYPE_CHECKING:
    import duckdb

BATCH_ROWS = 200_000
# A number on more records than this identifies nobody (placeholder, form example, one clerk's own).
MOST_HOLDERS = 12
PROFILE_ROWS = 3_000
MAX_PATTERN = 2**62
COMPARED_AT_ONCE = 400_000
"""Pairs per comparison. A join holds its smaller side in memory with every prepared column: all pairs at once would copy the list twice."""


class Store:
    """Tables `rec` (prepared, by row number `rid`) and `ident` (rid, id) of one or two lists.

    Rows of the second list follow those of the first; `boundary` is its first row, None with one list.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, schema: Schema) -> None:
        self.connection = connection
        self.schema = schema
        self.profile = Profile()
        self.rows = 0
        self.boundary: int | None = None
        self.junk_numbers = 0
        self.duplicate_ids = 0

    def load(self, lists: Sequence[str | pa.Table], profile: Profile | None = None) -> None:
        """Read, clean and store one or two lists: queries of this database or tables in memory.

        Each has text columns `id` and one per role of the schema. `profile`: that of the model that will judge; without
        it the lists themselves tell.
        """
        self.profile = profile or self._profile(lists)
        self.connection.execute("create or replace table ident (rid bigint, id varchar)")
        for number, source in enumerate(lists):
            if number:
                self.boundary = self.rows
            for batch in self._prepared(source):
                self._append(batch)
        self._finish()

    def _profile(self, lists: Sequence[str | pa.Table]) -> Profile:
        sample: dict[str, list[str | None]] = {}
        for source in lists:
            if isinstance(source, str):
                table = self.connection.execute(f"select * from ({source}) limit {PROFILE_ROWS}").to_arrow_table()
            else:
                table = source.slice(0, PROFILE_ROWS)
            for role in self.schema.roles:
                sample.setdefault(role, []).extend(table.column(role).to_pylist())
        return Profile.of(sample)

    def _prepared(self, source: str | pa.Table) -> Iterator[pa.Table]:
        """Prepared batches in file order; cleaning runs in threads, a few batches ahead."""
        if isinstance(source, str):
            reader: Any = self.connection.cursor().execute(source).to_arrow_reader(BATCH_ROWS)
        else:
            reader = source.to_batches(max_chunksize=BATCH_ROWS)

        def clean(batch: pa.RecordBatch) -> pa.Table:
            table = pa.Table.from_batches([batch])
            return prepare(table, self.schema, self.profile).append_column("id", table.column(ID))

        with ThreadPoolExecutor(2) as pool:
            waiting: list[Any] = []
            for batch in reader:
                waiting.append(pool.submit(clean, batch))
                if len(waiting) > 3:
                    yield waiting.pop(0).result()
            for future in waiting:
                yield future.result()

    def _append(self, batch: pa.Table) -> None:
        rids = pa.array(np.arange(self.rows, self.rows + len(batch), dtype=np.int64))
        staged = batch.append_column("rid", rids)
        self.connection.register("staged", staged)
        self.connection.execute("insert into ident select rid, id from staged")
        target = "create table raw as" if self.rows == 0 else "insert into raw"
        if self.rows == 0:
            self.connection.execute("drop table if exists raw")
        self.connection.execute(f"{target} select * exclude (id) from staged")
        self.connection.unregister("staged")
        self.rows += len(batch)

    def _finish(self) -> None:
        """Turn numbers held by too many records into null and add the share of each banded value."""
        if not self.rows:
            return
        joins, extra, replaced = [], [], []
        for column, counted in self._shares().items():
            alias = f"c_{column}"
            joins.append(
                f"left join (select {counted} v, count(*) n from raw where {counted} is not null group by 1) "
                f"{alias} on raw.{counted} = {alias}.v"
            )
            extra.append(f"({alias}.n / {self._present(counted)})::double as {column}_share")
        for number in ("national_id", "family_id") if self.boundary is None else ("national_id",):
            if not self.schema.has(number):
                continue
            most = MOST_HOLDERS if number == "national_id" else MOST_HOLDERS * 5
            alias = f"j_{number}"
            joins.append(
                f"left join (select {number} v from raw where {number} is not null group by 1 having count(*) > {most}) "
                f"{alias} on raw.{number} = {alias}.v"
            )
            columns = [number, f"{number}_neutral"] if number == "national_id" and self.profile.nik else [number]
            replaced += [f"case when {alias}.v is null then raw.{column} end as {column}" for column in columns]
        swap = f" replace ({', '.join(replaced)})" if replaced else ""
        more = f", {', '.join(extra)}" if extra else ""
        before = self._held("raw", "national_id")
        self.connection.execute(
            f"create or replace table rec as select raw.*{swap}{more} from raw {' '.join(joins)} order by rid"
        )
        self.junk_numbers = before - self._held("rec", "national_id")
        self.connection.execute("drop table raw")
        self.duplicate_ids = self.rows - self._one("select count(*) from (select distinct id from ident)")

    def _shares(self) -> dict[str, str]:
        """Prefix of the share column -> column whose values are counted."""
        from pilar.evidence.linkage.engine.comparisons import comparisons_of

        return {c.name: c.frequency for c in comparisons_of(self.schema, self.profile) if c.frequency}

    def rescale_shares(self, factor: float) -> None:
        """Multiply the shares of values: when these records are only a part of the lists in which the values are to be common or rare."""
        columns = [f"{column}_share" for column in self._shares()]
        if columns:
            self.connection.execute(f"update rec set {', '.join(f'{c} = {c} * {factor}' for c in columns)}")

    def _present(self, column: str) -> int:
        return max(self._held("raw", column), 1)

    def _held(self, table: str, column: str) -> int:
        if not self.schema.has(column) and column == "national_id":
            return 0
        return self._one(f"select count({column}) from {table}")

    def _one(self, query: str) -> Any:
        return self.connection.execute(query).fetchall()[0][0]

    def hashes(self, atoms: tuple[Atom, ...]) -> dict[str, Hashes]:
        """Per atom one 64-bit hash a row, 0 where the atom is missing."""
        out: dict[str, Hashes] = {}
        for atom in atoms:
            query = f"select case when ({atom.sql}) is null then 0::ubigint else hash({atom.sql}) end h from rec"
            out[atom.name] = self.connection.execute(query + " order by rid").fetchnumpy()["h"]
        return out

    def band_chances(self, comparison: Comparison) -> tuple[Floats, Floats]:
        """(chance that two strangers agree on a value of each band, share of records in each band).

        Duplicates of one person agree by being one person; two records of each value are taken off for that.
        """
        share = f"{comparison.name}_share"
        rows = self.connection.execute(
            f"select {share}, count(*) from rec where {share} is not null group by 1"
        ).fetchnumpy()
        values, counts = np.asarray(rows[share], float), np.asarray(list(rows.values())[1], float)
        total = max(counts.sum(), 1.0)
        chance, mass = np.zeros(len(FREQUENCY_BANDS) + 1), np.zeros(len(FREQUENCY_BANDS) + 1)
        band = np.searchsorted(-np.array(FREQUENCY_BANDS), -values, side="left")
        np.add.at(mass, band, counts / total)
        np.add.at(chance, band, counts / total * np.maximum(values - 2.0 / total, 0.3 / total))
        return np.maximum(chance, 1e-12), mass

    def compare(self, pairs: Pairs, comparisons: tuple[Comparison, ...], into: str) -> None:
        """Create table `into` (l, r, pattern): the level codes of each pair as one mixed-radix number."""
        check_pattern_fits(comparisons)
        self.connection.execute(f"create or replace table {into} (l bigint, r bigint, pattern bigint)")
        for start in range(0, len(pairs), COMPARED_AT_ONCE):
            part = pairs[start : start + COMPARED_AT_ONCE]
            wanted = {
                "l": pa.array((part >> ROW_BITS).astype(np.int64)),
                "r": pa.array((part & ROW_MASK).astype(np.int64)),
            }
            self.connection.register("wanted", pa.table(wanted))
            self.connection.execute(
                f"insert into {into} select wanted.l, wanted.r, {pattern_sql(comparisons)} "
                "from wanted join rec l on l.rid = wanted.l join rec r on r.rid = wanted.r"
            )
            self.connection.unregister("wanted")

    def patterns(self, table: str, comparisons: tuple[Comparison, ...]) -> tuple[np.ndarray, Codes, Floats]:
        """(pattern numbers, their level codes [patterns, comparisons], pair counts) of a compared table."""
        found = self.connection.execute(f"select pattern, count(*) n from {table} group by 1").fetchnumpy()
        pattern = np.asarray(found["pattern"], np.int64)
        return pattern, unpack(pattern, comparisons), np.asarray(found["n"], float)


def check_pattern_fits(comparisons: tuple[Comparison, ...]) -> None:
    """Raise `MapError` if the level codes of all comparisons do not fit one 62-bit number."""
    size = 1
    for comparison in comparisons:
        size *= comparison.size
    if size > MAX_PATTERN:
        raise MapError("Terlalu banyak bidang untuk satu perbandingan; kurangi bidang text:/exact:.")


def pattern_sql(comparisons: tuple[Comparison, ...], dialect: Dialect | None = None) -> str:
    """Sum of level code times radix over all comparisons."""
    dialect = dialect or DuckDialect()
    terms, radix = [], 1
    for comparison in comparisons:
        terms.append(f"cast({comparison.sql(dialect)} as bigint) * {radix}")
        radix *= comparison.size
    return " + ".join(terms)


def unpack(pattern: np.ndarray, comparisons: tuple[Comparison, ...]) -> Codes:
    """[patterns, comparisons] level codes of mixed-radix numbers."""
    out = np.zeros((len(pattern), len(comparisons)), np.int64)
    rest = pattern.copy()
    for column, comparison in enumerate(comparisons):
        out[:, column] = rest % comparison.size
        rest //= comparison.size
    return out
