"""A few records prepared in plain Python: what `prepare` does to a million, without its cost per call (for a person at a counter)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from re import compile as pattern
from typing import Any

from pilar.evidence.linkage.engine import names
from pilar.evidence.linkage.engine.addresses import parse_address
from pilar.evidence.linkage.engine.dates import parse_date
from pilar.evidence.linkage.engine.nik import clean_kk, clean_nik
from pilar.evidence.linkage.engine.prepare import DEFAULT_DAYS, MISSING, NAME_KINDS, PLACE_WORDS, Profile, cleaner_of
from pilar.evidence.linkage.engine.schema import Field, Schema
from pilar.evidence.linkage.engine.wordcolumns import clean_name, clean_text, is_name_word

Prepared = dict[str, Any]

_PLAIN_NAME, _PLAIN_TEXT = pattern("[a-z]+( [a-z]+)*"), pattern("[a-z0-9]+( [a-z0-9]+)*")
_WITHOUT_MARK = {"4": "0", "5": "1", "6": "2", "7": "3"}


def prepare_few(records: Sequence[Mapping[str, str | None]], schema: Schema, profile: Profile) -> list[Prepared]:
    """The rows of `prepare(...)` for records given as role → text; word sets come in another order."""
    makers = [(field.role, _maker(field, profile)) for field in schema.fields]
    return [_row(record, makers) for record in records]


def _row(record: Mapping[str, str | None], makers: Sequence[tuple[str, Callable[[str | None], Prepared]]]) -> Prepared:
    row: Prepared = {}
    for role, make in makers:
        row.update(make(_present(record.get(role))))
    inside = {part: row.pop(f"address_{part}") for part in ("rt", "rw") if f"address_{part}" in row}
    for part, value in inside.items():
        row[part] = value if row.get(part) is None else row[part]
    if "rt" in row or "rw" in row:
        row.setdefault("rt", None)
        row.setdefault("rw", None)
    return row


def _present(text: str | None) -> str | None:
    if text is None:
        return None
    stripped = text.strip()
    return None if stripped.lower() in MISSING else stripped


def _maker(field: Field, profile: Profile) -> Callable[[str | None], Prepared]:
    kind, slug = field.kind, field.slug
    if kind in NAME_KINDS:
        return lambda text: _name(text, slug)
    if kind == "birth_date":
        return lambda text: _date(text, slug)
    if kind == "address":
        return lambda text: _address(text, slug)
    if kind in ("birth_place", "text") or (kind == "area" and not profile.area_code):
        dropped = PLACE_WORDS if kind != "text" else frozenset()
        return lambda text: _text(text, slug, dropped)
    if kind == "national_id" and profile.nik:
        return lambda text: _nik(text, slug)
    clean = clean_kk if kind == "family_id" and profile.kk else cleaner_of(kind)
    return lambda text: {slug: None if text is None else clean(text)}


def _nik(text: str | None, slug: str) -> Prepared:
    nik = clean_nik(text)
    neutral = nik and nik[:6] + _WITHOUT_MARK.get(nik[6], nik[6]) + nik[7:]
    return {slug: nik, f"{slug}_neutral": neutral}


def _date(text: str | None, slug: str) -> Prepared:
    found = parse_date(text)
    if found is None:
        return dict.fromkeys((slug, f"{slug}_y", f"{slug}_m", f"{slug}_d", f"{slug}_default"))
    year, month, day = found
    return {
        slug: f"{year:04d}{month:02d}{day:02d}", f"{slug}_y": year, f"{slug}_m": month, f"{slug}_d": day,
        f"{slug}_default": int((month, day) in DEFAULT_DAYS),
    }  # fmt: skip


def _address(text: str | None, slug: str) -> Prepared:
    if text is None:
        return dict.fromkeys(f"{slug}_{part}" for part in ("street", "no", "rt", "rw", "ids", "bits", "let"))
    found = parse_address(text)
    numbers = sorted({names.word_id(word) for word in found.street.split()})
    return {
        f"{slug}_street": found.street or None, f"{slug}_no": found.number or None, f"{slug}_rt": found.rt or None,
        f"{slug}_rw": found.rw or None, f"{slug}_ids": numbers or None, f"{slug}_bits": _bits(numbers),
        f"{slug}_let": names.letter_bits(found.street.replace(" ", "")),
    }  # fmt: skip


def _bits(numbers: Sequence[int]) -> int | None:
    bits = 0
    for number in numbers:
        bits |= names.id_bits(number)
    return bits or None


def _letters(words: Sequence[str]) -> int:
    bits = 0
    for word in words:
        bits |= names.letter_bits(word)
    return bits


_NAME_PARTS = (
    "txt", "key", "glue", "end", "let", "ids", "bits", "all_ids", "all_bits", "first", "last", "min", "max",
)  # fmt: skip


def _name(text: str | None, slug: str) -> Prepared:
    values = _name_parts(text.lower()) if text is not None else (None,) * len(_NAME_PARTS)
    return {f"{slug}_{part}": value for part, value in zip(_NAME_PARTS, values, strict=True)}


@lru_cache(maxsize=20_000)
def _name_parts(lowered: str) -> tuple[Any, ...]:
    """Values of `_NAME_PARTS`; what they mean stands at `wordcolumns.name_columns`."""
    words = [word for word in _words(lowered, _PLAIN_NAME, clean_name) if word]
    words = [word for word in words if is_name_word(word)] or words
    if not words:
        return (None,) * len(_NAME_PARTS)
    keys = [names.sound_key(word) for word in words]
    ordered = sorted(keys)
    glue = "".join(keys)
    distinct = tuple(sorted(set(keys)))
    longer = tuple(key for key in distinct if len(key) > 1) or distinct
    all_ids = [names.word_id(key) for key in longer]
    ids = [names.word_id(key) for key in names.significant(distinct)]
    return (
        " ".join(words), " ".join(ordered), glue or None, glue[-1:] if glue else None, _letters(keys), ids, _bits(ids), all_ids, _bits(all_ids),
        names.word_id(keys[0]), names.word_id(keys[-1]), names.word_id(ordered[0]), names.word_id(ordered[-1]),
    )  # fmt: skip


def _text(text: str | None, slug: str, dropped: frozenset[str]) -> Prepared:
    words = [word for word in _words(text.lower(), _PLAIN_TEXT, clean_text) if word] if text is not None else []
    words = [word for word in words if word not in dropped] or words
    if not words:
        return dict.fromkeys(f"{slug}_{part}" for part in ("txt", "glue", "let", "ids", "bits"))
    ids = [names.word_id(word) for word in dict.fromkeys(words)]
    return {
        f"{slug}_txt": " ".join(words), f"{slug}_glue": "".join(words), f"{slug}_let": _letters(words), f"{slug}_ids": ids,
        f"{slug}_bits": _bits(ids),
    }  # fmt: skip


def _words(lowered: str, plain: Any, clean: Callable[[str], str]) -> list[str]:
    return (lowered if plain.fullmatch(lowered) else clean(lowered)).split(" ")
