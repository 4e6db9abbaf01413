"""From mapped text columns to prepared columns, batch by batch; the same code serves DuckDB, Spark and one row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pilar.evidence.linkage.engine.addresses import parse_address
from pilar.evidence.linkage.engine.dates import parse_date
from pilar.evidence.linkage.engine.names import id_bits, letter_bits, word_id
from pilar.evidence.linkage.engine.nik import KNOWN_JUNK, clean_kk, clean_nik, digits_of
from pilar.evidence.linkage.engine.schema import Field, Schema
from pilar.evidence.linkage.engine.wordcolumns import Columns, clean_text, name_columns, text_columns

NAME_KINDS = frozenset({"name", "given_name", "surname", "mother_name"})
PLACE_WORDS = frozenset({"kota", "kab", "kabupaten", "kec", "kecamatan", "kel", "kelurahan", "desa", "kodya"})
MISSING = frozenset(
    "- -- --- . ? 0 null nan none na n/a #n/a nil tidak tak kosong unknown xxx tdk belum nihil".split()
) | {"", "tidak ada", "tidak tahu", "tidak diketahui", "tdk ada", "belum ada"}
MALE = frozenset("l lk laki lakilaki laki-laki pria m male man 1".split()) | {"laki laki"}
FEMALE = frozenset("p pr perempuan wanita w f female woman 2".split())
DEFAULT_DAYS = frozenset({(1, 1), (7, 1), (12, 31), (7, 31)})


@dataclass(frozen=True)
class Profile:
    """What the data turned out to hold: fields whose values are NIK-like, KK-like, or digit codes."""

    nik: bool = False
    kk: bool = False
    area_code: bool = False

    @staticmethod
    def of(sample: dict[str, list[str | None]]) -> Profile:
        """Judge from up to a few thousand values per role; more than half must fit."""

        def mostly(role: str, fits: Callable[[str], object]) -> bool:
            values = [v for v in sample.get(role, ()) if v and v.strip().lower() not in MISSING]
            return bool(values) and sum(bool(fits(v)) for v in values) * 2 > len(values)

        return Profile(
            nik=mostly("national_id", clean_nik),
            kk=mostly("family_id", clean_kk),
            area_code=mostly("area", lambda v: len(digits_of(v)) >= 4 and len(digits_of(v)) * 10 >= len(v) * 7),
        )


def prepare(table: pa.Table, schema: Schema, profile: Profile) -> pa.Table:
    """Prepared columns of a batch.

    `table`: one string column per role of `schema`, any number of rows. Result: the columns that `comparisons`
    and `keys` name, in the same row order. Values that stand for "missing" become null.
    """
    columns: Columns = {}
    for field in schema.fields:
        values = _present(table.column(field.role))
        columns.update(_field_columns(field, values, profile))
    _take_rt_rw_from_address(columns)
    return pa.table(columns)


def _present(column: pa.ChunkedArray) -> pa.Array:
    values = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    values = pc.utf8_trim_whitespace(values.cast(pa.string()))
    missing = pc.is_in(pc.utf8_lower(values), value_set=pa.array(sorted(MISSING)))
    return pc.if_else(missing, pa.scalar(None, pa.string()), values)


def _field_columns(field: Field, values: pa.Array, profile: Profile) -> Columns:
    kind, slug = field.kind, field.slug
    if kind in NAME_KINDS:
        return name_columns(values, slug)
    if kind == "birth_date":
        return _date_columns(values, slug)
    if kind == "address":
        return _address_columns(values, slug)
    if kind == "birth_place" or kind == "text" or (kind == "area" and not profile.area_code):
        return text_columns(values, slug, PLACE_WORDS if kind != "text" else frozenset())
    if kind == "national_id" and profile.nik:
        nik = number_column(values, clean_nik)
        return {slug: nik, f"{slug}_neutral": _without_sex_mark(nik)}
    if kind == "family_id" and profile.kk:
        return {slug: number_column(values, clean_kk)}
    return {slug: by_distinct(values, cleaner_of(kind))}


def by_distinct(values: pa.Array, clean: Callable[[str], str | None]) -> pa.Array:
    """Apply a pure text function once per distinct value."""
    encoded = values.dictionary_encode()
    cleaned = pa.array([clean(text) for text in encoded.dictionary.to_pylist()], pa.string())
    return pc.take(cleaned, encoded.indices)


def number_column(values: pa.Array, clean: Callable[[str], str | None]) -> pa.Array:
    """Clean NIK or KK values; the usual case, sixteen digits, is checked on the digit matrix."""
    usual = pc.fill_null(pc.match_substring_regex(values, "^[0-9]{16}$"), False)
    usual_mask = usual.to_numpy(zero_copy_only=False)
    out = np.full(len(values), None, object)
    plain = pc.filter(values, usual)
    good = _good_numbers(plain, is_nik=clean is clean_nik)
    kept = pc.if_else(pa.array(good), plain, pa.scalar(None, pa.string()))
    if usual_mask.all():
        return kept
    out[~usual_mask] = [clean(text) for text in pc.filter(values, pc.invert(usual)).to_pylist()]
    return pc.replace_with_mask(pa.array(out, pa.string()), usual, kept)


def _without_sex_mark(nik: pa.Array) -> pa.Array:
    """NIK with the woman's 40 taken off the day."""
    tens = pc.utf8_slice_codeunits(nik, 6, 7)
    reduced = tens
    for marked, plain in (("4", "0"), ("5", "1"), ("6", "2"), ("7", "3")):
        reduced = pc.if_else(pc.equal(tens, marked), plain, reduced)
    return pc.binary_join_element_wise(pc.utf8_slice_codeunits(nik, 0, 6), reduced, pc.utf8_slice_codeunits(nik, 7), "")


