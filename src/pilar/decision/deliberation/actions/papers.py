"""Issuing the papers of a session: a number of the register, a kept file, a code that anybody may check; and their signed scans."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import override

from pilar.core.audit import actions as audit
from pilar.core.bulk.files import keep_bytes
from pilar.core.bulk.kinds import HEADS, kind_of
from pilar.core.bulk.models import StoredFile
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.decision.deliberation import problems
from pilar.decision.deliberation.actions.plan import locked
from pilar.decision.deliberation.area_settings import SETTINGS_BY_KEY, settings_of
from pilar.decision.deliberation.documents import papers
from pilar.decision.deliberation.documents.content import Content, content_of
from pilar.decision.deliberation.lists import ELEMENTS_BY_CODE
from pilar.decision.deliberation.models import PAPER_KINDS, LetterNumber, Session, SessionPaper
from pilar.foundation.accounts.queries import today

NAMES = dict(PAPER_KINDS)
NUMBERED = frozenset({"berita_acara", "sptjm", "undangan"})
AFTER_SESSION = {"musyawarah": ("berita_acara", "daftar_hadir", "bnba"), "sptjm": ("sptjm", "bnba")}
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
Address = Callable[[str], str]
"""Gives the public address that checks a paper, from its code."""

Maker = Callable[..., bytes]
MAKERS: dict[str, Maker] = {
    "berita_acara": papers.minutes_pdf,
    "daftar_hadir": papers.attendance_pdf,
    "bnba": papers.bnba_pdf,
    "sptjm": papers.sptjm_pdf,
}


def give_number(*, area: str, subject: str, by: Actor, at: datetime) -> LetterNumber:
    """The next number of an area's register of letters, by its settings; inside the transaction of the act that needs it."""
    (row,) = give_numbers(area=area, subjects=[subject], by=by, at=at)
    return row


def give_numbers(*, area: str, subjects: Sequence[str], by: Actor, at: datetime) -> list[LetterNumber]:
    """As many numbers in a row as there are subjects, from one query and one insert."""
    day = today(at)
    settings = settings_of(area, day)
    code = settings["letter_code"]
    parts = {
        "kode": code,
        "unit": _unit(area, settings["letter_unit"]),
        "bulan_romawi": ROMAN[day.month],
        "tahun": day.year,
    }
    for _ in range(20):  # two people may take the same next number: the table refuses the second
        known = LetterNumber.objects.filter(wilayah=area, year=day.year, code=code)
        last = known.aggregate(last=Max("seq"))["last"] or 0
        rows = [
            LetterNumber(
                wilayah=area, year=day.year, code=code, seq=seq, number=settings["letter_form"].format(urut=seq, **parts)[:120],
                subject=subject[:200], given_at=at, given_by=by.username,
            )
            for seq, subject in enumerate(subjects, start=last + 1)
        ]  # fmt: skip
        try:
            with transaction.atomic():
                LetterNumber.objects.bulk_create(rows, batch_size=500)
        except IntegrityError:
            continue
        return rows
    raise RuntimeError("the register of letters gave twenty numbers away at once")


def _unit(area: str, unit: str) -> str:
    """The office behind a letter: a city or regency that has set nothing writes as its Dinas, not as a kelurahan."""
    return "DINSOS" if len(area) == 4 and unit == SETTINGS_BY_KEY["letter_unit"].default else unit


def issue_papers(*, session_id: int, address: Address, by: Actor, at: datetime) -> list[str]:
    """Issue every paper of a closed session that is not there yet, each in its own transaction; returns their kinds.

    A crash between two leaves those issued; the next call makes the others. Raises UMUM-404, UMUM-403, SIDANG-001.
    """
    by.scope.require("deliberation.manage")
    with transaction.atomic():
        session = locked(session_id, by, "ditutup")
    content = content_of(session)
    return [kind for kind in AFTER_SESSION[session.form] if _issue(session_id, kind, content, address, by, at)]


