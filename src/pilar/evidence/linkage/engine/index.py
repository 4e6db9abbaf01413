"""A register ready for questions: is this person, or are these thousand, already in it?

Held in memory: prepared records and, per key of the model, the sorted hashes with their rows. One new record is
cleaned, looked up and scored in Python without a query plan; a batch is scored in DuckDB. Both use the same
levels and the same tables. New records are added as a further segment, so nothing is rebuilt.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pilar.evidence.linkage.engine.candidates import GROUP_CAP
from pilar.evidence.linkage.engine.keys import Atom, Hashes, mix
from pilar.evidence.linkage.engine.limits import Limits
from pilar.evidence.linkage.engine.model import Codes, Model
from pilar.evidence.linkage.engine.prepare import prepare
from pilar.evidence.linkage.engine.schema import ID
from pilar.evidence.linkage.engine.store import Store, pattern_sql, unpack

if TYPE_CHECKING:
    import duckdb

IN_PYTHON_UP_TO = 200


@dataclass(frozen=True)
class Found:
    """One answer: row of the question, id in the register, weight, level codes for `explain`."""

    question: int
    id: str
    weight: float
    probability: float
    decision: str
    codes: tuple[int, ...]


@dataclass
class _Segment:
    records: pa.Table
    ids: pa.Array
    hashes: list[Hashes]
    rows: list[np.ndarray]


class Index:
    """Searchable copy of a register for one model. Not safe for concurrent `add`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, model: Model, limits: Limits | None = None) -> None:
        if not model.keys:
            raise ValueError("Model tanpa kunci tidak dapat dipakai untuk mencari; latih pada daftar yang lebih besar.")
        self.connection, self.model, self.limits = connection, model, limits or Limits()
        self.segments: list[_Segment] = []
        atoms = {atom.name: atom for key in model.keys for atom in key.atoms}
        self.atoms: tuple[Atom, ...] = tuple(atoms.values())
        self._code = [c.code() for c in model.comparisons]
        self._tables = model.log_table_list()
        self._shares = tuple(f"{c.name}_share" for c in model.comparisons if c.frequency)

    @property
    def size(self) -> int:
        return sum(len(segment.records) for segment in self.segments)

    @staticmethod
    def of_store(store: Store, model: Model, limits: Limits | None = None) -> Index:
        """Index of everything loaded in a store."""
        index = Index(store.connection, model, limits)
        records = store.connection.execute("select * exclude (rid) from rec order by rid").to_arrow_table()
        ids = store.connection.execute("select id from ident order by rid").to_arrow_table().column("id")
        index._append(records, ids.combine_chunks())
        return index

    def add(self, batch: pa.Table) -> None:
        """Add records (string columns: id and one per role). A value new to the register gets the rarest band."""
        records = prepare(batch, self.model.schema, self.model.profile)
        for share in self._shares:
            records = records.append_column(share, pa.array(np.zeros(len(records))))
        self._append(records, batch.column(ID).combine_chunks())

    def find(self, batch: pa.Table, *, least: float | None = None) -> list[Found]:
        """Register records that may be the persons of `batch` (string columns, one per role), best first per row.

        `least`: lowest weight returned, by default the review weight of the limits.
        """
        records = prepare(batch, self.model.schema, self.model.profile)
        hashes = atom_hashes(self.connection, self.atoms, records)
        keys = [mix([hashes[atom.name] for atom in key.atoms]) for key in self.model.keys]
        answers: list[Found] = []
        floor = self.limits.review_weight if least is None else least
        for segment in self.segments:
            question, row = _candidates(segment, keys)
            if len(row):
                answers += self._score(records, segment, question, row, floor)
        answers.sort(key=lambda found: (found.question, -found.weight))
        return answers

    def _append(self, records: pa.Table, ids: pa.Array) -> None:
        records = records.combine_chunks()
        hashes = atom_hashes(self.connection, self.atoms, records)
        sorted_hashes, rows = [], []
        for key in self.model.keys:
            column = mix([hashes[atom.name] for atom in key.atoms])
            order = np.argsort(column, kind="stable")
            order = order[column[order] != 0]
            sorted_hashes.append(column[order])
            rows.append(order.astype(np.int32))
        self.segments.append(_Segment(records, ids, sorted_hashes, rows))

    def _score(
        self, records: pa.Table, segment: _Segment, question: np.ndarray, row: np.ndarray, floor: float
    ) -> list[Found]:
        if len(row) <= IN_PYTHON_UP_TO:
            codes = self._codes_in_python(records, segment, question, row)
        else:
            codes = self._codes_in_duckdb(records, segment, question, row)
        weights = self.model.weights(codes, max(self.size, 2), self._tables)
        kept = np.flatnonzero(weights > floor)
        ids = segment.ids.take(pa.array(row[kept])).to_pylist()
        return [
            Found(
                int(question[i]),
                record_id,
                float(weights[i]),
                float(1.0 / (1.0 + np.exp2(-weights[i]))),
                self.limits.decide(float(weights[i])),
                tuple(int(code) for code in codes[i]),
            )
            for i, record_id in zip(kept, ids, strict=True)
        ]

    def _codes_in_python(self, records: pa.Table, segment: _Segment, question: np.ndarray, row: np.ndarray) -> Codes:
        asked = records.to_pylist()
        known = segment.records.take(pa.array(row)).to_pylist()
        return np.array(
            [[code(k, asked[q]) for code in self._code] for q, k in zip(question, known, strict=True)], np.int64
        )

    def _codes_in_duckdb(self, records: pa.Table, segment: _Segment, question: np.ndarray, row: np.ndarray) -> Codes:
        distinct, place = np.unique(row, return_inverse=True)
        for share in self._shares:
            records = records.append_column(share, pa.nulls(len(records), pa.float64()))
        return codes_of_met(
            self.connection, self.model, segment.records.take(pa.array(distinct)), records, place, question
        )


