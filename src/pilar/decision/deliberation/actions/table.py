"""Acts at the table: each is written once as it arrived, from any device, in any order, and then says what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.scope import Actor
from pilar.decision.deliberation import problems
from pilar.decision.deliberation.actions.plan import locked
from pilar.decision.deliberation.lists import DECISIONS_BY_CODE
from pilar.decision.deliberation.models import Session, SessionItem, TableAct
from pilar.decision.deliberation.rules import Past, Verdict, fold, judge, verdict_lacks
from pilar.decision.proposals.queries import proposers_of
from pilar.decision.screening.lists import REASONS_BY_CODE

KINDS = frozenset({"putus", "batal", "keberatan", "urut", "catatan", "banding"})
CLOCK_TOLERANCE = timedelta(minutes=2)
"""How far the server's own clock may lie behind the last act before it is called set back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One act as a device tells it. `base`: the head of the item that the device had seen. `settles`: the person saw both
    decisions of a clash and chose. `order`: ids of items (urut: whole order; banding: poorer first)."""

    key: str
    kind: str
    item_id: int | None = None
    decision: str = ""
    reason_code: str = ""
    words: str = ""
    name: str = ""
    order: tuple[int, ...] = ()
    base: int = 0
    undoes: int | None = None
    settles: bool = False
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of one act: its key, id, outcome (as TableAct.outcome, or "ditolak" with a sentence: not kept)."""

    key: str
    act_id: int
    outcome: str
    sentence: str = ""


@transaction.atomic
def hear(*, session_id: int, told: Sequence[Told], device: str, by: Actor, at: datetime) -> list[Heard]:
    """Take acts of one device in its order. An act known by its key is answered with what became of it then.

    An act that cannot stand (unknown code, missing reason, own proposal) is refused by itself with its sentence; the others
    go on. After closing acts are kept as "terlambat" and change nothing.
    Raises UMUM-404, UMUM-403, SIDANG-001 (not open yet), -008 (unreadable), -015 (clock of the server set back).
    """
    by.scope.require("deliberation.manage")
    session = locked(session_id, by, "berlangsung", "ditutup")
    if session.last_act_at is not None and at < session.last_act_at - CLOCK_TOLERANCE:
        raise problems.CLOCK_BACK()
    if not re.fullmatch(r"[0-9a-zA-Z-]{8,36}", device):
        raise problems.BAD_ACT(what="perangkat")
    known = {row.key: row for row in session.acts.filter(key__in=[one.key for one in told])}
    answers = []
    fresh = 0
    for one in told:
        row = known.get(one.key)
        if row is None:
            row, sentence = _hear_one(session, one, device, by, at)
            if row is None:
                answers.append(Heard(one.key, 0, "ditolak", sentence))
                continue
            known[one.key] = row
            fresh += 1
        answers.append(Heard(one.key, row.pk, row.outcome))
    if fresh:
        _note(session, fresh, device, by, at)
    return answers


def _note(session: Session, fresh: int, device: str, by: Actor, at: datetime) -> None:
    if session.state == "berlangsung":
        session.last_act_at = max(at, session.last_act_at or at)
        session.save(update_fields=["last_act_at"])
    audit.record(
        "deliberation.table.heard", by=by, at=at, wilayah=session.wilayah, subject=("session", session.pk), after={"device": device},
        rows=fresh,
    )  # fmt: skip


def _hear_one(session: Session, told: Told, device: str, by: Actor, at: datetime) -> tuple[TableAct | None, str]:
    """The written act, or None and the sentence of its refusal."""
    if told.kind not in KINDS or not re.fullmatch(r"[0-9a-zA-Z-]{8,36}", told.key):
        raise problems.BAD_ACT(what=f"{told.kind[:20]} {told.key[:40]}")
    item = None
    if told.kind != "urut":
        item = session.items.filter(pk=told.item_id or 0).first()
        if item is None:
            return None, problems.BAD_ACT(what="keluarga tidak ada di sidang ini").sentence
    if sentence := _refusal(told, item, by):
        return None, sentence
    row = TableAct(
        session=session, item=item, key=told.key, kind=told.kind, decision=told.decision, reason_code=told.reason_code,
        words=told.words.strip()[:500], name=told.name.strip()[:120], order=list(told.order) or None, base=told.base, undoes=told.undoes,
        device=device, told_at=told.told_at, at=at, by=by.username, role=by.role, outcome="berlaku",
    )  # fmt: skip
    if session.state == "ditutup":
        row.outcome = "terlambat"
        row.save(force_insert=True)
    else:
        _apply(session, item, row, told)
    return row, ""


