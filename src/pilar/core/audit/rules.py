"""The chain: what is hashed, and what a broken chain looks like. No database here."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = b"\0" * 32


@dataclass(frozen=True, slots=True)
class Link:
    """One event as the chain sees it."""

    seq: int
    body: dict[str, Any]
    previous: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold: which event, and why."""

    seq: int
    reason: str


def canonical(body: dict[str, Any]) -> bytes:
    """One spelling for one content: sorted keys, no spaces, UTF-8."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def instant(at: datetime) -> str:
    """UTC with microseconds, the same text on both engines."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def link_digest(previous: bytes, seq: int, body: dict[str, Any]) -> bytes:
    """SHA-256 over the previous digest, the place in the chain and the content."""
    return hashlib.sha256(previous + seq.to_bytes(8, "big") + canonical(body)).digest()


def first_break(links: Iterable[Link], *, head: tuple[int, bytes] | None = None) -> tuple[int, Break | None]:
    """Walk the chain in order. Returns the number of good links and the first break, if any.

    `head` is the (seq, digest) kept apart from the events; a chain that ends before it has lost its tail.
    """
    previous, expected, count = GENESIS, 1, 0
    for link in links:
        if link.seq != expected:
            return count, Break(expected, "baris hilang")
        if link.previous != previous:
            return count, Break(link.seq, "urutan berubah")
        if link_digest(previous, link.seq, link.body) != link.digest:
            return count, Break(link.seq, "isi berubah")
        previous, expected, count = link.digest, expected + 1, count + 1
    if head is not None and head[0] >= expected:
        return count, Break(expected, "ekor terpotong")
    if head is not None and (head[0], head[1]) != (expected - 1, previous):
        return count, Break(max(expected - 1, 1), "kepala tidak cocok")
    return count, None
