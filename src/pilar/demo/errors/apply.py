"""Applies an error profile to a draft."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pilar.demo.errors import numbers, texts
from pilar.demo.errors.draft import Draft, SheetDate
from pilar.demo.errors.profile import ErrorProfile


@dataclass(frozen=True, slots=True)
class Fields:
    """Which columns of a draft are what."""

    names: tuple[str, ...] = ()
    niks: tuple[str, ...] = ()
    kks: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()  # may be left empty
    kelurahan: str = ""
    kelurahan_names: tuple[str, ...] = ()


def spoil(draft: Draft, what: Fields, profile: ErrorProfile, rng: np.random.Generator, *, encoding: str) -> None:
    """Doubles rows, then damages cells; no cell is damaged twice. `encoding` is that of the text file.

    "" stands for a workbook, which alone gets number and date cells; latin-1 and cp1252 files get Windows signs.
    """
    spreadsheet = not encoding
    draft.double_rows(rng, profile.row_doubled)
    for column in what.niks:
        _spoil_nik(draft, column, profile, rng, spreadsheet)
    for column in what.kks:
        _spoil_kk(draft, column, profile, rng, spreadsheet)
    for column in what.dates:
        draft.change(rng, "date_swapped", column, profile.date_swapped, numbers.swapped)
        draft.change(rng, "date_default", column, profile.date_default, numbers.default_date)
        draft.change(rng, "date_year", column, profile.date_year, numbers.other_year)
        draft.change(rng, "date_missing", column, profile.date_missing, lambda _rng, _value: None)
        if spreadsheet:
            draft.change(rng, "date_cell", column, profile.date_cell, lambda _rng, value: SheetDate(value))
    for column in what.names:
        _spoil_name(draft, column, profile, rng, encoding)
    for column in what.optional:
        draft.change(rng, "field_missing", column, profile.field_missing, lambda _rng, _value: None)
    if what.kelurahan:
        _spoil_kelurahan(draft, what.kelurahan, what.kelurahan_names, profile, rng)


def _spoil_nik(draft: Draft, column: str, profile: ErrorProfile, rng: np.random.Generator, spreadsheet: bool) -> None:
    _exchange_in_family(draft, column, profile.nik_exchanged, rng)
    draft.change(rng, "nik_digit", column, profile.nik_digit, numbers.one_digit)
    draft.change(rng, "nik_transposed", column, profile.nik_transposed, numbers.transposed)
    draft.change(rng, "nik_missing", column, profile.nik_missing, lambda _rng, _value: None)
    draft.change(rng, "nik_scientific", column, profile.nik_scientific, numbers.scientific)
    if spreadsheet:
        draft.change(rng, "nik_number", column, profile.nik_rounded, numbers.as_number)
        draft.change(rng, "leading_apostrophe", column, profile.leading_apostrophe, numbers.apostrophe)
    else:
        draft.change(rng, "nik_rounded", column, profile.nik_rounded, numbers.rounded)


def _spoil_kk(draft: Draft, column: str, profile: ErrorProfile, rng: np.random.Generator, spreadsheet: bool) -> None:
    rows = draft.pick(rng, column, profile.kk_other)
    others = draft.columns[column][rng.integers(0, max(draft.size, 1), rows.size)]
    known = [at for at, other in enumerate(others) if other not in (None, "")]
    draft.put("kk_other", column, rows[known], [others[at] for at in known])
    draft.change(rng, "kk_digit", column, profile.kk_digit, numbers.one_digit)
    draft.change(rng, "kk_missing", column, profile.kk_missing, lambda _rng, _value: None)
    if spreadsheet:
        draft.change(rng, "kk_number", column, profile.kk_rounded, numbers.as_number)
    else:
        draft.change(rng, "kk_rounded", column, profile.kk_rounded, numbers.rounded)


def _exchange_in_family(draft: Draft, column: str, rate: float, rng: np.random.Generator) -> None:
    """Two neighbouring members of one family carry each other's NIK."""
    cells = draft.columns[column]
    for row in draft.pick(rng, column, rate):
        below = row + 1
        if below >= draft.size or draft.family_id[row] != draft.family_id[below]:
            continue
        if cells[below] in (None, "") or not (draft.is_free(column, row) and draft.is_free(column, below)):
            continue
        draft.put("nik_exchanged", column, [row, below], [cells[below], cells[row]])


def _spoil_name(draft: Draft, column: str, profile: ErrorProfile, rng: np.random.Generator, encoding: str) -> None:
    changes = (
        ("name_muhammad", profile.name_muhammad, texts.muhammad_variant),
        ("name_typo", profile.name_typo, texts.typing_error),
        ("name_old_spelling", profile.name_old_spelling, texts.old_spelling),
        ("name_word_dropped", profile.name_word_dropped, texts.drop_word),
        ("name_initial", profile.name_initial, texts.initial),
        ("name_glued", profile.name_glued, texts.glue),
        ("name_title", profile.name_title, texts.title),
        ("casing", profile.casing, texts.casing),
        ("whitespace", profile.whitespace, texts.whitespace),
    )
    for kind, rate, alter in changes:
        draft.change(rng, kind, column, rate, alter)
    if encoding == "latin-1":
        draft.change(rng, "cp1252", column, profile.cp1252, texts.windows_byte)
    if encoding == "cp1252":
        draft.change(rng, "cp1252", column, profile.cp1252, texts.windows_sign)


def _spoil_kelurahan(
    draft: Draft, column: str, choices: Sequence[str], profile: ErrorProfile, rng: np.random.Generator
) -> None:
    rows = draft.pick(rng, column, profile.kelurahan_other)
    draft.put("kelurahan_other", column, rows, [choices[int(rng.integers(len(choices)))] for _ in rows])
    draft.change(rng, "kelurahan_spelling", column, profile.kelurahan_spelling, texts.kelurahan_spelling)
