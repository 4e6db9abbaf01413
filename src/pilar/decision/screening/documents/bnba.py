"""The draft BNBA with findings: plain data in, file out. No query, no scope: the caller has already read what it may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from pilar.core.documents import (
    Column,
    Letter,
    Letterhead,
    QrMark,
    Sheet,
    Signatory,
    file_name,
    render_pdf,
    write_xlsx,
)
from pilar.core.ui.formats import angka, waktu

TITLE = "Rancangan Daftar Usulan dengan Nama dan Alamat (BNBA)"


@dataclass(frozen=True, slots=True, kw_only=True)
class BnbaFinding:
    """One finding: severity in words ("Menahan", "Peringatan", …), code, sentence, and what to do next (may be empty)."""

    severity: str
    code: str
    sentence: str
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BnbaRow:
    """One proposal. nik and kk come masked; empty: no number known. rt_rw: "003/007". jenis: kind of proposal in words."""

    no: int
    nama: str
    nik_masked: str
    kk_masked: str
    rt_rw: str
    jenis: str
    findings: Sequence[BnbaFinding] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityTotal:
    """How many proposals carry a finding of this severity; a proposal may count under several."""

    severity: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bnba:
    """All of the paper.

    area_path: from province or city down to the kelurahan, as names. period: "November 2026".
    generated_at: aware datetime; place: where the paper is signed. clean: proposals without a finding.
    url and record: address and number of the record that the QR code leads to.
    """

    letterhead: Letterhead
    area_path: Sequence[str]
    period: str
    generated_at: dt.datetime
    place: str
    rows: Sequence[BnbaRow]
    totals: Sequence[SeverityTotal]
    clean: int
    signatories: Sequence[Signatory]
    url: str
    record: str
    synthetic: bool
    draft: bool = True
    zone: str = ""


def bnba_file_name(data: Bnba, extension: str) -> str:
    """ "bnba-hadimulyo-barat-november-2026.pdf"."""
    return file_name("bnba", data.area_path[-1] if data.area_path else "", data.period, extension=extension)


def bnba_pdf(data: Bnba) -> bytes:
    """The list on landscape A4 by the template `bnba.typ`. Raises Problem DOKUMEN-500 when an office's own template is broken."""
    letter = Letter(
        title=TITLE,
        subtitle=f"Hasil pemeriksaan meja sebelum musyawarah, periode {data.period}",
        letterhead=data.letterhead,
        footer=f"Rancangan BNBA {data.area_path[-1] if data.area_path else ''}, {data.period}, no. {data.record}",
        place_date=f"{data.place}, …………………… {data.generated_at.year}",
        signatories=data.signatories,
        qr=QrMark(url=data.url, caption=f"Pindai untuk membuka catatan {data.record} di Pilar."),
        landscape=True,
        synthetic=data.synthetic,
        draft=data.draft,
    )
    return render_pdf(
        files(__package__) / "bnba.typ", {"letter": letter.as_data(), **_shown(data)}, at=data.generated_at
    )


def bnba_xlsx(data: Bnba) -> bytes:
    """Two sheets: one row per proposal with its findings in one cell, and one row per finding for filtering."""
    notes = (
        " › ".join(data.area_path),
        f"Periode {data.period}; disusun {waktu(data.generated_at, data.zone)}; catatan {data.record}",
        "RANCANGAN: temuan adalah pertanyaan untuk musyawarah, bukan keputusan." if data.draft else "",
    )
    return write_xlsx(
        [_proposal_sheet(data, notes), _finding_sheet(data, notes)],
        title=TITLE,
        at=data.generated_at,
        author=data.letterhead.office,
        synthetic=data.synthetic,
    )


def _proposal_sheet(data: Bnba, notes: Sequence[str]) -> Sheet:
    return Sheet(
        name="Usulan",
        notes=notes,
        columns=(*_IDENTITY, Column(title="Jumlah temuan", kind="number", width=9), Column(title="Temuan", width=80)),
        rows=(
            (*_identity(row), len(row.findings), "\n".join(_sentence(found) for found in row.findings))
            for row in data.rows
        ),
    )


def _finding_sheet(data: Bnba, notes: Sequence[str]) -> Sheet:
    return Sheet(
        name="Temuan",
        notes=notes,
        columns=(
            *_IDENTITY,
            Column(title="Tingkat", width=13),
            Column(title="Kode", width=10),
            Column(title="Temuan", width=60),
            Column(title="Tindak lanjut", width=50),
        ),
        rows=(
            (*_identity(row), found.severity, found.code, found.sentence, found.next)
            for row in data.rows
            for found in row.findings
        ),
    )


_IDENTITY = (
    Column(title="No.", kind="number", width=6),
    Column(title="Nama", width=30),
    Column(title="NIK", kind="nik", width=19),
    Column(title="No. KK", kind="nik", width=19),
    Column(title="RT/RW", width=9),
    Column(title="Jenis usulan", width=26),
)


def _identity(row: BnbaRow) -> tuple[Any, ...]:
    return (row.no, row.nama, row.nik_masked, row.kk_masked, row.rt_rw, row.jenis)


def _sentence(found: BnbaFinding) -> str:
    return f"{found.severity} {found.code}: {found.sentence}" + (f" → {found.next}" if found.next else "")


def _shown(data: Bnba) -> dict[str, Any]:
    """The data as `bnba.typ` describes them: every number and date already a text."""
    return {
        "area_path": " › ".join(data.area_path),
        "period": data.period,
        "generated_at": waktu(data.generated_at, data.zone),
        "record": data.record,
        "count": angka(len(data.rows)),
        "clean": angka(data.clean),
        "totals": [{"severity": total.severity, "count": angka(total.count)} for total in data.totals],
        "rows": [_row(row) for row in data.rows],
    }


def _row(row: BnbaRow) -> dict[str, Any]:
    return {
        "no": angka(row.no),
        "nama": row.nama,
        "nik": row.nik_masked or "–",
        "kk": row.kk_masked or "–",
        "rt_rw": row.rt_rw or "–",
        "jenis": row.jenis,
        "findings": [
            {"severity": found.severity, "code": found.code, "sentence": found.sentence, "next": found.next}
            for found in row.findings
        ],
    }
