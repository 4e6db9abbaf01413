"""Addresses: street words, house number, RT and RW out of one typed line."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pilar.evidence.linkage.engine.names import fold

_RT_RW = re.compile(r"\brt\s*[.:/]?\s*(\d{1,3})(?:\s*(?:[,/-]\s*(?:rw\s*[.:/]?\s*)?|rw\s*[.:/]?\s*)(\d{1,3}))?")
_SHORT_RT_RW = re.compile(r"\b(\d{1,3})\s*/\s*(\d{1,3})\s*$")
_RW = re.compile(r"\brw\s*[.:/]?\s*(\d{1,3})")
_NUMBER = re.compile(r"\b(?:no|nomor|nmr)\s*[.:]?\s*(\d+[a-z]?)\b|\b(\d+[a-z]?)\b")
_WORD = re.compile(r"[a-z0-9]+")
# Words for "street", "alley", "village part" that one register writes and the next leaves out.
_KIND_WORDS = frozenset(
    """jl jln jalan gg gang no nomor nmr rt rw dusun dsn dukuh kampung kp kmp lingkungan link perum perumahan komp
    komplek kompleks blok desa ds kel kelurahan street st road rd avenue ave""".split()
)


class AddressParts(NamedTuple):
    """Street words joined by a space ("" if none), house number, RT and RW without leading zeros ("" if none)."""

    street: str
    number: str
    rt: str
    rw: str


@lru_cache(maxsize=200_000)
def parse_address(text: str) -> AddressParts:
    """Split a typed address.

    >>> parse_address("Jl. Kawi Gg. III No. 12 RT 003/RW 05")
    AddressParts(street='kawi iii', number='12', rt='3', rw='5')
    """
    line = fold(text)
    rt = rw = ""
    found = _RT_RW.search(line)
    if found:
        rt, rw = found.group(1), found.group(2) or ""
        line = line[: found.start()] + " " + line[found.end() :]
    elif short := _SHORT_RT_RW.search(line):
        rt, rw = short.groups()
        line = line[: short.start()]
    if not rw and (only := _RW.search(line)):
        rw = only.group(1)
        line = line[: only.start()] + " " + line[only.end() :]
    number = _NUMBER.search(line)
    words = [word for word in _WORD.findall(line) if word not in _KIND_WORDS]
    house = (number.group(1) or number.group(2)) if number else ""
    street = " ".join(word for word in words if word != house)
    return AddressParts(street, house, rt.lstrip("0"), rw.lstrip("0"))
