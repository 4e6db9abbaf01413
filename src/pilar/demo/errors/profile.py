"""How much of each kind of damage a file gets."""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class ErrorProfile:
    """Rates per row (per cell of the column concerned), 0-1.

    Defaults are judgement, of the order that press reports of the audits (KPK, BPK) allow; `scaled` and `none` make
    worse, better and clean files.
    """

    name_typo: float = 0.02
    name_old_spelling: float = 0.03
    name_muhammad: float = 0.25  # of the names that hold a Muhammad or Ahmad
    name_word_dropped: float = 0.02
    name_initial: float = 0.012
    name_glued: float = 0.008
    name_title: float = 0.012
    casing: float = 0.04
    whitespace: float = 0.03
    cp1252: float = 0.004
    nik_digit: float = 0.012
    nik_transposed: float = 0.006
    nik_exchanged: float = 0.006
    nik_missing: float = 0.02
    nik_rounded: float = 0.01
    nik_scientific: float = 0.002
    kk_digit: float = 0.012
    kk_other: float = 0.008
    kk_missing: float = 0.01
    kk_rounded: float = 0.006
    leading_apostrophe: float = 0.05
    date_swapped: float = 0.012
    date_default: float = 0.012
    date_year: float = 0.006
    date_missing: float = 0.01
    date_cell: float = 0.12
    field_missing: float = 0.015
    kelurahan_other: float = 0.008
    kelurahan_spelling: float = 0.02
    row_doubled: float = 0.01
    line_malformed: float = 0.003
    blank_row: float = 0.006
    layout: bool = True  # title rows, totals, byte order mark

    @classmethod
    def none(cls) -> "ErrorProfile":
        """No damage at all."""
        clean = {item.name: 0.0 for item in fields(cls) if item.name != "layout"}
        return cls(**clean, layout=False)

    def scaled(self, factor: float) -> "ErrorProfile":
        """All rates times `factor`, at most 1."""
        rates = {f.name: min(getattr(self, f.name) * factor, 1.0) for f in fields(self) if f.name != "layout"}
        return replace(self, **rates)
