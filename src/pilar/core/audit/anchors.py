"""The head of the chain, written each day to a file beside the database: who rewrites the chain must also rewrite these.

One JSON line per anchor in `audit-anchors.jsonl` of the home folder. An office copies the file (or prints the head on its papers)
where the operator of the database has no hand.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from pilar.config import config
from pilar.core.audit.models import AuditEvent, AuditHead
from pilar.core.audit.rules import instant
from pilar.core.scope import Scope


@dataclass(frozen=True, slots=True)
class Anchor:
    """Place and digest (hex) of the newest event at a moment."""

    seq: int
    digest: str
    at: str


def anchors_path() -> Path:
    return config().home / "audit-anchors.jsonl"


def write(*, at: datetime) -> Anchor:
    """Append the present head; the line is synced before the answer."""
    head = AuditHead.objects.filter(pk=1).first()
    anchor = Anchor(head.seq if head else 0, bytes(head.digest).hex() if head else "", instant(at))
    with anchors_path().open("a", encoding="ascii") as file:
        file.write(json.dumps(asdict(anchor)) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return anchor


def read() -> Iterator[Anchor]:
    """All anchors, oldest first."""
    if anchors_path().exists():
        for line in anchors_path().read_text(encoding="ascii").splitlines():
            yield Anchor(**json.loads(line))


def first_mismatch(scope: Scope) -> Anchor | None:
    """The first anchor whose event is gone or has another digest."""
    scope.require("audit.read")
    for anchor in read():
        if not anchor.seq:
            continue
        digest = AuditEvent.objects.filter(pk=anchor.seq).values_list("digest", flat=True).first()
        if digest is None or bytes(digest).hex() != anchor.digest:
            return anchor
    return None