def _refusal(told: Told, item: SessionItem | None, by: Actor) -> str:
    """Why an act cannot stand at all, or ""."""
    if told.kind == "putus":
        if told.decision not in DECISIONS_BY_CODE:
            return problems.UNKNOWN_CODE(code=told.decision[:20]).sentence
        if told.reason_code and told.reason_code not in REASONS_BY_CODE:
            return problems.UNKNOWN_CODE(code=told.reason_code[:20]).sentence
        if verdict_lacks(Verdict(told.decision, told.reason_code, told.words)):
            return problems.REASON_NEEDED(decision=DECISIONS_BY_CODE[told.decision].name).sentence
        if item is not None and item.usul_id and by.username in proposers_of(item.usul_id):
            return problems.OWN_PROPOSAL().sentence
    if told.kind == "keberatan" and not (told.name.strip() and told.words.strip()):
        return problems.REASON_NEEDED(decision="Keberatan").sentence
    return ""


def _apply(session: Session, item: SessionItem | None, row: TableAct, told: Told) -> None:
    if item is None:
        row.save(force_insert=True)
        _reorder(session, told.order)
        return
    if told.kind == "putus":
        standing = Verdict(item.decision, item.reason_code, item.words)
        wanted = Verdict(told.decision, told.reason_code, row.words)
        row.outcome = judge(standing=standing, head=item.head, base=told.base, told=wanted, settles=told.settles)
    row.save(force_insert=True)
    if told.kind == "keberatan":
        item.objections += 1
    elif row.outcome == "bentrok":
        item.clashes += 1
    elif told.kind in ("putus", "batal") and row.outcome == "berlaku":
        _refold(item, settles=told.settles)
    item.save(update_fields=["decision", "reason_code", "words", "head", "clashes", "objections"])


def _refold(item: SessionItem, *, settles: bool) -> None:
    acts = TableAct.objects.filter(item=item, kind__in=("putus", "batal")).order_by("id")
    verdict, head = fold(
        Past(act.pk, act.kind, Verdict(act.decision, act.reason_code, act.words), act.undoes, act.outcome == "berlaku")
        for act in acts
    )
    item.decision, item.reason_code, item.words, item.head = verdict.decision, verdict.reason_code, verdict.words, head
    if settles:
        item.clashes = 0


def _reorder(session: Session, order: Iterable[int]) -> None:
    """Give rank 1, 2, ... to the items named; those not named lose theirs."""
    places = {item_id: place for place, item_id in enumerate(order, start=1)}
    rows = list(session.items.all())
    for row in rows:
        row.rank = places.get(row.pk)
    SessionItem.objects.bulk_update(rows, ["rank"], batch_size=500)


def read_told(data: Any) -> Told:
    """An act from the JSON of a device. Raises SIDANG-008."""
    if not isinstance(data, dict):
        raise problems.BAD_ACT(what="bentuk")
    try:
        told_at = datetime.fromisoformat(data["told_at"]) if data.get("told_at") else None
        return Told(
            key=str(data["key"]), kind=str(data["kind"]), item_id=int(data["item"]) if data.get("item") else None,
            decision=str(data.get("decision", "")), reason_code=str(data.get("reason", "")), words=str(data.get("words", "")),
            name=str(data.get("name", "")), order=tuple(int(one) for one in data.get("order") or ()), base=int(data.get("base") or 0),
            undoes=int(data["undoes"]) if data.get("undoes") else None, settles=bool(data.get("settles")),
            told_at=told_at if told_at is None or told_at.tzinfo else None,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise problems.BAD_ACT(what="isi") from error
