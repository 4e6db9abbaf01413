"""The cover letter of an endorsed list with its recap, and the list as a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from pilar.config import config
from pilar.core.documents import Column, Letter, Letterhead, QrMark, Sheet, Signatory, render_pdf, write_xlsx
from pilar.core.ui.formats import angka, tanggal
from pilar.decision.deliberation.models import Endorsement
from pilar.decision.deliberation.queries.endorsements import GROUPS, Recap
from pilar.decision.deliberation.rules import month_of
from pilar.foundation.accounts.queries import today

_HERE = files(__package__)


def cover_pdf(endorsement: Endorsement, recap: Sequence[Recap], *, city: str, at: dt.datetime, url: str = "") -> bytes:
    """The surat pengantar. `city`: "Kota Metro". `url`: the page behind its QR, "" for none."""
    period = str(tanggal(month_of(endorsement.period))).split(" ", 1)[1]
    day = today(endorsement.endorsed_at)
    letter = Letter(
        title="Surat Pengantar Usulan Data Sosial",
        number=endorsement.letter.number,
        letterhead=Letterhead(government=f"Pemerintah {city}", office="Dinas Sosial"),
        footer=f"Surat pengantar, {city}, {period}",
        place_date=f"{city.split(' ', 1)[-1]}, {tanggal(day)}",
        signatories=[
            Signatory(role="Kepala Dinas Sosial", name=endorsement.signer, nip=endorsement.signer_nip),
        ],
        qr=QrMark(url=url, caption="Pindai untuk memeriksa keaslian surat ini.") if url else None,
        synthetic=config().synthetic,
    )
    sums = {group: sum(getattr(one, group) for one in recap) for group in (*GROUPS, "total")}
    data: dict[str, Any] = {
        "letter": letter.as_data(),
        "to": "Menteri Sosial Republik Indonesia melalui SIKS-NG",
        "period": period,
        "count": angka(endorsement.count),
        "recap": [
            {"name": one.name, **{group: angka(getattr(one, group)) for group in (*GROUPS, "total")}} for one in recap
        ],
        "sums": {group: angka(value) for group, value in sums.items()},
        "hash": endorsement.list_hash,
    }
    return render_pdf(_HERE / "pengantar.typ", data, at=at)


def list_xlsx(endorsement: Endorsement, rows: Sequence[tuple[Any, ...]], *, at: dt.datetime) -> bytes:
    """The endorsed list. `rows`: position, name, masked NIK, masked KK, village, RT/RW, usulan, reason."""
    columns = (
        Column(title="No.", kind="number", width=7), Column(title="Nama", width=30), Column(title="NIK", kind="nik", width=19),
        Column(title="No. KK", kind="nik", width=19), Column(title="Kelurahan/desa", width=26), Column(title="RT/RW", width=9),
        Column(title="Usulan", width=30), Column(title="Alasan", width=34),
    )  # fmt: skip
    notes = (
        f"Nomor {endorsement.letter.number}, periode {endorsement.period}",
        f"Sidik daftar (SHA-256): {endorsement.list_hash}",
    )
    sheet = Sheet(name="Daftar", columns=columns, rows=rows, notes=notes)
    return write_xlsx([sheet], title="Daftar usulan yang disahkan", at=at, synthetic=config().synthetic)