def _good_numbers(values: pa.Array, *, is_nik: bool) -> np.ndarray:
    if not len(values):
        return np.zeros(0, bool)
    text = "".join(values.to_pylist()).encode()
    digits = np.frombuffer(text, np.uint8).reshape(-1, 16).astype(np.int16) - 48
    distinct = np.bitwise_count(np.bitwise_or.reduce(np.left_shift(1, digits), axis=1))
    province = digits[:, 0] * 10 + digits[:, 1]
    good = (distinct > 2) & (province >= 11) & (province <= 97)
    good &= ~np.asarray(pc.is_in(values, value_set=pa.array(sorted(KNOWN_JUNK))))
    if is_nik:
        day, month = digits[:, 6] * 10 + digits[:, 7], digits[:, 8] * 10 + digits[:, 9]
        good &= (day <= 71) & (day % 40 >= 1) & (day % 40 <= 31) & (month >= 1) & (month <= 12)
        good &= digits[:, 12:].any(axis=1)
    return np.asarray(good, bool)


def _date_columns(values: pa.Array, slug: str) -> Columns:
    encoded = values.dictionary_encode()
    parsed = [parse_date(text) for text in encoded.dictionary.to_pylist()]
    pools: dict[str, pa.Array] = {
        slug: pa.array([f"{p.year:04d}{p.month:02d}{p.day:02d}" if p else None for p in parsed], pa.string()),
        f"{slug}_y": pa.array([p.year if p else None for p in parsed], pa.int32()),
        f"{slug}_m": pa.array([p.month if p else None for p in parsed], pa.int32()),
        f"{slug}_d": pa.array([p.day if p else None for p in parsed], pa.int32()),
        f"{slug}_default": pa.array([int((p.month, p.day) in DEFAULT_DAYS) if p else None for p in parsed], pa.int32()),
    }
    return {name: pc.take(pool, encoded.indices) for name, pool in pools.items()}


def _address_columns(values: pa.Array, slug: str) -> Columns:
    encoded = values.dictionary_encode()
    parsed = [parse_address(text) for text in encoded.dictionary.to_pylist()]
    ids = [sorted({word_id(word) for word in p.street.split()}) for p in parsed]
    pools: dict[str, pa.Array] = {
        f"{slug}_street": pa.array([p.street or None for p in parsed], pa.string()),
        f"{slug}_no": pa.array([p.number or None for p in parsed], pa.string()),
        f"{slug}_rt": pa.array([p.rt or None for p in parsed], pa.string()),
        f"{slug}_rw": pa.array([p.rw or None for p in parsed], pa.string()),
        f"{slug}_ids": pa.array([numbers or None for numbers in ids], pa.list_(pa.int32())),
        f"{slug}_bits": pa.array([_bits(numbers) for numbers in ids], pa.int64()),
        f"{slug}_let": pa.array([letter_bits(p.street.replace(" ", "")) for p in parsed], pa.int64()),
    }
    return {name: pc.take(pool, encoded.indices) for name, pool in pools.items()}


def _bits(numbers: list[int]) -> int | None:
    bits = 0
    for number in numbers:
        bits |= id_bits(number)
    return bits or None


def _take_rt_rw_from_address(columns: Columns) -> None:
    """RT and RW written inside the address line fill gaps of their own columns, or become those columns.

    Where one of the three fields is mapped, both columns exist afterwards.
    """
    for part in ("rt", "rw"):
        inside = columns.pop(f"address_{part}", None)
        if inside is None:
            continue
        if part in columns:
            columns[part] = pc.coalesce(columns[part], inside)
        else:
            columns[part] = inside
    if "rt" in columns or "rw" in columns:
        rows = len(columns["rt" if "rt" in columns else "rw"])
        for part in ("rt", "rw"):
            columns.setdefault(part, pa.nulls(rows, pa.string()))


def _code(text: str) -> str | None:
    return clean_text(text).replace(" ", "") or None


def _identifier(text: str) -> str | None:
    code = _code(text)
    return code if code and len(set(code)) > 1 else None


def _digits_without_zeros(text: str) -> str | None:
    return digits_of(text).lstrip("0") or None


def _phone(text: str) -> str | None:
    digits = digits_of(text).lstrip("0")
    digits = digits.removeprefix("62").lstrip("0")
    return digits if len(digits) >= 6 and len(set(digits)) > 2 else None


def _sex(text: str) -> str | None:
    word = text.strip().lower()
    if word in MALE:
        return "L"
    return "P" if word in FEMALE else _code(text)


def _area_code(text: str) -> str | None:
    return digits_of(text) or None


_CLEANERS: dict[str, Any] = {
    "national_id": _identifier,
    "family_id": _identifier,
    "sex": _sex,
    "phone": _phone,
    "rt": _digits_without_zeros,
    "rw": _digits_without_zeros,
    "area": _area_code,
}


def cleaner_of(kind: str) -> Callable[[str], str | None]:
    """The pure function that cleans one value of a field without words of its own."""
    clean: Callable[[str], str | None] = _CLEANERS.get(kind, _code)
    return clean
