"""Reads of sessions: lists, one session with its table, and what a device needs to hold it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as translate

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.core.ui.formats import tanggal
from pilar.decision.deliberation.area_settings import settings_of
from pilar.decision.deliberation.lists import (
    DECISIONS,
    DECISIONS_BY_CODE,
    ELEMENTS,
    ORIGINS_BY_CODE,
    SESSION_STATES_BY_CODE,
)
from pilar.decision.deliberation.models import Attendee, Session, SessionItem, TableAct
from pilar.decision.deliberation.rules import Quorum, quorum_lacking
from pilar.decision.proposals.places import rt_rw
from pilar.decision.proposals.queries import kind_label
from pilar.decision.screening import queries as screening
from pilar.decision.screening.lists import CHECK_LISTS_BY_CODE, REASONS_BY_CODE
from pilar.decision.screening.wording import FindingLine
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import resolve

PAGE = 50


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session in a list, with how many items lie on its table and how many are decided."""

    id: int
    place: str
    period: str
    form: str
    state: str
    state_label: str
    starts_at: datetime
    items: int
    decided: int
    present: int


@dataclass(frozen=True, slots=True)
class ElementCount:
    """People of one element: invited, present, and how many the quorum asks."""

    code: str
    name: str
    invited: int
    present: int
    needed: int


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of the table as the session page and the projector show it; no number of anybody.

    `masked_name` for the public screen. `desil` is that of BPS, None when unknown. `head` goes back to the server as `base`.
    """

    id: int
    position: int
    name: str
    masked_name: str
    rt_rw: str
    origin: str
    origin_label: str
    kind: str
    rationale: str
    desil: int | None
    members: int | None
    decision: str
    decision_label: str
    tone: str
    reason_code: str
    reason: str
    words: str
    rank: int | None
    head: int
    clashes: int
    objections: int
    changed: str
    change_known: bool
    usul_id: int | None
    flag_id: int | None
    family_id: int | None
    findings: tuple[FindingLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """Running totals of a table, by decision code; "" counts the undecided."""

    items: int
    by_decision: dict[str, int] = field(default_factory=dict)
    clashes: int = 0
    changed: int = 0
    quota: int | None = None


def list_sessions(
    scope: Scope, *, state: str = "", period: str = "", after: int = 0, size: int = PAGE
) -> list[SessionLine]:
    """Sessions inside the scope, newest first; `size` + 1 rows behind the id cursor. Needs deliberation.view."""
    scope.require("deliberation.view")
    rows = Session.objects.within(scope)
    if state:
        rows = rows.filter(state=state)
    if period:
        rows = rows.filter(period=period)
    if after:
        rows = rows.filter(id__lt=after)
    found = list(rows.order_by("-id")[: size + 1])
    names = resolve(scope, {row.wilayah for row in found})
    counts = _counts([row.pk for row in found])
    return [
        SessionLine(
            row.pk, names[row.wilayah].title, row.period, row.form, row.state, SESSION_STATES_BY_CODE[row.state].name, row.starts_at,
            *counts[row.pk],
        )
        for row in found
    ]  # fmt: skip


def _counts(session_ids: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    items = {
        row["session"]: (row["all"], row["decided"])
        for row in SessionItem.objects.filter(session__in=session_ids)
        .values("session")
        .annotate(all=Count("id"), decided=Count("id", filter=~Q(decision="")))
    }
    present = dict(
        Attendee.objects.filter(session__in=session_ids, present_at__isnull=False)
        .values_list("session")
        .annotate(size=Count("id"))
    )
    return {one: (*items.get(one, (0, 0)), present.get(one, 0)) for one in session_ids}


def get_session(scope: Scope, session_id: int) -> Session:
    """One session. Needs deliberation.view. Raises UMUM-404."""
    scope.require("deliberation.view")
    row = Session.objects.within(scope).filter(pk=session_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def table_of(scope: Scope, session: Session, *, findings: bool = True) -> list[ItemLine]:
    """The table in its order (by rank first where the area ranks); at most six queries, whatever its size."""
    scope.require("deliberation.view")
    rows = list(session.items.select_related("usul", "family", "flag").order_by("position"))
    found = screening.find_findings(scope, [row.usul_id for row in rows if row.usul_id]) if findings else {}
    return [_line(row, tuple(found.get(row.usul_id or 0, ()))) for row in rows]


@dataclass(frozen=True, slots=True)
class ItemHead:
    """What changes about an item while the table sits: what a device asks for after each decision."""

    id: int
    decision: str
    decision_label: str
    reason_code: str
    words: str
    head: int
    clashes: int
    objections: int
    changed: str
    rank: int | None


def heads_of(scope: Scope, session: Session) -> list[ItemHead]:
    """The table in its order, only what changes; one query, no family or usulan is read."""
    scope.require("deliberation.view")
    labels = {"": ""} | {one.code: one.name for one in DECISIONS}
    rows = session.items.order_by("position").values_list(
        "pk", "decision", "reason_code", "words", "head", "clashes", "objections", "changed_note", "rank"
    )
    return [
        ItemHead(pk, decision, labels.get(decision, ""), code, words, head, clashes, objections, changed, rank)
        for pk, decision, code, words, head, clashes, objections, changed, rank in rows
    ]


def line_of(scope: Scope, session: Session, item_id: int, *, findings: bool = True) -> ItemLine:
    """One item of the table. Raises UMUM-404."""
    scope.require("deliberation.view")
    row = session.items.select_related("usul", "family", "flag").filter(pk=item_id).first()
    if row is None:
        raise NOT_FOUND()
    line = _line(row, ())
    return with_findings(scope, line) if findings else line


def _line(row: SessionItem, findings: tuple[FindingLine, ...]) -> ItemLine:
    family, usul = row.family, row.usul
    decision = DECISIONS_BY_CODE.get(row.decision)
    reason = REASONS_BY_CODE[row.reason_code].name if row.reason_code else ""
    return ItemLine(
        id=row.pk, position=row.position, name=row.name, masked_name=mask_name(row.name), rt_rw=rt_rw(row.wilayah),
        origin=row.origin, origin_label=ORIGINS_BY_CODE[row.origin].name,
        kind=kind_label(usul.kind, usul.programme) if usul else "", rationale=usul.rationale if usul else _claim(row),
        desil=family.desil if family else None, members=family.member_count if family else None,
        decision=row.decision, decision_label=decision.name if decision else "", tone=decision.tone if decision else "waiting",
        reason_code=row.reason_code, reason=reason, words=row.words, rank=row.rank, head=row.head, clashes=row.clashes,
        objections=row.objections, changed=row.changed_note, change_known=row.change_known,
        usul_id=row.usul_id, flag_id=row.flag_id, family_id=row.family_id, findings=findings,
    )  # fmt: skip


def _claim(row: SessionItem) -> str:
    """What a flag says, in one sentence; "" without one."""
    flag = row.flag
    if flag is None:
        return ""
    facts = {
        "list": CHECK_LISTS_BY_CODE[flag.check_list].name,
        "name": flag.listed_name,
        "likeness": flag.name_similarity,
        "date": tanggal(flag.as_of),
    }
    return (
        translate(
            "%(list)s memuat nama %(name)s per %(date)s (kemiripan nama %(likeness)s%%). Belum tentu orang yang sama."
        )
        % facts
    )


def mask_name(name: str) -> str:
    """A name for a public screen: first letters, the rest hidden: "SITI AMINAH" → "S*** A*****"."""
    return " ".join(word[0] + "*" * max(1, len(word) - 1) for word in name.split() if word)


def totals_of(session: Session) -> Totals:
    """Running totals, from one query."""
    rows = session.items.values("decision").annotate(
        size=Count("id"), clashing=Count("id", filter=Q(clashes__gt=0)), moved=Count("id", filter=~Q(changed_note=""))
    )
    counts = {row["decision"]: (row["size"], row["clashing"], row["moved"]) for row in rows.order_by("decision")}
    by_decision = {code: counts.get(code, (0, 0, 0))[0] for code in ("", *(one.code for one in DECISIONS))}
    return Totals(
        sum(by_decision.values()), by_decision, sum(c[1] for c in counts.values()), sum(c[2] for c in counts.values()), session.quota
    )  # fmt: skip


def quorum_of(session: Session, at: datetime) -> tuple[list[ElementCount], list[str]]:
    """People by element, and what the quorum still lacks (empty: met)."""
    asked = settings_of(session.wilayah, today(at))["quorum"]
    needed = Quorum(asked.get("total", 0), asked.get("elements", {}))
    rows = session.attendees.values("element").annotate(
        invited=Count("id", filter=Q(invited=True)), present=Count("id", filter=Q(present_at__isnull=False))
    )
    counts = {row["element"]: (row["invited"], row["present"]) for row in rows.order_by("element")}
    lines = [
        ElementCount(one.code, one.name, *counts.get(one.code, (0, 0)), needed.elements.get(one.code, 0))
        for one in ELEMENTS
    ]
    return lines, quorum_lacking(needed, {code: present for code, (_, present) in counts.items()})


def acts_since(session: Session, after: int) -> list[TableAct]:
    """Acts behind an act, in order: what a device asks for to catch up."""
    return list(session.acts.filter(pk__gt=after).order_by("pk")[:1000])


def clashing_acts(items: Iterable[int]) -> dict[int, list[TableAct]]:
    """For items with a clash: the acts that differ, newest first."""
    found: dict[int, list[TableAct]] = {}
    for act in TableAct.objects.filter(item__in=list(items), outcome="bentrok").order_by("-pk"):
        found.setdefault(act.item_id or 0, []).append(act)
    return found


def unproposed(scope: Scope, session: Session) -> list[SessionItem]:
    """Families that a closed session found poor and that nobody has proposed since. Needs deliberation.view."""
    scope.require("deliberation.view")
    rows: Any = session.items.filter(decision="layak", usul__isnull=True, family__isnull=False, changed_note="")
    return list(rows.exclude(origin="tanda").select_related("family").order_by("position"))


def with_findings(scope: Scope, line: ItemLine) -> ItemLine:
    """The item with what the desk check found about its usulan."""
    if line.usul_id is None:
        return line
    return replace(line, findings=tuple(screening.find_findings(scope, [line.usul_id])[line.usul_id]))
