"""The announced list as a poster for the board of the kelurahan."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files

from pilar.config import config
from pilar.core.documents import Letter, Letterhead, QrMark, render_pdf
from pilar.core.ui.formats import tanggal
from pilar.decision.deliberation.queries.objections import PublicList
from pilar.decision.deliberation.rules import month_of

_HERE = files(__package__)


def poster_pdf(found: PublicList, *, address: str, at: dt.datetime) -> bytes:
    """Name, RT/RW and programme, the days, and how to object; nothing more about anybody."""
    period = str(tanggal(month_of(found.period))).split(" ", 1)[1]
    letter = Letter(
        title="Pengumuman Hasil Musyawarah",
        subtitle=f"{found.village}, periode {period}",
        letterhead=Letterhead(government=f"Pemerintah {found.place.rsplit(', ', 1)[-1]}", office=found.village),
        footer=f"Pengumuman {found.village}, {period}",
        qr=QrMark(url=address, caption="Daftar ini juga dapat dibuka di sini selama masa pengumuman."),
        synthetic=config().synthetic,
    )
    data = {
        "letter": letter.as_data(),
        "from": str(tanggal(found.from_date)),
        "to": str(tanggal(found.to_date)),
        "rows": [{"name": one.name, "rt_rw": one.rt_rw or "–", "programme": one.programme} for one in found.rows],
    }
    return render_pdf(_HERE / "pengumuman.typ", data, at=at)