@transaction.atomic
def _issue(session_id: int, kind: str, content: Content, address: Address, by: Actor, at: datetime) -> bool:
    session = locked(session_id, by, "ditutup")
    if session.papers.filter(kind=kind).exists():
        return False
    letter = None
    if kind in NUMBERED:
        letter = give_number(area=session.wilayah, subject=f"{NAMES[kind]}, sidang {session.period}", by=by, at=at)
    code = secrets.token_hex(10)
    with override("id"):  # papers are Indonesian, whatever the language of the page
        number = letter.number if letter else _number_of_minutes(session)
        data = MAKERS[kind](content, number=number, url=address(code), at=at)
    file = keep_bytes(f"{kind.replace('_', '-')}-{session.wilayah}-{session.period}.pdf", [data], by=by, at=at)
    row = SessionPaper(
        session=session, kind=kind, letter=letter, check_code=code, file=file, sha256=file.sha256, rows=len(content.rows), issued_at=at,
        issued_by=by.username,
    )  # fmt: skip
    row.save(force_insert=True)
    audit.record(
        "deliberation.paper.issued", by=by, at=at, wilayah=session.wilayah, subject=("paper", row.pk),
        after={"kind": kind, "number": number, "sha256": file.sha256},
    )  # fmt: skip
    return True


def _number_of_minutes(session: Session) -> str:
    paper = session.papers.filter(kind__in=("berita_acara", "sptjm")).select_related("letter").first()
    return paper.letter.number if paper is not None and paper.letter is not None else ""


@transaction.atomic
def add_scan(*, paper_id: int, file: StoredFile, head: bytes, by: Actor, at: datetime) -> None:
    """Put the signed scan beside a paper; a later scan takes its place, the earlier one stays kept and audited.

    `head`: the first bytes of the file. Raises UMUM-404, UMUM-403, SIDANG-017 (no PDF, JPEG or PNG).
    """
    by.scope.require("deliberation.manage")
    paper = SessionPaper.objects.select_related("session").select_for_update().filter(pk=paper_id).first()
    if paper is None or not by.scope.covers(paper.session.wilayah):
        raise NOT_FOUND()
    if kind_of(head) not in HEADS:
        raise problems.NO_SCAN()
    before = paper.scan_id
    paper.scan, paper.scan_at, paper.scan_by = file, at, by.username
    paper.save(update_fields=["scan", "scan_at", "scan_by"])
    audit.record(
        "deliberation.paper.scanned", by=by, at=at, wilayah=paper.session.wilayah, subject=("paper", paper.pk),
        before={"file": before} if before else None, after={"file": file.pk, "sha256": file.sha256},
    )  # fmt: skip


@transaction.atomic
def export_bnba(*, session_id: int, by: Actor, at: datetime, unmasked: bool = False, reason: str = "") -> bytes:
    """The BNBA of a closed session as a workbook. Whole numbers need registry.nik.unmask and a reason.

    Raises UMUM-404, UMUM-403, SIDANG-001, SIDANG-007 (unmasked without a reason).
    """
    by.scope.require("export.named")
    session = locked(session_id, by, "ditutup")
    if unmasked:
        by.scope.require("registry.nik.unmask")
        if not reason.strip():
            raise problems.REASON_NEEDED(decision="Membuka NIK")
    with override("id"):
        content = content_of(session, unmasked=unmasked)
        data = papers.bnba_xlsx(content, at=at)
    audit.record(
        "deliberation.bnba.exported", by=by, at=at, wilayah=session.wilayah, subject=("session", session.pk), after={"unmasked": unmasked},
        rows=len(content.rows), reason=reason.strip(),
    )  # fmt: skip
    return data


@transaction.atomic
def invitations(*, session_id: int, address: Callable[[str], str], by: Actor, at: datetime) -> bytes:
    """The letters of invitation of all invited, one page each; the number is given once and kept.

    `address`: the page that notes somebody present, from the code of the invitation. Raises UMUM-404, UMUM-403, SIDANG-001.
    """
    by.scope.require("deliberation.manage")
    session = locked(session_id, by, "direncanakan", "berlangsung")
    subject = f"Undangan sidang {session.pk}"
    letter = LetterNumber.objects.filter(wilayah=session.wilayah, subject=subject).first()
    letter = letter or give_number(area=session.wilayah, subject=subject, by=by, at=at)
    with override("id"):
        content = content_of(session)
        guests = session.attendees.filter(invited=True).order_by("element", "name")
        codes = [(one.name, one.position or ELEMENTS_BY_CODE[one.element].name_id, address(one.code)) for one in guests]
        data = papers.invitation_pdf(content, number=letter.number, at=at, codes=codes)
    audit.record(
        "deliberation.invitations.printed", by=by, at=at, wilayah=session.wilayah, subject=("session", session.pk), rows=len(codes)
    )  # fmt: skip
    return data
