"""Signing electronically: a paper of a session by the lurah, the cover of an endorsed list by the head of office; each once."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from pilar.core.audit import actions as audit
from pilar.core.bulk.files import keep_bytes, open_kept
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.decision.deliberation import problems
from pilar.decision.deliberation.actions.papers import NAMES, Address
from pilar.decision.deliberation.documents import signing
from pilar.decision.deliberation.documents.endorsed import cover_pdf
from pilar.decision.deliberation.models import Endorsement, PaperSignature, SessionPaper
from pilar.decision.deliberation.queries.endorsements import recap_of
from pilar.foundation.wilayah.queries import resolve


@transaction.atomic
def sign_paper(*, paper_id: int, by: Actor, at: datetime) -> int:
    """Sign an issued paper of a session; the paper as it was issued stays beside it.

    Raises UMUM-404, UMUM-403, SIDANG-026 (certificate), SIDANG-027 (signed already).
    """
    by.scope.require("deliberation.sign")
    paper = SessionPaper.objects.select_related("session", "file").select_for_update().filter(pk=paper_id).first()
    if paper is None or not by.scope.covers(paper.session.wilayah):
        raise NOT_FOUND()
    if PaperSignature.objects.filter(paper=paper).exists():
        raise problems.SIGNED_ALREADY()
    with open_kept(paper.file.sha256) as stream:
        data = stream.read()
    row = PaperSignature(paper=paper, wilayah=paper.session.wilayah, check_code=secrets.token_hex(10))
    signer = paper.session.chair or by.username
    return _sign(row, data, paper.file.name, signer, NAMES[paper.kind], by, at)


@transaction.atomic
def sign_cover(*, endorsement_id: int, address: Address, by: Actor, at: datetime) -> int:
    """Sign the surat pengantar of an endorsed list, which carries the hash of the list and the QR of its check.

    Raises UMUM-404, UMUM-403, SIDANG-020 (taken back), SIDANG-026, SIDANG-027.
    """
    by.scope.require("proposals.approve")
    found = Endorsement.objects.within(by.scope).select_related("letter").select_for_update()
    endorsement = found.filter(pk=endorsement_id).first()
    if endorsement is None:
        raise NOT_FOUND()
    if endorsement.undone_at is not None:
        raise problems.ALREADY_UNDONE()
    if PaperSignature.objects.filter(endorsement=endorsement).exists():
        raise problems.SIGNED_ALREADY()
    code = secrets.token_hex(10)
    with override("id"):
        city = resolve(by.scope, {endorsement.wilayah})[endorsement.wilayah].title
        recap = recap_of(by.scope, endorsement)
        data = cover_pdf(endorsement, recap, city=city, at=endorsement.endorsed_at, url=address(code))
    row = PaperSignature(endorsement=endorsement, wilayah=endorsement.wilayah, check_code=code)
    return _sign(
        row, data, f"surat-pengantar-{endorsement.period}.pdf", endorsement.signer, "Pengesahan daftar", by, at
    )


def _sign(row: PaperSignature, data: bytes, name: str, signer: str, reason: str, by: Actor, at: datetime) -> int:
    made = signing.sign(data, signer_name=signer, reason=reason, at=at)
    row.file = keep_bytes(name.replace(".pdf", "-ttd.pdf"), [made.data], by=by, at=at)
    row.sha256, row.level = row.file.sha256, "psre" if made.certified else "lokal"
    row.holder, row.issuer, row.fingerprint = made.holder, made.issuer, made.fingerprint
    row.signed_at, row.signed_by = at, by.username
    row.save(force_insert=True)
    audit.record(
        "deliberation.paper.signed", by=by, at=at, wilayah=row.wilayah, subject=("signature", row.pk),
        after={"level": row.level, "sha256": row.sha256, "certificate": row.fingerprint},
    )  # fmt: skip
    return row.pk