def codes_of_met(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    known: pa.Table,
    asked: pa.Table,
    known_row: np.ndarray,
    asked_row: np.ndarray,
) -> Codes:
    """Level codes [pairs, comparisons] of pairs given as rows of two prepared tables (with the share columns of banded fields)."""
    cursor = connection.cursor()
    cursor.register("known", known.append_column("n", pa.array(np.arange(len(known)))))
    cursor.register("asked", asked.append_column("n", pa.array(np.arange(len(asked)))))
    cursor.register("met", pa.table({"k": known_row, "q": asked_row, "pos": np.arange(len(asked_row))}))
    found: Any = cursor.execute(
        f"select pos, {pattern_sql(model.comparisons)} as pattern from met "
        "join known l on l.n = met.k join asked r on r.n = met.q order by pos"
    ).fetchnumpy()
    cursor.close()
    return unpack(np.asarray(found["pattern"], np.int64), model.comparisons)


def atom_sql(atom: Atom) -> str:
    """The hash of one atom over prepared columns in DuckDB, 0 for a missing one."""
    return f"case when ({atom.sql}) is null then 0::ubigint else md5_number_lower(({atom.sql})::varchar) end"


def atom_hashes(connection: duckdb.DuckDBPyConnection, atoms: tuple[Atom, ...], records: pa.Table) -> dict[str, Hashes]:
    """Atom hashes by MD5: the same in every process and version, so keys may be stored (Python and DuckDB agree)."""
    if len(records) <= 3:
        asked = records.to_pylist()
        return {atom.name: np.array([md5_number(atom.text(record)) for record in asked], np.uint64) for atom in atoms}
    cursor = connection.cursor()
    cursor.register("asked", records)
    found = cursor.execute(f"select {', '.join(map(atom_sql, atoms))} from asked").fetchnumpy()
    cursor.close()
    return {atom.name: column for atom, column in zip(atoms, found.values(), strict=True)}


def md5_number(text: str | None) -> int:
    """Low 64 bits of the MD5 (not for secrecy), 0 for a missing text; DuckDB's `md5_number_lower`."""
    if text is None:
        return 0
    return int.from_bytes(hashlib.md5(text.encode(), usedforsecurity=False).digest()[8:], "little")


def _candidates(segment: _Segment, keys: list[Hashes]) -> tuple[np.ndarray, np.ndarray]:
    """(question rows, segment rows) that share a key whose group is not over the cap, each pair once."""
    pieces: list[np.ndarray] = []
    for column, hashes, rows in zip(keys, segment.hashes, segment.rows, strict=True):
        asked = np.flatnonzero(column)
        low = np.searchsorted(hashes, column[asked], "left")
        count = np.searchsorted(hashes, column[asked], "right") - low
        count[count > GROUP_CAP] = 0
        if not count.any():
            continue
        total = int(count.sum())
        within = np.arange(total) - np.repeat(np.cumsum(count) - count, count)
        hit = rows[np.repeat(low, count) + within].astype(np.int64)
        pieces.append((np.repeat(asked, count).astype(np.int64) << 32) | hit)
    if not pieces:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    pairs = np.unique(np.concatenate(pieces))
    return pairs >> 32, pairs & 0xFFFFFFFF


def score_one(
    model: Model, left: dict[str, str | None], right: dict[str, str | None], rows: int
) -> tuple[float, list[int]]:
    """(weight, level codes) of two records given as role -> text, in a register of `rows` records."""
    roles = model.schema.roles
    both = pa.table({role: pa.array([left.get(role), right.get(role)], pa.string()) for role in roles})
    first, second = prepare(both, model.schema, model.profile).to_pylist()
    for comparison in model.comparisons:
        if comparison.frequency:
            first[f"{comparison.name}_share"] = second[f"{comparison.name}_share"] = 0.0
    codes = [comparison.code()(first, second) for comparison in model.comparisons]
    return float(model.weights(np.array([codes], np.int64), rows)[0]), codes
