"""Reading and verifying the chain."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from pilar.config import config
from pilar.core.audit.actions import body_of
from pilar.core.audit.models import AuditEvent, AuditHead
from pilar.core.audit.rules import Break, Link, first_break
from pilar.core.scope import Scope

_REGENCY = 4


@dataclass(frozen=True, slots=True)
class Verification:
    """Result of walking the chain: links that hold, the first break, and the head (seq, hex digest)."""

    count: int
    broken: Break | None
    head_seq: int
    head_digest: str


def verify(scope: Scope) -> Verification:
    """Walk the whole chain. Needs a scope of the whole office, since the chain has no parts."""
    scope.require("audit.read")
    head = AuditHead.objects.filter(pk=1).first()
    expected = (head.seq, bytes(head.digest)) if head else (0, b"\0" * 32)
    count, broken = first_break(_links(), head=expected)
    return Verification(count, broken, expected[0], expected[1].hex())


def _links() -> Iterator[Link]:
    for event in AuditEvent.objects.order_by("seq").iterator(chunk_size=2000):
        yield Link(event.seq, body_of(event), bytes(event.previous), bytes(event.digest))


def list_events(scope: Scope) -> QuerySet[AuditEvent]:
    """Events inside the scope, newest first; those filed under no area for scopes that hold the whole office."""
    scope.require("audit.read")
    events = AuditEvent.objects.within(scope)
    if "" not in scope.prefixes and _holds_the_office(scope):
        events = AuditEvent.objects.filter(scope.filter() | Q(wilayah=""))
    return events.order_by("-seq")


def _holds_the_office(scope: Scope) -> bool:
    """True when the area of the office lies inside; where none is configured, a whole kab/kota or province counts."""
    office = config().office
    return scope.covers(office) if office else any(len(prefix) <= _REGENCY for prefix in scope.prefixes)


def list_subject_events(scope: Scope, kind: str, subject_id: int) -> QuerySet[AuditEvent]:
    """What happened to one subject, newest first; for the history of a person's or family's page."""
    return AuditEvent.objects.within(scope).filter(subject_kind=kind, subject_id=subject_id).order_by("-seq")
