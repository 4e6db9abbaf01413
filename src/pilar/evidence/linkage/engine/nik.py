"""NIK and KK numbers: cleaning, components, and how far apart two of them are.

NIK = 6 digits of the district of first registration, 6 of the birth date (day + 40 for women), 4 of a serial
from 0001; no check digit (design/domain.md 7.1). Twelve of the sixteen digits repeat district and date, so an
edit distance over the whole number says two strangers are alike; the levels here look at the parts.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LENGTH = 16
SERIAL_START = 12
FEMALE_DAY_OFFSET = 40

_NOT_DIGIT = re.compile(r"\D+")
_SCIENTIFIC = re.compile(r"^\s*(\d)[.,](\d+)[eE]\+?15\s*$")
_FLOAT_TAIL = re.compile(r"^\s*(\d{16})[.,]0+\s*$")
KNOWN_JUNK = frozenset({"1234567890123456", "0123456789012345", "1234567812345678", "9876543210987654"})


class NikParts(NamedTuple):
    """District (6 digits), birth date as ddmmyy with the woman's 40 removed, sex and serial (4 digits)."""

    region: str
    ddmmyy: str
    sex: str
    serial: str


def digits_of(text: str | None) -> str:
    """Digits of a typed number; a spreadsheet's "3.57301E+15" is spelt out and padded with zeros."""
    if not text:
        return ""
    scientific = _SCIENTIFIC.match(text)
    if scientific:
        return (scientific.group(1) + scientific.group(2)).ljust(LENGTH, "0")[:LENGTH]
    tail = _FLOAT_TAIL.match(text)
    return tail.group(1) if tail else _NOT_DIGIT.sub("", text)


def clean_nik(text: str | None) -> str | None:
    """The 16 digits, or None if the number cannot be anyone's NIK.

    >>> clean_nik("3573.0141.0190.0007")
    '3573014101900007'
    >>> clean_nik("9999999999999999"), clean_nik("0"), clean_nik("3573014199900007")
    (None, None, None)
    """
    digits = digits_of(text)
    if len(digits) != LENGTH or not _plausible_number(digits):
        return None
    day, month = int(digits[6:8]) % FEMALE_DAY_OFFSET, int(digits[8:10])
    if int(digits[6:8]) > 71 or not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return None if digits[SERIAL_START:] == "0000" else digits


def clean_kk(text: str | None) -> str | None:
    """The 16 digits of a family card number, or None; its date part is the day of issue, never + 40."""
    digits = digits_of(text)
    return digits if len(digits) == LENGTH and _plausible_number(digits) else None


def _plausible_number(digits: str) -> bool:
    return len(set(digits)) > 2 and digits not in KNOWN_JUNK and digits[:2] >= "11" and digits[:2] <= "97"


def parts(nik: str) -> NikParts:
    """Split a clean NIK.

    >>> parts("3573014101900007")
    NikParts(region='357301', ddmmyy='010190', sex='P', serial='0007')
    """
    day = int(nik[6:8])
    sex = "P" if day > FEMALE_DAY_OFFSET else "L"
    return NikParts(nik[:6], f"{day % FEMALE_DAY_OFFSET:02d}{nik[8:12]}", sex, nik[12:])


def digits_apart(left: str, right: str) -> int:
    """Number of positions that differ (Hamming); a neighbouring swap counts as one typing error.

    >>> digits_apart("3573014101900007", "3573014101900070"), digits_apart("3573014101900007", "3573014101900008")
    (1, 1)
    """
    places = [i for i in range(LENGTH) if left[i] != right[i]]
    swapped = len(places) == 2 and places[1] == places[0] + 1
    if swapped and left[places[0]] == right[places[1]] and left[places[1]] == right[places[0]]:
        return 1
    return len(places)


def lost_last_digit(left: str, right: str) -> bool:
    """One number lost its sixteenth digit in a spreadsheet: fifteen digits equal, one of them ends in 0."""
    return left[:15] == right[:15] and left != right and "0" in (left[15], right[15])
