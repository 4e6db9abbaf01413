"""Letters to families: one page each, in one file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from importlib.resources import files

from pilar.config import config
from pilar.core.documents import Letter, Letterhead, Signatory, render_pdf
from pilar.core.scope import Scope
from pilar.core.ui.formats import tanggal
from pilar.decision.deliberation.models import NOTICE_KINDS, Notice, NoticePrint
from pilar.decision.proposals.places import rt_rw
from pilar.decision.screening.lists import REASONS_BY_CODE
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import get_area, resolve

_HERE = files(__package__)
TITLES = dict(NOTICE_KINDS)
OPENING = {
    "penolakan": "memberitahukan bahwa usulan di bawah ini dinyatakan tidak dapat dilanjutkan:",
    "penghentian": "memberitahukan bahwa keluarga Bapak/Ibu diusulkan untuk dihentikan dari daftar penerima:",
    "klarifikasi": "meminta penjelasan Bapak/Ibu atas keterangan di bawah ini. Keterangan ini adalah pertanyaan, bukan keputusan; bantuan "
    "tidak dihentikan karena surat ini:",
}
BASIS = {
    "penolakan": (
        "Undang-Undang Nomor 13 Tahun 2011 tentang Penanganan Fakir Miskin, Pasal 8 dan Pasal 9",
        "Undang-Undang Nomor 30 Tahun 2014 tentang Administrasi Pemerintahan, Pasal 75 sampai Pasal 77 (keberatan)",
    ),
    "penghentian": (
        "Undang-Undang Nomor 13 Tahun 2011 tentang Penanganan Fakir Miskin, Pasal 8 sampai Pasal 10",
        "Undang-Undang Nomor 30 Tahun 2014 tentang Administrasi Pemerintahan, Pasal 75 sampai Pasal 77 (keberatan)",
    ),
    "klarifikasi": (
        "Undang-Undang Nomor 13 Tahun 2011 tentang Penanganan Fakir Miskin, Pasal 8 dan Pasal 9 (verifikasi dan validasi data)",
        "Undang-Undang Nomor 27 Tahun 2022 tentang Pelindungan Data Pribadi, Pasal 6 (hak membetulkan data)",
    ),
}
"""The law behind each kind of letter; an office that names others puts its own surat-keluarga.typ into PILAR_HOME/templat."""
CLOSING = {
    "penolakan": "Bila tidak setuju, Bapak/Ibu dapat mengajukan keberatan tertulis atau datang sendiri, tanpa biaya, dengan membawa surat ini "
    "dan bukti yang ada, ke kantor kelurahan/desa atau Dinas Sosial, paling lambat:",
    "penghentian": "Bila tidak setuju, Bapak/Ibu dapat mengajukan keberatan tertulis atau datang sendiri, tanpa biaya, dengan membawa surat ini "
    "dan bukti yang ada, ke kantor kelurahan/desa atau Dinas Sosial, paling lambat:",
    "klarifikasi": "Jawaban dapat disampaikan tertulis atau dengan datang sendiri, tanpa biaya, ke kantor kelurahan/desa atau Dinas Sosial, "
    "paling lambat:",
}
AFTER = {
    "penolakan": "Selama keberatan diperiksa, usulan ditahan dan tidak dihapus. Usulan baru dapat diajukan bila keadaan berubah.",
    "penghentian": "Selama keberatan diperiksa, usulan penghentian ditahan.",
    "klarifikasi": "Bila orang yang dimaksud bukan Bapak/Ibu, cukup katakan demikian; petugas akan memeriksanya. Diam tidak dengan sendirinya "
    "menghentikan bantuan.",
}


def notices_pdf(printing: NoticePrint, notices: Sequence[Notice], *, at: dt.datetime) -> bytes:
    """All letters of a printing, one a page; no NIK and no number of a family card in any."""
    city = get_area(Scope((printing.wilayah[:4],), frozenset({"*"})), printing.wilayah[:4])
    places = resolve(Scope((printing.wilayah[:4],), frozenset({"*"})), {one.wilayah[:10] for one in notices})
    letter = Letter(
        title=TITLES[printing.kind],
        letterhead=Letterhead(government=f"Pemerintah {city.title}", office="Dinas Sosial"),
        footer=f"{TITLES[printing.kind]}, {city.title}",
        place_date=f"{city.title.split(' ', 1)[-1]}, {tanggal(today(at))}",
        signatories=[Signatory(role="Kepala Dinas Sosial", name=printing.signer, nip=printing.signer_nip)],
        synthetic=config().synthetic,
    )
    expected = {code: list(one.evidence) for code, one in REASONS_BY_CODE.items()}
    data = {
        "letter": letter.as_data(),
        "opening": OPENING[printing.kind],
        "basis": list(BASIS[printing.kind]),
        "closing": CLOSING[printing.kind],
        "after": AFTER[printing.kind],
        "asked": printing.kind == "klarifikasi",
        "letters": [
            {
                "number": one.letter.number, "name": one.name, "address": one.address, "unit": rt_rw(one.wilayah),
                "place": places[one.wilayah[:10]].title, "about": one.about, "reason": one.reason or "–", "until": str(tanggal(one.until_date)),
                "evidence": expected.get(one.flag.reason, []) if one.flag is not None else [],
            }
            for one in notices
        ],
    }  # fmt: skip
    return render_pdf(_HERE / "surat-keluarga.typ", data, at=at)
