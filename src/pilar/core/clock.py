"""The only clock. Doors read it; actions and rules get the time as an argument."""

from datetime import UTC, datetime, timedelta, timezone

WIB = timezone(timedelta(hours=7), "WIB")
WITA = timezone(timedelta(hours=8), "WITA")
WIT = timezone(timedelta(hours=9), "WIT")


def now() -> datetime:
    """The present instant in UTC, with time zone."""
    return datetime.now(UTC)
