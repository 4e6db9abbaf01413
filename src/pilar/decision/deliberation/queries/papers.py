"""Reads of papers: those of a session, one for download, and what the public page may say about one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.decision.deliberation.actions.close import record_is_whole
from pilar.decision.deliberation.actions.endorsement import list_is_whole
from pilar.decision.deliberation.models import PAPER_KINDS, PaperSignature, Session, SessionPaper
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import get_area

NAMES = dict(PAPER_KINDS)


@dataclass(frozen=True, slots=True)
class PublicPaper:
    """What anybody who holds a paper may know: nothing about a person. `whole`: the record behind it is unaltered."""

    kind: str
    number: str
    place: str
    period: str
    session_date: date
    issued_at: datetime
    rows: int
    sha256: str
    whole: bool
    scanned: bool
    signature: PaperSignature | None = None
    of_list: bool = False


def papers_of(session: Session) -> list[tuple[SessionPaper, str]]:
    """The papers of a session with their names."""
    return [
        (one, NAMES[one.kind])
        for one in session.papers.select_related("letter", "signature").order_by("issued_at", "id")
    ]


def get_paper(scope: Scope, paper_id: int) -> SessionPaper:
    """One paper. Needs deliberation.view. Raises UMUM-404."""
    scope.require("deliberation.view")
    row = SessionPaper.objects.select_related("session", "file", "scan").filter(pk=paper_id).first()
    if row is None or not scope.covers(row.session.wilayah):
        raise NOT_FOUND()
    return row


def public_paper(code: str) -> PublicPaper | None:
    """What the public page says about the paper behind a code; None for a code that was never given."""
    row = SessionPaper.objects.select_related("session", "letter").filter(check_code=code).first()
    if row is None:
        return _public_list(code)
    session = row.session
    area = get_area(Scope((session.wilayah,), frozenset({"*"})), session.wilayah)
    return PublicPaper(
        NAMES[row.kind], row.letter.number if row.letter else "", area.path, session.period, today(session.starts_at),
        row.issued_at, row.rows, row.sha256, record_is_whole(session), row.scan_id is not None, PaperSignature.objects.filter(paper=row).first(),
    )  # fmt: skip


def _public_list(code: str) -> PublicPaper | None:
    """The signed surat pengantar of an endorsed list; None for a code that was never given, or a list taken back."""
    row = (
        PaperSignature.objects.select_related("endorsement__letter")
        .filter(check_code=code, endorsement__isnull=False)
        .first()
    )
    if row is None or row.endorsement is None:
        return None
    listed = row.endorsement
    area = get_area(Scope((listed.wilayah,), frozenset({"*"})), listed.wilayah)
    whole = list_is_whole(listed) and listed.undone_at is None
    return PublicPaper(
        "Surat pengantar daftar yang disahkan", listed.letter.number, area.path, listed.period, today(listed.endorsed_at),
        row.signed_at, listed.count, row.sha256, whole, False, row, True,
    )  # fmt: skip


def get_signature(scope: Scope, signature_id: int) -> PaperSignature:
    """One signature inside the scope. Raises UMUM-404."""
    row = PaperSignature.objects.within(scope).select_related("file").filter(pk=signature_id).first()
    if row is None:
        raise NOT_FOUND()
    return row
