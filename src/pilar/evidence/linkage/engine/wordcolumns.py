"""Names and texts as Arrow columns: `names` applied to millions of rows by touching each distinct word once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pilar.evidence.linkage.engine import names

Columns = dict[str, pa.Array]
Ints = np.ndarray[Any, np.dtype[np.int64]]


def split_column(values: pa.Array, clean: Callable[[str], str], *, plain: str = "^[a-z]+( [a-z]+)*$") -> pa.ListArray:
    """Word lists of a text column; `clean` runs only on the rows that are more than plain lower-case words."""
    lowered = pc.utf8_lower(values)
    is_plain = pc.fill_null(pc.match_substring_regex(lowered, plain), True)
    if not pc.all(is_plain).as_py():
        odd = pc.invert(is_plain)
        distinct = pc.filter(lowered, odd).dictionary_encode()
        cleaned = pa.array([clean(text) for text in distinct.dictionary.to_pylist()], pa.string())
        lowered = pc.replace_with_mask(lowered, odd, pc.take(cleaned, distinct.indices))
    return pc.split_pattern(lowered, " ")


def clean_name(text: str) -> str:
    """Name text reduced to words joined by one space; titles stay for the word step."""
    return " ".join(word for word in names.NOT_WORD.split(names.main_part(names.fold(text))) if word)


def clean_text(text: str) -> str:
    """Any text reduced to words of letters and digits joined by one space."""
    return " ".join(word for word in names.NOT_WORD.split(names.fold(text)) if word)


class WordTable:
    """The words of one batch as numbers: `row` and `code` per word occurrence, and the distinct words."""

    def __init__(self, lists: pa.ListArray) -> None:
        self.rows = len(lists)
        lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False).astype(np.int64)
        encoded = lists.flatten().dictionary_encode()
        self.words: list[str] = encoded.dictionary.to_pylist()
        self.code = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        self.row = np.repeat(np.arange(self.rows, dtype=np.int64), lengths)

    def keep(self, wanted: np.ndarray) -> None:
        """Keep the occurrences whose word is wanted; a row left with none keeps all its non-empty words."""
        filled = np.array([bool(word) for word in self.words], bool)[self.code]
        chosen = wanted[self.code] & filled
        has_one = np.zeros(self.rows, bool)
        has_one[self.row[chosen]] = True
        chosen |= filled & ~has_one[self.row]
        self.row, self.code = self.row[chosen], self.code[chosen]


def _lists(row: Ints, rows: int) -> pa.Array:
    offsets = np.zeros(rows + 1, np.int32)
    np.cumsum(np.bincount(row, minlength=rows), out=offsets[1:])
    return pa.array(offsets)


def joined(row: Ints, rows: int, pool: pa.Array, code: Ints, separator: str) -> pa.Array:
    """Strings of each row joined in the given order; rows without words become null."""
    lists = pa.ListArray.from_arrays(_lists(row, rows), pc.take(pool, pa.array(code)))
    text = pc.binary_join(lists, separator)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def ends(row: Ints, rows: int, value: np.ndarray) -> tuple[pa.Array, pa.Array]:
    """First and last value of each row (int32), null for rows without any."""
    first, last = np.zeros(rows, np.int32), np.zeros(rows, np.int32)
    empty = np.ones(rows, bool)
    empty[row] = False
    last[row] = value
    first[row[::-1]] = value[::-1]
    return pa.array(first, mask=empty), pa.array(last, mask=empty)


def united(row: Ints, rows: int, bits: np.ndarray) -> pa.Array:
    """Bitwise or of the values of each row (int64), null for rows without any; `row` is ascending."""
    out = np.zeros(rows, np.int64)
    empty = np.ones(rows, bool)
    if len(row):
        starts = np.flatnonzero(np.concatenate(([True], row[1:] != row[:-1])))
        out[row[starts]] = np.bitwise_or.reduceat(bits, starts)
        empty[row[starts]] = False
    return pa.array(out, mask=empty)


def name_columns(values: pa.Array, slug: str) -> Columns:
    """Prepared columns of a person's name.

    `_txt` words in order; `_key` sorted sound keys; `_glue` keys glued in order; `_end` last letter of `_glue`;
    `_let` letters of `_glue` as bits; `_ids` 32-bit numbers of the significant keys and `_bits` their set as bits,
    `_all_ids` and `_all_bits` the same for all words but initials; `_first`, `_last` numbers of the keys at the ends of the
    name; `_min`, `_max` numbers at the ends of the sorted keys (the same whatever the word order).
    """
    table = WordTable(split_column(values, clean_name))
    table.keep(np.array([is_name_word(word) for word in table.words], bool))
    keys = [names.sound_key(word) if word else "" for word in table.words]
    pool = sorted(set(keys))
    rank_of = {key: rank for rank, key in enumerate(pool)}
    rank = np.array([rank_of[key] for key in keys], np.int64)[table.code] if keys else np.zeros(0, np.int64)
    numbers = np.array([names.word_id(key) for key in pool], np.int32)
    row, rows, width = table.row, table.rows, max(len(pool), 1)
    ordered = np.sort(row * width + rank)
    key_pool = pa.array(pool, pa.string())
    glue = joined(row, rows, key_pool, rank, "")
    first, last = ends(row, rows, numbers[rank]) if len(pool) else _no_ends(rows)
    low, high = ends(ordered // width, rows, numbers[ordered % width]) if len(pool) else _no_ends(rows)
    return {
        f"{slug}_txt": joined(row, rows, pa.array(table.words, pa.string()), table.code, " "),
        f"{slug}_key": joined(ordered // width, rows, key_pool, ordered % width, " "),
        f"{slug}_glue": glue,
        f"{slug}_end": pc.utf8_slice_codeunits(glue, -1),
        f"{slug}_let": united(row, rows, np.array([names.letter_bits(key) for key in pool], np.int64)[rank]),
        **_key_sets(slug, ordered, width, rows, pool, numbers),
        f"{slug}_first": first,
        f"{slug}_last": last,
        f"{slug}_min": low,
        f"{slug}_max": high,
    }


def _no_ends(rows: int) -> tuple[pa.Array, pa.Array]:
    return pa.nulls(rows, pa.int32()), pa.nulls(rows, pa.int32())


def is_name_word(word: str) -> bool:
    """Neither a title nor a number."""
    return bool(word) and word not in names.TITLES and not (word.isdigit() and len(word) > 2)


def _key_sets(slug: str, ordered: Ints, width: int, rows: int, pool: list[str], numbers: np.ndarray) -> Columns:
    """Numbers of the keys of each row without repeats: `_all_ids` without initials, `_ids` the significant ones.

    See `names.significant`; null where a row has no word.
    """
    distinct = ordered[np.concatenate(([True], np.diff(ordered) != 0))] if len(ordered) else ordered
    row, rank = distinct // width, distinct % width
    long = np.array([len(key) > 1 for key in pool], bool)
    strong = np.array([len(key) > 1 and key not in names.WEAK_KEYS for key in pool], bool)
    whole = _preferring(row, rank, rows, [long])
    significant = _preferring(row, rank, rows, [long, strong])
    return {
        **number_sets(f"{slug}_all", row[whole], rows, numbers[rank[whole]]),
        **number_sets(slug, row[significant], rows, numbers[rank[significant]]),
    }


def _preferring(row: Ints, rank: Ints, rows: int, wishes: list[np.ndarray]) -> np.ndarray:
    """Which occurrences stay if each wish drops the unwanted words of the rows that have a wanted one."""
    chosen = np.ones(len(row), bool)
    for wanted in wishes:
        has_one = np.zeros(rows, bool)
        if len(row):
            has_one[row[wanted[rank]]] = True
            chosen &= wanted[rank] | ~has_one[row]
    return chosen


def number_sets(slug: str, row: Ints, rows: int, values: np.ndarray) -> Columns:
    """`_ids`: list of word numbers per row; `_bits`: the same set as bits. Null for rows without words."""
    mask = np.ones(rows, bool)
    mask[row] = False
    bits = np.left_shift(np.int64(1), values.astype(np.int64) % 60)
    return {
        f"{slug}_ids": pa.ListArray.from_arrays(
            _lists(row, rows), pa.array(values.astype(np.int32)), mask=pa.array(mask)
        ),
        f"{slug}_bits": united(row, rows, bits),
    }


def text_columns(values: pa.Array, slug: str, dropped: frozenset[str] = frozenset()) -> Columns:
    """Prepared columns of a free text: `_txt` words in order, `_glue` without spaces, `_ids` word numbers."""
    table = WordTable(split_column(values, clean_text, plain="^[a-z0-9]+( [a-z0-9]+)*$"))
    table.keep(np.array([word not in dropped for word in table.words], bool))
    words = pa.array(table.words, pa.string())
    numbers = np.array([names.word_id(word) for word in table.words], np.int64)
    width = max(len(table.words), 1)
    ordered = np.sort(table.row * width + table.code)
    distinct = ordered[np.concatenate(([True], np.diff(ordered) != 0))] if len(ordered) else ordered
    row = distinct // width
    ids = numbers[distinct % width] if len(numbers) else np.zeros(0, np.int64)
    letters = np.array([names.letter_bits(word) for word in table.words], np.int64)
    return {
        f"{slug}_txt": joined(table.row, table.rows, words, table.code, " "),
        f"{slug}_glue": joined(table.row, table.rows, words, table.code, ""),
        f"{slug}_let": united(table.row, table.rows, letters[table.code]),
        **number_sets(slug, row, table.rows, ids),
    }
