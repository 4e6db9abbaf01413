"""Recap for camat and wali kota, annex of the accountability report (LPJ), letter about failed payments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from typing import Any

from pilar.config import config
from pilar.core.documents import Column, Letter, Letterhead, Sheet, Signatory, render_pdf, write_xlsx
from pilar.core.scope import Scope
from pilar.core.ui.formats import angka, persen, rupiah, tanggal
from pilar.delivery.disbursement.lifecycle import STATES_BY_CODE
from pilar.delivery.programs import queries as programs
from pilar.delivery.reconciliation.models import Closing
from pilar.delivery.reconciliation.queries.closing import DifferenceReport, closing_of, difference_report
from pilar.delivery.reconciliation.queries.realisation import AreaMoney, realisation_of
from pilar.delivery.reconciliation.queries.repair import CaseLine
from pilar.delivery.reconciliation.queries.stages import stage_label
from pilar.delivery.reconciliation.rules.classes import EXPLANATIONS
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import resolve

_HERE = files(__package__)


@dataclass(frozen=True, slots=True)
class RecapData:
    """What both papers say. `city`: of the letterhead; `area`: whose figures these are.

    `rows`: by kecamatan for a city, by kelurahan for a kecamatan; `villages`: by kelurahan for a city, else empty.
    """

    label: str
    city: str
    area: str
    day: str
    rows: list[AreaMoney]
    villages: list[AreaMoney]
    report: DifferenceReport
    closing: Closing | None


def recap_data(scope: Scope, stage_id: int, area: str, at: dt.datetime) -> RecapData:
    """Figures of a stage inside an area: by kelurahan for a kecamatan and smaller, else by kecamatan. Raises UMUM-404."""
    stage = programs.stage_of(scope, stage_id)
    inside = scope.narrowed(area)
    names = resolve(Scope.system(), {area, area[:4]})
    rows = realisation_of(inside, stage_id, length=6 if len(area) <= 4 else 10)
    villages = realisation_of(inside, stage_id, length=10) if len(area) <= 4 else []
    return RecapData(
        stage_label(stage), names[area[:4]].title, names[area].title, str(tanggal(today(at))), rows, villages,
        difference_report(inside, stage_id), closing_of(scope, stage_id),
    )  # fmt: skip


def _letter(data: RecapData, title: str, *, landscape: bool = False) -> dict[str, Any]:
    letter = Letter(
        title=title,
        letterhead=Letterhead(government=f"Pemerintah {data.city}", office="Dinas Sosial"),
        subtitle=data.label,
        footer=f"{title}, {data.area}, {data.label}",
        place_date=f"{data.city.split(' ', 1)[-1]}, {data.day}",
        signatories=[Signatory(role="Kepala Dinas Sosial")],
        landscape=landscape,
        synthetic=config().synthetic,
        draft=data.closing is None or data.closing.closed_at is None,
    )
    return letter.as_data()


FIGURES = ("due", "ordered", "paid", "waiting", "failed", "returned", "unknown", "treasury")
"""Columns of the recap, each in people and rupiah."""
HEADS = ("Ditetapkan", "Diperintahkan", "Diterima", "Di jalan", "Gagal", "Retur", "Belum pasti", "Kembali ke kas")


def _cells(row: AreaMoney) -> list[Any]:
    """Name, then (people, rupiah) of every figure, then the share that arrived."""
    pairs = [[str(angka(getattr(row, one))), str(rupiah(getattr(row, f"{one}_rp")))] for one in FIGURES]
    return [row.name, *pairs, str(persen(row.paid_rp / row.due_rp) if row.due_rp else "–")]


def _bars(rows: Sequence[AreaMoney]) -> list[dict[str, Any]]:
    """Shares of what was decreed, for the chart; what is not ordered is the rest."""
    return [
        {
            "name": one.name, "share": str(persen(one.paid_rp / one.due_rp)),
            "parts": [getattr(one, f"{part}_rp") / one.due_rp for part in ("paid", "waiting", "unknown", "failed", "returned", "treasury")],
        }
        for one in rows
        if one.due_rp > 0
    ]  # fmt: skip


def _sum(rows: Sequence[AreaMoney]) -> AreaMoney:
    names = [one.name for one in fields(AreaMoney)[2:]]
    return AreaMoney("", "Jumlah", *(sum(getattr(one, name) for one in rows) for name in names))


def recap_pdf(data: RecapData, *, at: dt.datetime) -> bytes:
    """The recap: a chart, one row for each area, and for a city one for each kelurahan."""
    content = {
        "letter": _letter(data, "Rekapitulasi Penyaluran Bantuan", landscape=True), "area": data.area, "heads": list(HEADS),
        "tables": [
            [title, [_cells(one) for one in rows], _cells(_sum(rows))]
            for title, rows in (("Kecamatan" if data.villages else "Kelurahan/desa", data.rows), ("Kelurahan/desa", data.villages))
            if rows
        ],
        "bars": _bars(data.rows), "notes": list(data.report.hindrances),
    }  # fmt: skip
    return render_pdf(_HERE / "rekap.typ", content, at=at)


def _states(report: DifferenceReport) -> list[list[str]]:
    return [
        [STATES_BY_CODE[code].name_id, str(angka(count)), str(rupiah(total))]
        for code, (count, total) in report.by_state.items()
    ]


def recap_xlsx(data: RecapData, *, at: dt.datetime) -> bytes:
    """The recap as a workbook."""
    return write_xlsx(
        _recap_sheets(data), title=f"Rekapitulasi penyaluran, {data.label}", at=at, synthetic=config().synthetic
    )


def _recap_sheets(data: RecapData) -> list[Sheet]:
    sheets = [_recap_sheet("Kecamatan" if data.villages else "Kelurahan", data.rows, data)]
    return [*sheets, _recap_sheet("Kelurahan", data.villages, data)] if data.villages else sheets


def _recap_sheet(name: str, rows: Sequence[AreaMoney], data: RecapData) -> Sheet:
    columns = [Column(title="Wilayah", width=28)]
    for head in HEADS:
        columns += [
            Column(title=f"{head} (orang)", kind="number", width=13),
            Column(title=f"{head} (Rp)", kind="rupiah", width=19),
        ]
    cells = [
        (one.name, *(getattr(one, f"{figure}{unit}") for figure in FIGURES for unit in ("", "_rp"))) for one in (*rows, _sum(rows))
    ]  # fmt: skip
    return Sheet(name=name, columns=columns, rows=cells, notes=(f"Wilayah: {data.area}", data.label))


def annex_pdf(scope: Scope, stage_id: int, data: RecapData, *, at: dt.datetime) -> bytes:
    """Annex of the LPJ: money by state, every difference with its explanation, who closed."""
    kinds = dict(EXPLANATIONS)
    content = {
        "letter": _letter(data, "Lampiran Laporan Pertanggungjawaban"), "area": data.area, "states": _states(data.report), "areas": _annex_areas(data),
        "decreed": [str(angka(data.report.decreed)), str(rupiah(data.report.decreed_rp))],
        "differences": [
            [one.title, one.sentence, str(rupiah(one.amount_rp)), f"{kinds[one.explained.kind]}: {one.explained.reason}" if one.explained else "Belum dijelaskan"]
            for one in data.report.differences
        ],
        "closing": _closing_words(data.closing),
    }  # fmt: skip
    return render_pdf(_HERE / "lampiran-lpj.typ", content, at=at)


def _annex_areas(data: RecapData) -> list[list[Any]]:
    """Every area in people and rupiah: decreed, received, back in the treasury, and what is still open."""
    rows: list[list[Any]] = []
    for one in (*data.rows, _sum(data.rows)):
        left, left_rp = one.due - one.paid - one.treasury, one.due_rp - one.paid_rp - one.treasury_rp
        pairs = ((one.due, one.due_rp), (one.paid, one.paid_rp), (one.treasury, one.treasury_rp), (left, left_rp))
        rows.append([one.name, *([str(angka(count)), str(rupiah(total))] for count, total in pairs)])
    return rows


def _closing_words(closing: Closing | None) -> str:
    if closing is None or closing.closed_at is None:
        return "Tahap ini belum ditutup; angka masih dapat berubah."
    return (
        f"Ditutup {tanggal(today(closing.closed_at))} oleh {closing.closed_by}, diusulkan oleh {closing.proposed_by}. "
        f"Sidik angka (SHA-256): {closing.digest}"
    )


def annex_xlsx(scope: Scope, stage_id: int, data: RecapData, *, at: dt.datetime) -> bytes:
    """The same as a workbook: recap, states, differences."""
    kinds = dict(EXPLANATIONS)
    states = Sheet(
        name="Keadaan", columns=(Column(title="Keadaan", width=28), Column(title="Jumlah", kind="number"), Column(title="Nilai", kind="rupiah", width=22)),
        rows=[(STATES_BY_CODE[code].name_id, count, total) for code, (count, total) in data.report.by_state.items()],
    )  # fmt: skip
    differences = Sheet(
        name="Selisih",
        columns=(Column(title="Jenis", width=26), Column(title="Uraian", width=60), Column(title="Nilai", kind="rupiah", width=20),
                 Column(title="Penjelasan", width=26), Column(title="Alasan", width=50)),
        rows=[
            (one.title, one.sentence, one.amount_rp, kinds[one.explained.kind] if one.explained else "Belum dijelaskan",
             one.explained.reason if one.explained else "")
            for one in data.report.differences
        ],
    )  # fmt: skip
    return write_xlsx(
        [*_recap_sheets(data), states, differences],
        title=f"Lampiran LPJ, {data.label}",
        at=at,
        synthetic=config().synthetic,
    )


def repair_letter(lines: Sequence[CaseLine], *, owner: str, city: str, at: dt.datetime) -> bytes:
    """Letter to whom the failed payments wait for: a list without NIK or account number, with the reference that both sides know."""
    day = str(tanggal(today(at)))
    letter = Letter(
        title="Permintaan Perbaikan Penyaluran",
        letterhead=Letterhead(government=f"Pemerintah {city}", office="Dinas Sosial"),
        footer="Permintaan perbaikan penyaluran",
        place_date=f"{city.split(' ', 1)[-1]}, {day}",
        signatories=[Signatory(role="Kepala Dinas Sosial")],
        synthetic=config().synthetic,
    )
    rows = [
        [
            str(n),
            one.case.name,
            one.case.e2e,
            str(rupiah(one.case.amount_rp)),
            one.reason.name_id,
            one.reason.next_id,
            f"{one.case.due_date:%d-%m-%Y}",
        ]
        for n, one in enumerate(lines, start=1)
    ]
    return render_pdf(_HERE / "surat-perbaikan.typ", {"letter": letter.as_data(), "to": owner, "rows": rows}, at=at)
