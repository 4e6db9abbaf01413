"""Where the app's visits come from: a registry that the context above fills at start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from pilar.core.scope import Actor


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to make. `key`: opaque, unique, stable text (encode_id of the assignment). Texts are Indonesian."""

    key: str
    form_id: str
    kind: str
    """What for, in words: "Cek lapangan", "Verifikasi pembayaran"."""
    name: str
    """Head of the family, as the volunteer knows them."""
    address: str
    area: str
    """Words below the kelurahan: "RT 003 / RW 005, Yosorejo"."""
    reason: str = ""
    due_on: date | None = None
    urgent: bool = False
    latitude: float | None = None
    longitude: float | None = None
    attempts: int = 0
    """Visits that failed before this one (two end the assignment)."""
    family_id: int | None = None
    base_version: str = ""
    """State of the registry when the visit was handed out; comes back with the record."""
    prefill: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Returned:
    """A record that the office sent back. `note` is what the volunteer must read."""

    instance_id: str
    form_id: str
    note: str
    returned_at: datetime
    title: str = ""
    visit_key: str = ""


class VisitSource(Protocol):
    def visits_for(self, actor: Actor, today: date) -> Sequence[Visit]: ...

    def visit_of(self, actor: Actor, key: str) -> Visit | None: ...

    def returned_for(self, actor: Actor) -> Sequence[Returned]: ...


_sources: list[VisitSource] = []


def register_visit_source(source: VisitSource) -> None:
    """Called once from AppConfig.ready of the context that hands out visits; a second one is a programmer's error."""
    if _sources and type(_sources[0]) is not type(source):
        raise ValueError("a visit source is registered already")
    _sources[:] = [source]


def visit_source() -> VisitSource | None:
    """The registered source, or None when nothing above hands out visits."""
    return _sources[0] if _sources else None
