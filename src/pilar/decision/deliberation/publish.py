"""Rows of a status sheet become answers of what was sent; usulan step to accepted or failed. Slice by slice, repeatable."""

from __future__ import annotations

from typing import Any

from pilar.core.ids import new_ids
from pilar.core.scope import Scope
from pilar.decision.deliberation.models import SentUsul, SiksAnswer
from pilar.decision.proposals.bulk import take_steps
from pilar.decision.proposals.siks_ng import STATUSES_BY_CODE, find_status
from pilar.evidence.intake.publish.matching import row_slices
from pilar.evidence.intake.publish.run import Publication

CHUNK = 500
_FAILED = frozenset({"repair", "clarify", "end"})


def publish_statuses(pub: Publication) -> dict[str, int]:
    """Publisher of the kind "siks-status". A NIK that was never sent is counted and changes nothing."""
    note = "note" if "note" in pub.columns else "NULL"
    for size, _total in row_slices(pub):
        rows = pub.engine.execute(
            f"SELECT n, nik_index, siks_status, coalesce({note}, '') FROM cur WHERE nik_index IS NOT NULL ORDER BY sheet, n"
        ).fetchall()
        answered, unknown = _answer(pub, rows)
        pub.add(rows=size, answered=answered, never_sent=unknown)
    return pub.counts


def _answer(pub: Publication, rows: list[tuple[Any, ...]]) -> tuple[int, int]:
    answered = unknown = 0
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        sent = _sent_by_nik([bytes(row[1]) for row in part])
        known = [row for row in part if bytes(row[1]) in sent]
        unknown += len(part) - len(known)
        answered += _keep(pub, known, sent)
    return answered, unknown


def _sent_by_nik(indexes: list[bytes]) -> dict[bytes, SentUsul]:
    """The latest sending of each NIK."""
    rows = (
        SentUsul.objects.within(Scope.system())
        .filter(usul__nik_index__in=indexes)
        .select_related("usul")
        .order_by("pk")
    )
    return {bytes(row.usul.nik_index): row for row in rows if row.usul.nik_index is not None}


def _keep(pub: Publication, rows: list[tuple[Any, ...]], sent: dict[bytes, SentUsul]) -> int:
    ids = iter(new_ids(len(rows)))
    made, moves = [], {"diterima_pusat": {}, "gagal_pusat": {}}  # type: ignore[var-annotated]
    changed = []
    for number, index, text, note in rows:
        row, status = sent[bytes(index)], find_status(str(text))
        if status is None:
            continue
        made.append(
            SiksAnswer(
                id=next(ids), sent=row, status=status.code, told=str(text)[:200], note=str(note)[:250], source_id=pub.source_id, row=number,
                as_of=pub.as_of, at=pub.at, by=pub.by.username,
            )
        )  # fmt: skip
        row.status, row.told, row.answered_at = status.code, str(text)[:200], pub.at
        changed.append(row)
        if status.outcome != "unknown":
            target = "gagal_pusat" if status.outcome in _FAILED else "diterima_pusat"
            moves[target][row.usul_id] = f"SIKS-NG: {status.name_id}. {STATUSES_BY_CODE[status.code].next_id}"
    SiksAnswer.objects.bulk_create(made, ignore_conflicts=True, batch_size=CHUNK)
    SentUsul.objects.bulk_update(changed, ["status", "told", "answered_at"], batch_size=CHUNK)
    for target, reasons in moves.items():
        if reasons:
            take_steps(usul_ids=list(reasons), target=target, by=pub.by, at=pub.at, reasons=reasons)
    return len(made)
