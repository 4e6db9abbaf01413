"""Making the draft BNBA: rows once, then PDF or workbook. Numbers are masked unless the holder of the capability says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction

from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.documents.sheet import Column, workbook
from pilar.core.jobs.rules import office_zone
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor, Scope
from pilar.core.ui.formats import tanggal, waktu
from pilar.decision.proposals import problems, queries
from pilar.decision.proposals.models import Usul
from pilar.decision.screening.wording import FindingLine
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import get_area, resolve

UNMASK = "registry.nik.unmask"
_WORDS = {"error": "Salah", "warning": "Periksa", "info": "Info"}


@dataclass(frozen=True, slots=True)
class DraftBnba:
    """The draft of one kelurahan, ready to be written: words only."""

    village: str
    title: str
    place: str
    letterhead: tuple[str, ...]
    head_title: str
    day: date
    printed: str
    masked: bool
    rows: tuple[dict[str, Any], ...]
    counts: dict[str, int]


@transaction.atomic
def export_bnba(
    *, village: str, form: Literal["pdf", "xlsx"], by: Actor, at: datetime, address: str, unmasked: bool = False, reason: str = ""
) -> bytes:
    """The draft as PDF or workbook; the export is audited with its number of rows. `address` is where the QR code leads.

    Raises UMUM-403, UMUM-404 (not a kelurahan of the scope), USUL-003 (unmasked without a reason).
    """
    by.scope.require("export.named")
    if unmasked:
        by.scope.require(UNMASK)
        if not reason.strip():
            raise problems.REASON_NEEDED()
    draft = draft_bnba(by.scope, village, at, masked=not unmasked)
    audit.record(
        "proposals.bnba.exported", by=by, at=at, wilayah=village, after={"form": form, "unmasked": unmasked}, rows=len(draft.rows),
        reason=reason.strip(),
    )  # fmt: skip
    return as_pdf(draft, address) if form == "pdf" else as_workbook(draft)


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
        text for text in (f"Pemerintah {city.title}" if city else "", district.title.replace("Kec.", "Kecamatan") if district else "") if text
    )
    return DraftBnba(
        village=village,
        title="Draf Daftar Usulan (BNBA) dengan Hasil Pemeriksaan Awal",
        place=area.path,
        letterhead=(*heads, f"{area.word} {area.name}"),
        head_title=f"{area.head_title or 'Lurah'} {area.name}",
        day=day,
        printed=str(waktu(at, office_zone(village).tzname(None) or "")),
        masked=masked,
        rows=lines,
        counts=_counts(lines),
    )


def _shown(digits: str, masked: bool) -> str:
    return vault.mask_digits(digits) if masked else digits


def _line(number: int, row: Usul, nik: str, kk: str, path: str, found: Sequence[FindingLine], day: date) -> dict[str, Any]:
    age = None if row.birth_date is None else day.year - row.birth_date.year - ((day.month, day.day) < (row.birth_date.month, row.birth_date.day))
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
        "alamat": ", ".join(part for part in (row.address, unit) if part) or "–",
        "usulan": queries.kind_label(row.kind, row.programme),
        "alasan": row.rationale,
        "temuan": [
            {"berat": one.severity, "kode": one.code, "kalimat": " ".join([one.sentence, *one.evidence]), "langkah": one.next_action}
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


def as_pdf(draft: DraftBnba, address: str) -> bytes:
    """The printed draft: A4 across, repeated heads, signature of the lurah and the operator."""
    from pilar.core.documents.pdf import render_pdf
    from pilar.core.documents.qr import qr_svg

    c = draft.counts
    return render_pdf(
        "pilar.decision.proposals",
        "documents/bnba.typ",
        {
            "judul": draft.title,
            "anak_judul": draft.place,
            "instansi": draft.letterhead[-1],
            "mendatar": True,
            "kop": list(draft.letterhead),
            "kaki": f"Draf BNBA {draft.letterhead[-1]}, dicetak {draft.printed}",
            "qr": qr_svg(address),
            "ringkasan": [
                ["Keadaan tanggal", str(tanggal(draft.day))],
                ["Jumlah usulan", f"{c['usulan']}: {c['siap']} siap, {c['periksa']} perlu diperiksa, {c['salah']} dengan kesalahan"],
                ["Catatan", "NIK dan KK disamarkan." if draft.masked else "NIK dan KK tampil lengkap: simpan di tempat terkunci."],
            ],
            "baris": [{key: value for key, value in row.items() if key != "lahir"} for row in draft.rows],
            "penutup": "Temuan pemeriksaan awal adalah bahan musyawarah dan bukan keputusan. Tanda dari daftar instansi lain tidak "
            "mengeluarkan siapa pun sebelum diklarifikasi.",
            "tanda_tangan": [
                {"pengantar": "Mengetahui,", "jabatan": draft.head_title, "nama": "", "nip": ""},
                {"pengantar": f"{draft.letterhead[-1].split(' ', 1)[-1]}, {tanggal(draft.day)}", "jabatan": "Operator", "nama": "", "nip": ""},
            ],
        },
    )  # fmt: skip


COLUMNS = (
    Column("No.", 5, "number"), Column("NIK", 19), Column("No. KK", 19), Column("Nama", 28), Column("L/P", 5),
    Column("Tanggal lahir", 12, "date"), Column("Umur", 6, "number"), Column("Alamat", 34), Column("Usulan", 26), Column("Alasan", 26),
    Column("Salah", 7, "number"), Column("Periksa", 8, "number"), Column("Temuan", 70), Column("Langkah berikutnya", 60),
)  # fmt: skip


def as_workbook(draft: DraftBnba) -> bytes:
    """The draft as a sheet: one row per usulan, findings line by line in a cell."""
    rows = [
        [
            row["no"], row["nik"], row["kk"], row["nama"], row["sex"], row["lahir"], row["umur"], row["alamat"], row["usulan"], row["alasan"],
            sum(1 for one in row["temuan"] if one["berat"] == "error"), sum(1 for one in row["temuan"] if one["berat"] == "warning"),
            "\n".join(f"{_WORDS[one['berat']]} {one['kode']}: {one['kalimat']}" for one in row["temuan"]),
            "\n".join(one["langkah"] for one in row["temuan"]),
        ]
        for row in draft.rows
    ]  # fmt: skip
    title = (draft.title, draft.place, f"Keadaan {tanggal(draft.day)}; dicetak {draft.printed}")
    return workbook(name="BNBA", title=title, columns=COLUMNS, rows=rows)
