"""Columns that repeat few texts (codes, yes and no, villages): each distinct text is read once, however many rows have it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from pilar.evidence.intake.fields import Field
from pilar.evidence.intake.stage.expressions import cell_sql, written

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from pilar.evidence.intake.stage.checks import FaultRow

MOST_TEXTS = 4_000
"""Distinct texts of one column in one chunk above which its rows are read one by one."""
_MOST_KEPT = 50_000


@dataclass(slots=True)
class _Words:
    """What is known of one field: the place of each text among `values` (an Arrow array), and the faults of the places that have any."""

    places: dict[str | None, int] = field(default_factory=dict)
    values: Any = None
    faults: dict[int, list[tuple[str, str]]] = field(default_factory=dict)


@dataclass(slots=True)
class Vocabulary:
    """The texts read so far, by field. The readings are those of `cell_sql`, so a column may change sides between chunks."""

    engine: duckdb.DuckDBPyConnection
    today: date
    _words: dict[str, _Words] = field(default_factory=dict)

    def read(self, cells: pa.Table, fields: list[Field]) -> tuple[pa.Table, list[Field], list[FaultRow]]:
        """`cells` (row number n, text columns by field key) with the repeating columns as typed values; the fields whose columns
        are still text; the faults of the typed ones. Identifiers and other sealed fields are never read here."""
        rest: list[Field] = []
        faults: list[FaultRow] = []
        for entry in fields:
            column = cells[entry.key].combine_chunks()
            texts = None if entry.sealed or entry.type in {"nik", "kk"} else _dictionary(column)
            if texts is None:
                rest.append(entry)
                continue
            values, found = self._read(entry, texts, cells["n"])
            cells = cells.set_column(cells.column_names.index(entry.key), entry.key, values)
            faults += found
        return cells, rest, faults

    def _read(
        self, entry: Field, texts: pa.DictionaryArray, numbers: pa.ChunkedArray
    ) -> tuple[pa.Array, list[FaultRow]]:
        import numpy as np

        words = self._words_of(entry.key)
        spoken: list[str | None] = texts.dictionary.to_pylist()
        fresh = [text for text in spoken if text not in words.places]
        if fresh:
            self._learn(entry, words, fresh)
        places = np.array([words.places[text] for text in spoken], dtype=np.int64)[texts.indices.to_numpy()]
        faulty = [place for place in {words.places[text] for text in spoken} if place in words.faults]
        rows = np.nonzero(np.isin(places, faulty))[0] if faulty else ()
        found = (
            [
                (number, entry.key, code, shown)
                for number, place in zip(numbers.take(rows).to_pylist(), places[rows].tolist(), strict=True)
                for code, shown in words.faults[place]
            ]
            if len(rows)
            else []
        )
        return words.values.take(_indices(places)), found

    def _words_of(self, key: str) -> _Words:
        words = self._words.setdefault(key, _Words())
        if len(words.places) > _MOST_KEPT:
            words = self._words[key] = _Words()
        return words

    def _learn(self, entry: Field, words: _Words, fresh: list[str | None]) -> None:
        import pyarrow as pa

        sql, x = cell_sql(entry), written(entry)
        self.engine.register("spoken", pa.table({"i": range(len(fresh)), "t": pa.array(fresh, pa.string())}))
        query = (
            f'SELECT i, {x}, "{entry.key}", {sql.fault or "NULL"} AS fault, {sql.note or "NULL"} AS note FROM '
            f"(SELECT *, {sql.value} AS \"{entry.key}\" FROM (SELECT i, nullif(trim(t), '') AS {x} FROM spoken)) ORDER BY i"
        )
        read = self.engine.execute(query, {"today": self.today} if "$today" in query else {}).to_arrow_table()
        self.engine.unregister("spoken")
        first = 0 if words.values is None else len(words.values)
        values = read[2].combine_chunks()
        words.values = values if words.values is None else pa.concat_arrays([words.values, values])
        words.places.update({text: first + place for place, text in enumerate(fresh)})
        for place, text, value, fault, note in zip(*(column.to_pylist() for column in read.columns), strict=True):
            if codes := _codes(entry, sql.lost, text, value, fault, note):
                words.faults[first + place] = codes


def _codes(
    entry: Field, lost: str, text: str | None, value: Any, fault: str | None, note: str | None
) -> list[tuple[str, str]]:
    """(code, what is shown) of one text; a required field without any text is BRK-101."""
    if text is None:
        return [("BRK-101", "")] if entry.required else []
    missing = lost if lost and value is None else None
    return [(code, text[:60]) for code in (fault, note, missing) if code]


def _dictionary(column: pa.Array) -> pa.DictionaryArray | None:
    """The column by its distinct texts, or None when there are too many of them."""
    encoded = column.dictionary_encode(null_encoding="encode")
    return encoded if len(encoded.dictionary) <= MOST_TEXTS else None


def _indices(places: Any) -> pa.Array:
    import pyarrow as pa

    return pa.array(places)
