"""What was sent and what came back: sendings, answers by status, and what has no answer, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.decision.deliberation.models import Sending, SentUsul
from pilar.decision.proposals.siks_ng import STATUSES_BY_CODE
from pilar.foundation.wilayah.queries import resolve

PAGE = 100
TONES = {
    "wait": "waiting",
    "repair": "warning",
    "clarify": "warning",
    "end": "error",
    "paid": "done",
    "unknown": "neutral",
}


@dataclass(frozen=True, slots=True)
class SentLine:
    """One usulan that was sent. `meaning` and `next` from the status dictionary; "" without an answer."""

    row: SentUsul
    name: str
    place: str
    days: int
    label: str
    tone: str
    meaning: str
    next: str


def list_sendings(scope: Scope) -> list[Sending]:
    """Sendings inside the scope with `rows_in` and `unanswered`, newest first. Needs proposals.send."""
    scope.require("proposals.send")
    rows = Sending.objects.within(scope).select_related("endorsement__letter", "file")
    counted = rows.annotate(rows_in=Count("rows"), unanswered=Count("rows", filter=Q(rows__answered_at__isnull=True)))
    return list(counted.order_by("-pk")[:50])


def get_sending(scope: Scope, sending_id: int) -> Sending:
    """One sending. Raises UMUM-404."""
    scope.require("proposals.send")
    row = Sending.objects.within(scope).select_related("endorsement__letter", "file").filter(pk=sending_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def counts_by_status(scope: Scope, sending: Sending) -> list[tuple[str, str, str, int]]:
    """(code, words, tone, count) of the answers of a sending, those without an answer as "" first."""
    rows = SentUsul.objects.within(scope).filter(sending=sending).values_list("status").annotate(size=Count("id"))
    found = dict(rows.order_by("status"))
    made = [("", _("Belum ada jawaban"), "waiting", int(found.pop("", 0)))]
    for code, size in found.items():
        status = STATUSES_BY_CODE[code]
        made.append((code, status.name, TONES[status.outcome], int(size)))
    return made


def sent_lines(
    scope: Scope, at: datetime, *, sending: Sending | None = None, status: str | None = None, after: int = 0, size: int = PAGE
) -> list[SentLine]:  # fmt: skip
    """Usulan that were sent, the longest waiting first; `status` "" for those without an answer."""
    scope.require("proposals.send")
    rows = SentUsul.objects.within(scope).select_related("usul", "sending")
    if sending is not None:
        rows = rows.filter(sending=sending)
    if status is not None:
        rows = rows.filter(status=status)
    found = list(rows.order_by("sending__sent_at", "position", "pk")[after : after + size + 1])
    names = resolve(scope, {row.wilayah[:10] for row in found})
    made = []
    for row in found:
        known = STATUSES_BY_CODE.get(row.status)
        made.append(
            SentLine(
                row, row.usul.name, names[row.wilayah[:10]].title, ((row.answered_at or at) - row.sending.sent_at).days,
                known.name if known else _("Belum ada jawaban"), TONES[known.outcome] if known else "waiting",
                known.meaning_id if known else "", known.next_id if known else "",
            )
        )  # fmt: skip
    return made
