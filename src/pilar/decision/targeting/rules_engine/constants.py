"""Python values and literals as checked constants."""

from __future__ import annotations

import re
from datetime import date

from .catalogue import WIDEST_RANGE, Kind
from .expression import Constant
from .problems import ExpressionRefused


def as_number(day: date) -> int:
    """yyyymmdd."""
    return day.year * 10000 + day.month * 100 + day.day


def constant_of(value: bool | int | float | str | date) -> Constant:
    """A Python value as a constant.

    Raises:
        ExpressionRefused: too large, not finite, or a text with signs no database gets.
    """
    if isinstance(value, bool):
        return Constant(Kind.BOOLEAN, value)
    if isinstance(value, date):
        return Constant(Kind.DATE, as_number(value))
    if isinstance(value, str):
        return text_constant(value)
    if abs(value) <= WIDEST_RANGE:  # also refuses NaN
        return Constant(Kind.INTEGER if isinstance(value, int) else Kind.NUMBER, value)
    raise ExpressionRefused(f"bilangan {value} di luar jangkauan {WIDEST_RANGE}")


def text_constant(text: str) -> Constant:
    if len(text) > 200 or "\\" in text or not text.isprintable():
        raise ExpressionRefused("teks paling panjang 200 huruf, tanpa garis miring terbalik dan tanda kendali")
    return Constant(Kind.TEXT, text)


def number_constant(text: str) -> Constant:
    if re.fullmatch(r"\d{1,16}", text):
        return constant_of(int(text))
    if re.fullmatch(r"\d{1,15}\.\d{1,6}", text) and len(text) <= 16:
        return constant_of(float(text))
    raise ExpressionRefused(f"bilangan '{text[:30]}' tidak sah (paling banyak 15 angka, 6 di belakang koma)")
