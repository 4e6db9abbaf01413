"""Amounts in words, as receipts need them: 1250000 -> "satu juta dua ratus lima puluh ribu rupiah"."""

from __future__ import annotations

_UNITS = ("", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
_SCALES = (
    (1_000_000_000_000_000, "kuadriliun"), (1_000_000_000_000, "triliun"), (1_000_000_000, "miliar"), (1_000_000, "juta"), (1_000, "ribu"),
)  # fmt: skip


def terbilang(number: int) -> str:
    """A whole number of 0 to 10^18 - 1 in Indonesian words. Raises ValueError outside.

    >>> terbilang(0), terbilang(11), terbilang(117), terbilang(1_250_000)
    ('nol', 'sebelas', 'seratus tujuh belas', 'satu juta dua ratus lima puluh ribu')
    """
    if not 0 <= number < 10**18:
        raise ValueError("terbilang reads 0 to 10^18 - 1")
    return _words(number) or "nol"


def _words(number: int) -> str:
    for size, name in _SCALES:
        if number >= size:
            head = "seribu" if size == 1_000 and number < 2_000 else f"{_words(number // size)} {name}"
            return f"{head} {_words(number % size)}".strip()
    if number >= 100:
        head = "seratus" if number < 200 else f"{_UNITS[number // 100]} ratus"
        return f"{head} {_words(number % 100)}".strip()
    if number >= 20:
        return f"{_UNITS[number // 10]} puluh {_UNITS[number % 10]}".strip()
    return _UNITS[number] if number < 12 else f"{_UNITS[number - 10]} belas"


def rupiah_in_words(amount_rp: int) -> str:
    """Whole rupiah, the first letter large, as a receipt says it.

    >>> rupiah_in_words(600_000)
    'Enam ratus ribu rupiah'
    """
    words = f"{terbilang(amount_rp)} rupiah"
    return words[:1].upper() + words[1:]
