"""Flags of a record that never refuse it: clock, position, files. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

_CLOCK = timedelta(days=2)
_INDONESIA = (-11.5, 6.5, 94.5, 141.5)
"""South, north, west, east of the bounding box of the country, degrees."""
_INEXACT_M = 100.0
_HEADS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"%PDF", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"<?xml", "text/xml"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
)
_ENDINGS = {
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".pdf": "application/pdf",
    ".webp": "image/webp", ".heic": "image/heic", ".mp4": "video/mp4",
}  # fmt: skip


def media_type_of(head: bytes) -> str:
    """The type that the first bytes show; "" when they are not known."""
    for start, kind in _HEADS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "image/heic" if head[8:11] in (b"hei", b"mif") else "video/mp4"
    return ""


def fits_name(name: str, media_type: str) -> bool:
    """False when the ending of the name promises another type than the bytes are."""
    promised = next((kind for ending, kind in _ENDINGS.items() if name.lower().endswith(ending)), "")
    return not promised or promised == media_type


def instant(text: str) -> datetime | None:
    """An xsd:dateTime as UTC; None when it is none or has no zone."""
    try:
        read = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo else None


def clock_flags(started: datetime | None, ended: datetime | None, at: datetime) -> list[str]:
    """A start in the future or an end far before the arrival is no fault of a record that waited, a clock ahead is."""
    flags = []
    known = [moment for moment in (started, ended) if moment is not None]
    if any(moment > at + _CLOCK or moment.year < 2024 for moment in known):
        flags.append("clock")
    if started and ended and ended < started:
        flags.append("end_before_start")
    return flags


def position_flags(points: Iterable[str]) -> list[str]:
    """Flags over geopoints as text "lat lon altitude accuracy"."""
    flags: list[str] = []
    south, north, west, east = _INDONESIA
    for text in points:
        try:
            numbers = [float(part) for part in text.split()]
        except ValueError:
            continue
        if len(numbers) < 2:
            continue
        latitude, longitude = numbers[:2]
        if latitude == 0 and longitude == 0:
            flags.append("gps_zero")
        elif not (south <= latitude <= north and west <= longitude <= east):
            flags.append("gps_outside")
        if len(numbers) > 3 and numbers[3] > _INEXACT_M:
            flags.append("gps_inexact")
    return list(dict.fromkeys(flags))
