"""Dates as providers write them: ISO, day first, or with the month's name. Month first is refused, not guessed."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_MONTHS = (
    ("jan", "januari", "january"), ("feb", "peb", "februari", "pebruari", "february"), ("mar", "maret", "march"), ("apr", "april"),
    ("mei", "may"), ("jun", "juni", "june"), ("jul", "juli", "july"), ("agu", "agt", "agst", "ags", "aug", "agustus", "august"),
    ("sep", "sept", "september"), ("okt", "oct", "oktober", "october"), ("nov", "nop", "november", "nopember"),
    ("des", "dec", "desember", "december"),
)  # fmt: skip
_MONTH_OF = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_WORDS = re.compile(r"(\d{1,2})[ \-]([A-Za-z]{3,10})\.?[ \-,]+(\d{4})")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"[T ]\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?\s*(?:Z|[+-]\d{2}:?\d{2}|WIB|WITA|WIT)?$")


class DateRefused(ValueError):
    """Why a text is no date, in Indonesian."""


@lru_cache(maxsize=20_000)
def day_of(text: str) -> date:
    """The day behind a cell; a time of day after it is passed over.

    >>> [str(day_of(t)) for t in ("2026-11-24", "24/11/2026 09:15", "24 November 2026", "20261124")]
    ['2026-11-24', '2026-11-24', '2026-11-24', '2026-11-24']

    Raises DateRefused.
    """
    bare = _CLOCK.sub("", text.strip()).strip()
    if not bare:
        raise DateRefused("tanggal kosong")
    year, month, day = _parts(bare)
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise DateRefused(f"tanggal “{bare[:20]}” tidak ada di kalender (hari ditulis dulu, lalu bulan)") from error
    if not 2000 <= found.year <= 2100:
        raise DateRefused(f"tahun {found.year} di luar jangkauan")
    return found


def _parts(bare: str) -> tuple[int, int, int]:
    if found := _ISO.fullmatch(bare) or _DIGITS.fullmatch(bare):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DAY_FIRST.fullmatch(bare):
        return int(found[3]), int(found[2]), int(found[1])
    if (found := _WORDS.fullmatch(bare)) and found[2].lower() in _MONTH_OF:
        return int(found[3]), _MONTH_OF[found[2].lower()], int(found[1])
    raise DateRefused(f"tanggal “{bare[:20]}” tidak dapat dibaca")
