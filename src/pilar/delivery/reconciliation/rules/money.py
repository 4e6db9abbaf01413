"""Amounts as text, read to the rupiah or refused with a reason; never rounded, never guessed through a float."""

from __future__ import annotations

import re
from functools import lru_cache

MOST_RP = 10**15
"""A thousand trillion rupiah: more than the state budget of a year; whatever is above is an identifier in the wrong column."""

_NOISE = re.compile(r"^(?:(?:rp|idr)\.?\s*)?(.*?)(?:\s*(?:,-|,=|\.-|rupiah|idr|cr|db|dr|[ck]))?$", re.IGNORECASE)
_PLAIN = re.compile(r"\d+")
_DOTS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+")
_SPACES = re.compile(r"\d{1,3}(?:[ \u00a0]\d{3})+")
_CENTS = re.compile(r"(.+?)[.,](\d{1,2}|0+)")
_EXPONENT = re.compile(r"[\d.,]+e[+-]?\d+", re.IGNORECASE)


class AmountRefused(ValueError):
    """Why a text is no amount in rupiah, in Indonesian."""


@lru_cache(maxsize=50_000)
def rupiah_of(text: str) -> int:
    """Whole rupiah behind a cell; negative with a minus sign or in brackets.

    >>> [rupiah_of(t) for t in ("Rp 200.000,00", "200.000", "200000.00", "200,000.00", "Rp200.000,-", "(1.500)")]
    [200000, 200000, 200000, 200000, 200000, -1500]

    Raises AmountRefused: empty, scientific notation, cents, groups that are not of three digits, other signs, too large.
    """
    bare = text.strip().replace("\u00a0", " ")
    if not bare:
        raise AmountRefused("nominal kosong")
    if not bare.isascii():
        raise AmountRefused("nominal memuat tanda asing")
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        negative, bare = True, bare[1:-1].strip()
    found = _NOISE.match(bare)
    bare = found.group(1).strip() if found else bare
    if bare[:1] in "+-":
        negative, bare = negative or bare[0] == "-", bare[1:].strip()
        bare = re.sub(r"^(?:rp|idr)\.?\s*", "", bare, flags=re.IGNORECASE)
    amount = _unsigned(bare)
    if amount > MOST_RP:
        raise AmountRefused("nominal terlalu besar; mungkin nomor rekening atau NIK di kolom nominal")
    return -amount if negative else amount


def _unsigned(bare: str) -> int:
    if _EXPONENT.fullmatch(bare):
        raise AmountRefused("nominal ditulis dalam notasi ilmiah sehingga digitnya sudah hilang")
    whole = _grouped(bare)
    if whole is not None:
        return whole
    cents = _CENTS.fullmatch(bare)
    if cents is not None:
        whole = _grouped(cents.group(1))
        # "1.234.56" has the same sign for groups and for cents: nobody knows what was meant.
        same_sign = whole is not None and bare[len(cents.group(1))] in cents.group(1)
        if whole is not None and not same_sign:
            if cents.group(2).strip("0"):
                raise AmountRefused("nominal memuat sen; bantuan selalu rupiah utuh")
            return whole
    raise AmountRefused("nominal tidak dapat dibaca sebagai rupiah")


def _grouped(bare: str) -> int | None:
    """Digits, or digits in groups of three with one kind of sign; None for anything else."""
    if _PLAIN.fullmatch(bare):
        return int(bare)
    for pattern, sign in ((_DOTS, "."), (_COMMAS, ","), (_SPACES, " ")):
        if pattern.fullmatch(bare):
            if bare.startswith("0"):
                return None
            return int(bare.replace(sign, ""))
    return None
