"""Papers with names: making one is an act that is recorded."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor, Scope
from pilar.delivery.reconciliation.documents.papers import repair_letter
from pilar.delivery.reconciliation.queries.repair import repair_queue
from pilar.delivery.reconciliation.rules.repair import OWNERS
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import resolve

MOST = 500


@transaction.atomic
def print_letter(*, owner: str, by: Actor, at: datetime) -> bytes:
    """Letter to an owner of open cases, the latest first. Raises UMUM-403, UMUM-404 (nothing waits for them)."""
    by.scope.require("disbursement.reconcile")
    lines = repair_queue(by.scope, today(at), owner=owner, size=MOST)[:MOST]
    if not lines:
        raise NOT_FOUND()
    code = lines[0].case.wilayah[:4]
    data = repair_letter(lines, owner=OWNERS[owner], city=resolve(Scope.system(), {code})[code].title, at=at)
    audit.record("reconciliation.letter.printed", by=by, at=at, rows=len(lines), after={"owner": owner})
    return data
