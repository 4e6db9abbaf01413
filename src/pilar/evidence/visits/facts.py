"""What a record says in the words of the register: nodes named like variables of the catalogue, read and checked for shape."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pilar.evidence.registry.catalogue import FAMILY_VARIABLES, Variable

_FAMILY = {one.key: one for one in FAMILY_VARIABLES}
ADDRESS = ("alamat", "address")


def family_facts(flat: Mapping[str, str]) -> dict[str, Any]:
    """Facts about the dwelling and the family from answers by path ("/data/rumah/jenis_atap": "3"); unanswered ones and those
    inside repeats (persons) are left out. A text that cannot be read as its variable stays text, so that the register's own check
    names it."""
    found: dict[str, Any] = {}
    for path, text in flat.items():
        name = path.rsplit("/", 1)[-1]
        if not text or "[" in path:
            continue
        if name in ADDRESS:
            found["address"] = text
        elif name in _FAMILY:
            found[name] = _read(_FAMILY[name], text)
    return found


def _read(variable: Variable, text: str) -> Any:
    if variable.kind == "text":
        return text
    if variable.kind == "date":
        try:
            return date.fromisoformat(text[:10]).isoformat()
        except ValueError:
            return text
    parts = text.split()
    if variable.kind == "sum" and parts and all(one.isdigit() for one in parts):
        return sum({int(one) for one in parts})
    return int(text) if text.lstrip("-").isdigit() else text


def point_of(flat: Mapping[str, str]) -> tuple[float, float] | None:
    """The first geopoint of a record ("lat lon altitude accuracy" in a node whose name says so); None when there is none."""
    for path, text in flat.items():
        name = path.rsplit("/", 1)[-1].lower()
        if not any(word in name for word in ("gps", "lokasi", "titik", "geopoint", "koordinat")):
            continue
        try:
            numbers = [float(part) for part in text.split()]
        except ValueError:
            continue
        if len(numbers) >= 2 and abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180:
            return numbers[0], numbers[1]
    return None


def said(flat: Mapping[str, str], name: str) -> str:
    """Text of the first node of this name; "" when there is none."""
    return next((text for path, text in flat.items() if path.rsplit("/", 1)[-1] == name), "")
