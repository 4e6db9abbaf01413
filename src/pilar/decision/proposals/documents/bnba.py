"""Making the draft BNBA: rows once, then PDF or workbook. Numbers are masked unless the holder of the capability says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import override

from pilar.config import config
from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.documents import Letterhead, Signatory
from pilar.core.jobs.rules import office_zone
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor, Scope
from pilar.core.ui.formats import tanggal
from pilar.decision.proposals import problems, queries
from pilar.decision.proposals.models import Usul
from pilar.decision.proposals.places import rt_rw
from pilar.decision.screening.documents.bnba import (
    Bnba,
    BnbaFinding,
    BnbaRow,
    SeverityTotal,
    bnba_pdf,
    bnba_xlsx,
)
from pilar.decision.screening.wording import FindingLine
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import get_area, resolve

UNMASK = "registry.nik.unmask"
_WORDS = {"error": "Harus diperbaiki", "warning": "Perlu diperiksa", "info": "Untuk diketahui"}


@dataclass(frozen=True, slots=True)
class DraftBnba:
    """The draft of one kelurahan, ready to be written: words only."""

    village: str
    title: str
    place: str
    letterhead: tuple[str, ...]
    head_title: str
    area_path: tuple[str, ...]
    day: date
    at: datetime
    masked: bool
    rows: tuple[dict[str, Any], ...]
    counts: dict[str, int]


@transaction.atomic
def export_bnba(
    *,
    village: str,
    form: Literal["pdf", "xlsx"],
    by: Actor,
    at: datetime,
    address: str,
    unmasked: bool = False,
    reason: str = "",
) -> bytes:
    """The draft as PDF or workbook; the export is audited with its number of rows. `address` is where the QR code leads.

    Raises UMUM-403, UMUM-404 (not a kelurahan of the scope), USUL-003 (unmasked without a reason).
    """
    by.scope.require("export.named")
    if unmasked:
        by.scope.require(UNMASK)
        if not reason.strip():
            raise problems.REASON_NEEDED()
    with override("id"):  # papers are Indonesian, whatever the language of the page
        draft = draft_bnba(by.scope, village, at, masked=not unmasked)
    audit.record(
        "proposals.bnba.exported", by=by, at=at, wilayah=village, after={"form": form, "unmasked": unmasked}, rows=len(draft.rows),
        reason=reason.strip(),
    )  # fmt: skip
    return as_paper(draft, form, address)


def draft_bnba(scope: Scope, village: str, at: datetime, *, masked: bool = True) -> DraftBnba:
    """Collect the draft of a kelurahan. A fixed number of queries. Raises UMUM-403, UMUM-404."""
    if len(village) != 10 or not scope.covers(village):
        raise NOT_FOUND()
    area = get_area(scope, village)
    names = {one.code: one for one in area.above}
    rows, findings = queries.draft_rows(scope, village)
    day = today(at)
    niks = vault.unseal_many("registry.person.nik", [row.nik_sealed for row in rows])
    kks = vault.unseal_many("registry.family.kk", [row.kk_sealed for row in rows])
    units = resolve(scope, {row.wilayah for row in rows})
    lines = tuple(
        _line(number, row, _shown(nik, masked), _shown(kk, masked), units[row.wilayah].path, findings[row.pk], day)
        for number, (row, nik, kk) in enumerate(zip(rows, niks, kks, strict=True), start=1)
    )
    city, district = names.get(village[:4]), names.get(village[:6])
    heads = tuple(
        text
        for text in (
            f"Pemerintah {city.title}" if city else "",
            district.title.replace("Kec.", "Kecamatan") if district else "",
        )
        if text
    )
    return DraftBnba(
        village=village,
        title="Draf Daftar Usulan (BNBA) dengan Hasil Pemeriksaan Awal",
        place=area.path,
        letterhead=(*heads, f"{area.word} {area.name}"),
        head_title=f"{area.head_title or 'Lurah'} {area.name}",
        area_path=(
            *(names[code].title for code in sorted(names, key=len) if len(code) >= 4),
            f"{area.word} {area.name}",
        ),
        day=day,
        at=at,
        masked=masked,
        rows=lines,
        counts=_counts(lines),
    )


def _shown(digits: str, masked: bool) -> str:
    return vault.mask_digits(digits) if masked else digits


def _line(
    number: int, row: Usul, nik: str, kk: str, path: str, found: Sequence[FindingLine], day: date
) -> dict[str, Any]:
    age = (
        None
        if row.birth_date is None
        else day.year - row.birth_date.year - ((day.month, day.day) < (row.birth_date.month, row.birth_date.day))
    )
    sex = {1: "L", 2: "P"}.get(row.sex or 0, "–")
    unit = path.split(", ", 1)[0] if len(row.wilayah) > 10 else ""
    return {
        "no": number,
        "nama": row.name,
        "nik": nik or "NIK belum ada",
        "kk": kk or "KK belum ada",
        "sex": sex,
        "umur": age,
        "lahir": row.birth_date,
        "orang": f"{sex}, {age} th" if age is not None else sex,
        "rt_rw": rt_rw(row.wilayah) or "–",
        "alamat": ", ".join(part for part in (row.address, unit) if part) or "–",
        "usulan": queries.kind_label(row.kind, row.programme),
        "alasan": row.rationale,
        "temuan": [
            {
                "berat": one.severity,
                "kode": one.code,
                "kalimat": " ".join([one.sentence, *one.evidence]),
                "langkah": one.next_action,
            }
            for one in found
        ],
    }


def _counts(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    def has(row: dict[str, Any], *severities: str) -> bool:
        return any(one["berat"] in severities for one in row["temuan"])

    return {
        "usulan": len(rows),
        "salah": sum(1 for row in rows if has(row, "error")),
        "periksa": sum(1 for row in rows if has(row, "warning") and not has(row, "error")),
        "siap": sum(1 for row in rows if not has(row, "error", "warning")),
    }


def as_paper(draft: DraftBnba, form: str, address: str) -> bytes:
    """The template of the desk check filled with this draft. Papers are Indonesian, whatever the language of the page."""
    with override("id"):
        data = Bnba(
            letterhead=Letterhead(
                government=draft.letterhead[0].upper(),
                office=draft.letterhead[-1].upper(),
                address=", ".join(draft.letterhead[1:-1]),
            ),
            area_path=draft.area_path,
            period=str(tanggal(draft.day)).split(" ", 1)[1],
            generated_at=draft.at,
            place=draft.letterhead[-1].split(" ", 1)[-1],
            rows=[_paper_row(row) for row in draft.rows],
            totals=[SeverityTotal(severity=word, count=_with(draft, key)) for key, word in _WORDS.items()],
            clean=draft.counts["siap"],
            signatories=[
                Signatory(lead="Disusun oleh,", role="Operator"),
                Signatory(lead="Mengetahui,", role=draft.head_title),
            ],
            url=address,
            record=f"{draft.village}-{draft.day:%Y%m%d}",
            synthetic=config().synthetic,
            zone=office_zone(draft.village).tzname(None) or "",
        )
        return bnba_pdf(data) if form == "pdf" else bnba_xlsx(data)


def _with(draft: DraftBnba, severity: str) -> int:
    return sum(1 for row in draft.rows if any(one["berat"] == severity for one in row["temuan"]))


def _paper_row(row: dict[str, Any]) -> BnbaRow:
    return BnbaRow(
        no=row["no"], nama=row["nama"], nik_masked=row["nik"], kk_masked=row["kk"], rt_rw=row["rt_rw"],
        jenis=row["usulan"],
        findings=[
            BnbaFinding(severity=_WORDS[one["berat"]], code=one["kode"], sentence=one["kalimat"], next=one["langkah"])
            for one in row["temuan"]
        ],
    )  # fmt: skip
