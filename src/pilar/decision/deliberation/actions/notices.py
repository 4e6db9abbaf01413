"""Letters to families in bulk: asked for at a page, numbered and printed by a job in portions that a crash cannot double."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import override

from pilar.core.audit import actions as audit
from pilar.core.bulk.files import keep_bytes
from pilar.core.ids import new_ids
from pilar.core.problems import NOT_ALLOWED, NOT_FOUND
from pilar.core.scope import Actor
from pilar.core.ui.formats import tanggal
from pilar.decision.deliberation import problems
from pilar.decision.deliberation.actions.papers import give_numbers
from pilar.decision.deliberation.area_settings import settings_of
from pilar.decision.deliberation.documents.notices import notices_pdf
from pilar.decision.deliberation.models import Notice, NoticePrint, SessionItem
from pilar.decision.deliberation.queries.notices import KIND_NAMES, causes, kinds_for
from pilar.decision.deliberation.rules import working_days_after
from pilar.decision.proposals.queries import kind_label
from pilar.decision.screening.lists import CHECK_LISTS_BY_CODE, REASONS_BY_CODE
from pilar.foundation.accounts.queries import today

PORTION, MOST = 100, 1000
"""Letters numbered in one step, and the most in one file: a printer's tray, and ten seconds."""
Stepper = Callable[[str, int, int], AbstractContextManager[object]]
"""A transaction for (phase, done, total)."""


@transaction.atomic
def ask_for_letters(*, kind: str, area: str, signer: str, signer_nip: str, by: Actor, at: datetime) -> int:
    """Note that the letters of a kind shall be printed for an area; returns the printing, which `print_letters` fills.

    Raises UMUM-403, UMUM-404 (no city or regency of mine: the letters come from its Dinas), SIDANG-025 (nobody waits for such a letter).
    """
    if kind not in kinds_for(by.scope):
        raise NOT_ALLOWED()
    if len(area) != 4 or not by.scope.covers(area):
        raise NOT_FOUND()
    if not causes(by.scope, kind, area).exists():
        raise problems.NO_LETTER_WAITS()
    row = NoticePrint(
        wilayah=area,
        kind=kind,
        signer=signer.strip()[:120],
        signer_nip=signer_nip.strip()[:30],
        asked_at=at,
        asked_by=by.username,
    )
    row.save(force_insert=True)
    audit.record(
        "deliberation.notices.asked", by=by, at=at, wilayah=area, subject=("notices", row.pk), after={"kind": kind}
    )
    return row.pk


def print_letters(*, print_id: int, by: Actor, at: datetime, step: Stepper) -> dict[str, int]:
    """Number the letters of a printing portion by portion, then make its file. Repeating it after a crash goes on; a printing
    that has its file stays as it is. Raises UMUM-404."""  # fmt: skip
    row = NoticePrint.objects.within(by.scope).filter(pk=print_id).first()
    if row is None or row.kind not in kinds_for(by.scope):
        raise NOT_FOUND()
    if row.file_id is not None:
        return {"letters": row.count}
    done = row.notices.count()
    total = min(MOST, done + causes(by.scope, row.kind, row.wilayah).count())
    while done < total:
        with step("Memberi nomor surat", min(done + PORTION, total), total):
            added = _number(row, min(PORTION, total - done), done, by, at)
        if not added:  # another printing was quicker
            break
        done += added
    letters = list(row.notices.select_related("letter").order_by("position"))
    with override("id"):  # papers are Indonesian, whatever the language of the page
        data = notices_pdf(row, letters, at=at)
    with step("Menyusun PDF", done, total):
        row.file = keep_bytes(f"surat-{row.kind}-{row.wilayah}-{today(at):%Y%m%d}.pdf", [data], by=by, at=at)
        row.count, row.made_at = done, at
        row.save(update_fields=["file", "count", "made_at"])
        audit.record(
            "deliberation.notices.printed", by=by, at=at, wilayah=row.wilayah, subject=("notices", row.pk),
            after={"kind": row.kind, "sha256": row.file.sha256}, rows=done,
        )  # fmt: skip
    return {"letters": done}


def _number(row: NoticePrint, size: int, done: int, by: Actor, at: datetime) -> int:
    found = list(causes(by.scope, row.kind, row.wilayah)[:size])
    settings = settings_of(row.wilayah, today(at))
    until = working_days_after(today(at), settings["notice_days"])
    decided = _decided(found) if row.kind == "penghentian" else {}
    told = [_of_flag(one, until) if row.kind == "klarifikasi" else _of_usul(one, until, decided) for one in found]
    subjects = [f"{KIND_NAMES[row.kind]}: {one['name']}" for one in told]
    numbers = give_numbers(area=row.wilayah[:4], subjects=subjects, by=by, at=at)
    ids = new_ids(len(told))
    Notice.objects.bulk_create(
        [
            Notice(id=key, printing=row, kind=row.kind, letter=letter, position=place, **one)
            for place, (key, letter, one) in enumerate(zip(ids, numbers, told, strict=True), start=done + 1)
        ],
        batch_size=500,
    )
    return len(told)


def _decided(found: Sequence[Any]) -> dict[int, SessionItem]:
    """What the last session decided about each usulan, by its id."""
    items = SessionItem.objects.filter(usul_id__in=[one.usul_id for one in found]).exclude(decision="").order_by("pk")
    return {int(item.usul_id): item for item in items if item.usul_id is not None}


def _of_usul(cause: Any, until: date, decided: Mapping[int, SessionItem]) -> dict[str, Any]:
    """A refusal says why at its own step; a stop is endorsed with a number only, so its letter says why it was proposed and decided."""
    usul, item = cause.usul, decided.get(cause.usul_id)
    why, said = usul.reason, cause.reason.strip()
    if usul.kind == "penghentian" and cause.target_state == "disahkan_kepala_opd":
        why, said = (
            (item.reason_code or usul.reason, item.words or usul.rationale) if item else (usul.reason, usul.rationale)
        )
    code = REASONS_BY_CODE[why].name_id if why else ""
    reason = f"{code}: {said}" if code and said and code not in said else said or code
    return {
        "cause_id": cause.pk, "wilayah": usul.wilayah, "usul": usul, "name": usul.name, "address": usul.address,
        "about": kind_label(usul.kind, usul.programme)[:200], "reason": reason[:700], "until_date": until,
    }  # fmt: skip


def _of_flag(cause: Any, until: date) -> dict[str, Any]:
    """The letter names the list, its date and how it was matched, never what else the list holds about the person."""
    flag, family = cause.flag, cause.flag.family
    words = f"{CHECK_LISTS_BY_CODE[flag.check_list].name_id} per {tanggal(flag.as_of)} memuat nama {flag.listed_name} ({flag.get_basis_display()})."
    return {
        "cause_id": cause.pk, "wilayah": flag.wilayah, "flag": flag, "name": flag.person.name, "address": family.address if family else "",
        "about": REASONS_BY_CODE[flag.reason].name_id[:200], "reason": words[:700], "until_date": flag.due_date,
    }  # fmt: skip
