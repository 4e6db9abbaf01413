"""Issuing the papers of a frozen decree: kept files with their digest and a code that anybody may check."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from pilar.core.audit import actions as audit
from pilar.core.bulk.files import keep_bytes
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor, Scope
from pilar.delivery.programs import problems
from pilar.delivery.programs.documents import papers
from pilar.delivery.programs.models import DECREE_STATES, Decree, DecreePaper
from pilar.delivery.programs.queries import proof_of_decree
from pilar.delivery.programs.queries.decrees import annex_lines, recap_of
from pilar.foundation.wilayah.queries import resolve

Address = Callable[[str], str]
"""Gives the public address that checks a paper, from its code."""


def issue_papers(*, decree_id: int, address: Address, by: Actor, at: datetime) -> list[str]:
    """Issue what a frozen decree still lacks of SK and annex, each in its own transaction; returns their kinds.

    The decree is proved first: a list that differs from its entitlements gets no paper (PROG-015). Raises UMUM-403, UMUM-404, PROG-009.
    """
    if not (by.scope.can("programs.decree") or by.scope.can("programs.manage")):
        by.scope.require("programs.decree")
    return [kind for kind in ("sk", "bnba") if _issue(decree_id, kind, address, by, at)]


@transaction.atomic
def _issue(decree_id: int, kind: str, address: Address, by: Actor, at: datetime) -> bool:
    row = Decree.objects.select_related("stage__programme").select_for_update(of=("self",)).filter(pk=decree_id).first()
    if row is None or not by.scope.covers(row.wilayah):
        raise NOT_FOUND()
    if row.state != "frozen":
        raise problems.FROZEN(state=dict(DECREE_STATES)[row.state].lower())
    if row.papers.filter(kind=kind).exists():
        return False
    proof = proof_of_decree(Scope.system(), row.pk)
    if not proof.holds:
        raise problems.NOT_WHOLE(why=f"{proof.lines} baris, {proof.entitlements} hak")
    code = secrets.token_hex(10)
    with override("id"):
        if kind == "sk":
            city = resolve(by.scope, {row.wilayah})[row.wilayah].title
            data, end = papers.sk_pdf(row, recap_of(by.scope, row), city=city, url=address(code), at=at), "pdf"
        else:
            data, end = papers.annex_xlsx(row, annex_lines(by.scope, row), at=at), "xlsx"
    file = keep_bytes(
        f"{kind}-{row.stage.programme.code.lower()}-{row.stage.year}-{row.stage.number}.{end}", [data], by=by, at=at
    )
    made = DecreePaper(
        decree=row,
        kind=kind,
        check_code=code,
        file=file,
        sha256=file.sha256,
        rows=row.count,
        issued_at=at,
        issued_by=by.username,
    )
    made.save(force_insert=True)
    audit.record(
        "programs.paper.issued", by=by, at=at, wilayah=row.wilayah, subject=("decree", row.pk), rows=row.count,
        after={"kind": kind, "number": row.number, "sha256": file.sha256},
    )  # fmt: skip
    return True
