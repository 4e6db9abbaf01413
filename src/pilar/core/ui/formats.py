"""Numbers, money, dates and identity numbers as people here write them: 1.234.567; Rp 200.000; 24 November 2026.

Numbers keep Indonesian separators in both languages, as in official letters; months follow the active language.
An absent value is an en dash, never an empty cell and never zero.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone, translation

ABSENT = "–"
MONTHS: dict[str, tuple[str, ...]] = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip
# Indonesia's three zones keep no summer time.
ZONES: dict[str, ZoneInfo] = {
    "WIB": ZoneInfo("Asia/Jakarta"),
    "WITA": ZoneInfo("Asia/Makassar"),
    "WIT": ZoneInfo("Asia/Jayapura"),
}
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
DOTS = "••••••••"


def angka(value: int | float | Decimal | None, decimals: int | None = None) -> str:
    """1234567 -> "1.234.567"; 12.5 -> "12,5"; None -> "–". `decimals` fixes the places after the comma."""
    if value is None or value == "":
        return ABSENT
    number = Decimal(str(value))
    if not number.is_finite():
        return ABSENT
    places = decimals if decimals is not None else max(0, -int(number.normalize().as_tuple().exponent))
    text = f"{number:,.{places}f}"
    if text.startswith("-") and not text.strip("-0.,"):
        text = text[1:]
    return text.translate(str.maketrans(",.", ".,")).replace("-", "−", 1)


def rupiah(value: int | None) -> str:
    """Whole rupiah: 200000 -> "Rp 200.000" (with a space that does not break)."""
    if value is None or value == "":
        return ABSENT
    amount = int(value)
    sign = "−" if amount < 0 else ""
    return f"{sign}Rp\u00a0{angka(abs(amount))}"


def persen(value: float | Decimal | None, decimals: int = 1) -> str:
    """A share between 0 and 1 as percent: 0.1234 -> "12,3%"; trailing ",0" is dropped."""
    if value is None or value == "":
        return ABSENT
    text = angka(Decimal(str(value)) * 100, decimals)
    if text == ABSENT:
        return text
    return (text.rstrip("0").rstrip(",") if "," in text else text) + "%"


def _months() -> tuple[str, ...]:
    return MONTHS["en" if (translation.get_language() or "id").startswith("en") else "id"]


def _moment_in(value: dt.datetime, zone: str) -> dt.datetime:
    """The moment on the clock of `zone`; a time without zone is taken as UTC, as the database keeps it."""
    if zone and zone not in ZONES:
        raise ValueError(f"zone must be one of {', '.join(ZONES)}, not {zone!r}")
    aware = value if timezone.is_aware(value) else value.replace(tzinfo=dt.UTC)
    return aware.astimezone(ZONES[zone] if zone else timezone.get_current_timezone())


def zone_name(moment: dt.datetime) -> str:
    """WIB, WITA or WIT by the offset of the moment (7, 8 or 9 hours); another offset as UTC+h."""
    offset = moment.utcoffset() or dt.timedelta()
    hours = offset.total_seconds() / 3600
    return {7.0: "WIB", 8.0: "WITA", 9.0: "WIT"}.get(hours, f"UTC{hours:+g}")


def tanggal(value: dt.date | dt.datetime | None, zone: str = "") -> str:
    """Day first: date(2026, 11, 24) -> "24 November 2026". A datetime is first put on the local clock."""
    if value is None or value == "":
        return ABSENT
    day = _moment_in(value, zone).date() if isinstance(value, dt.datetime) else value
    return f"{day.day} {_months()[day.month - 1]} {day.year}"


def hari(value: dt.date) -> str:
    """The name of the day as papers say it: always Indonesian, as papers are."""
    return DAYS[value.weekday()]


def bulan(value: str | None) -> str:
    """A period in words: "2026-11" -> "November 2026". Other text comes back as it was."""
    if not value:
        return ABSENT
    found = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", str(value))
    return f"{_months()[int(found[2]) - 1]} {found[1]}" if found else str(value)


def waktu(value: dt.datetime | None, zone: str = "") -> str:
    """Date and local clock with the zone's name: "24 November 2026 14.05 WIB".

    zone: "WIB", "WITA", "WIT", or "" for the active one.
    """
    if value is None or value == "":
        return ABSENT
    local = _moment_in(value, zone)
    return f"{tanggal(local.date())} {local:%H.%M} {zone_name(local)}"


def jam(value: dt.datetime | None, zone: str = "") -> str:
    """Clock only: "14.05 WIB"."""
    if value is None or value == "":
        return ABSENT
    local = _moment_in(value, zone)
    return f"{local:%H.%M} {zone_name(local)}"


def nik_masked(value: str | None) -> str:
    """First and last four of sixteen digits: "3573••••••••0001". Anything else is masked whole."""
    if not value:
        return ABSENT
    digits = re.sub(r"\D", "", str(value))
    return f"{digits[:4]}{DOTS}{digits[-4:]}" if len(digits) == 16 and digits.isascii() else DOTS * 2


def nik_grouped(value: str | None) -> str:
    """Sixteen digits as 4-4-4-4: "3573 0102 0390 0001" (spaces that do not break). Other text comes back as it was."""
    if not value:
        return ABSENT
    text = re.sub(r"[\s.\-]", "", str(value))
    return "\u00a0".join(text[i : i + 4] for i in range(0, 16, 4)) if re.fullmatch(r"[0-9]{16}", text) else str(value)
