"""Damage to NIK and KK numbers and to dates, one value at a time."""

from datetime import date

import numpy as np


def one_digit(rng: np.random.Generator, text: str) -> str:
    """One digit replaced."""
    at = int(rng.integers(len(text)))
    digit = (int(text[at]) + 1 + int(rng.integers(9))) % 10
    return f"{text[:at]}{digit}{text[at + 1 :]}"


def transposed(rng: np.random.Generator, text: str) -> str:
    """Two neighbouring digits exchanged (unchanged when they are equal)."""
    at = int(rng.integers(len(text) - 1))
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def rounded(_rng: np.random.Generator, text: str) -> str:
    """Read once as a number by a spreadsheet: 15 digits are kept, the 16th is 0."""
    return text[:15] + "0"


def as_number(_rng: np.random.Generator, text: str) -> int:
    """Stored as a number cell: the same loss of the 16th digit, and no text any more."""
    return int(text[:15] + "0")


def scientific(_rng: np.random.Generator, text: str) -> str:
    """Saved as it was shown: 1.87201E+15."""
    return f"{float(text):.5E}"


def apostrophe(_rng: np.random.Generator, text: str) -> str:
    """The apostrophe that keeps a spreadsheet from reading a number, now part of the text."""
    return "'" + text


def swapped(_rng: np.random.Generator, value: date) -> date:
    """Day and month exchanged where both can be a month."""
    return value.replace(month=value.day, day=value.month) if value.day <= 12 else value


def default_date(rng: np.random.Generator, value: date) -> date:
    """1 January or 31 December of the year."""
    return date(value.year, 1, 1) if rng.random() < 0.7 else date(value.year, 12, 31)


def other_year(rng: np.random.Generator, value: date) -> date:
    """A year off by one or ten."""
    step = (-1, 1, -10, 10)[int(rng.integers(4))]
    year = value.year + step if value.year + step <= 2026 else value.year - abs(step)
    return value.replace(year=year, day=min(value.day, 28))
