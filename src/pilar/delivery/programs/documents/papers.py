"""The SK penetapan as PDF and its BNBA annex as a workbook, from a frozen decree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

from pilar.config import config
from pilar.core.documents import Column, Letter, Letterhead, QrMark, Sheet, Signatory, render_pdf, write_xlsx
from pilar.core.ui.formats import angka, rupiah, tanggal
from pilar.delivery.programs.lists import FUNDS_BY_CODE
from pilar.delivery.programs.models import Decree
from pilar.foundation.accounts.queries import today

_HERE = files(__package__)


def period_of(decree: Decree) -> str:
    """The first and the last day of the stage, in words."""
    stage = decree.stage
    return f"{tanggal(stage.active_from)} sampai {tanggal(stage.active_to - dt.timedelta(days=1))}"


def sk_pdf(decree: Decree, recap: Sequence[tuple[str, int, int]], *, city: str, url: str, at: dt.datetime) -> bytes:
    """The decree. `recap`: (kecamatan, recipients, rupiah); `city`: "Kota Metro"; `url`: the page behind the QR."""
    stage, day = decree.stage, decree.date or today(at)
    fund = FUNDS_BY_CODE[stage.fund].name_id + (f", {stage.budget_line}" if stage.budget_line else "")
    letter = Letter(
        title="Keputusan Kepala Dinas Sosial", number=decree.number,
        letterhead=Letterhead(government=f"Pemerintah {city}", office="Dinas Sosial"),
        footer=f"SK penetapan {stage.programme.code}, {stage.label}", place_date=f"{city.split(' ', 1)[-1]}, {tanggal(day)}",
        qr=QrMark(url=url, caption="Pindai untuk memeriksa keaslian surat ini."),
        signatories=[Signatory(role="Kepala Dinas Sosial", name=decree.signer, nip=decree.signer_nip)], synthetic=config().synthetic,
    )  # fmt: skip
    data: dict[str, Any] = {
        "letter": letter.as_data(), "subject": f"PENETAPAN PENERIMA {stage.programme.name.upper()}",
        "basis": ["UU 11/2009 tentang Kesejahteraan Sosial", "UU 13/2011 tentang Penanganan Fakir Miskin", stage.programme.basis],
        "programme": stage.programme.name, "stage": stage.label, "period": period_of(decree), "fund": fund, "count": angka(decree.count),
        "total": rupiah(decree.total_rp), "digest": decree.digest,
        "recap": [{"name": name, "count": angka(count), "total": rupiah(total)} for name, count, total in recap],
    }  # fmt: skip
    return render_pdf(_HERE / "sk.typ", data, at=at)


def annex_xlsx(decree: Decree, lines: Iterable[tuple[Any, ...]], *, at: dt.datetime) -> bytes:
    """The annex. `lines`: position, name, masked NIK, masked KK, village, RT/RW, components, sequence, rupiah."""
    columns = (
        Column(title="No.", kind="number", width=8), Column(title="Nama", width=30), Column(title="NIK", kind="nik", width=19),
        Column(title="No. KK", kind="nik", width=19), Column(title="Kelurahan/desa", width=26), Column(title="RT/RW", width=9),
        Column(title="Rincian", width=46), Column(title="Urutan", kind="number", width=8), Column(title="Jumlah", kind="rupiah", width=18),
    )  # fmt: skip
    stage = decree.stage
    notes = (
        f"Nomor {decree.number}, {stage.programme.name}, {stage.label}, {period_of(decree)}",
        f"{angka(decree.count)} penerima, {rupiah(decree.total_rp)}",
        f"Sidik daftar (SHA-256): {decree.digest}",
    )
    sheet = Sheet(name="Penerima", columns=columns, rows=lines, notes=notes)
    return write_xlsx(
        [sheet], title="Lampiran SK penetapan", at=at, author="Dinas Sosial", synthetic=config().synthetic
    )
