"""Invitations, hand-over lists and receipts of one batch as PDF. No NIK and no account number in any."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from typing import Any

from pilar.config import config
from pilar.core.documents import Letter, Letterhead, Signatory, qr_svg, render_pdf
from pilar.core.documents.terbilang import rupiah_in_words
from pilar.core.scope import Scope
from pilar.core.ui.formats import angka, hari, rupiah, tanggal
from pilar.delivery.disbursement.models import BatchPrint
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import resolve

_HERE = files(__package__)
BRING = (
    "Surat undangan ini",
    "KTP asli penerima (bila KTP belum ada: surat keterangan Dukcapil)",
    "Kartu Keluarga asli",
    "Bila diwakilkan: surat kuasa, KTP penerima, dan KTP yang mewakili dalam satu Kartu Keluarga",
)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One recipient of a batch. `proof`: how receipt was proved already, "" before."""

    name: str
    address: str
    unit: str
    village: str
    e2e: str
    amount_rp: int
    proof: str


def day_of(day: dt.date) -> str:
    """ "Selasa, 24 November 2026"."""
    return f"{hari(day)}, {tanggal(day)}"


def print_pdf(row: BatchPrint, people: Sequence[PaperRow], *, at: dt.datetime) -> bytes:
    """The PDF of a printing. `people` in the order of kelurahan, as `row.numbers` were given. Raises ValueError without people."""
    if not people:
        raise ValueError("a printing has people")
    names = {
        code: area.title
        for code, area in resolve(Scope.system(), {one.village for one in people} | {row.wilayah[:4]}).items()
    }
    makers = {"undangan": _invitations, "bast": _hand_over, "kuitansi": _receipts}
    template, content = makers[row.kind](row, people, names)
    return render_pdf(_HERE / template, content, at=at)


def _letter(
    row: BatchPrint, title: str, city: str, *, landscape: bool = False, people: Sequence[Signatory] = ()
) -> Letter:
    day = row.on_date if row.kind == "bast" else today(row.asked_at)
    return Letter(
        title=title, letterhead=Letterhead(government=f"Pemerintah {city}", office="Dinas Sosial"), footer=f"{title}, daftar {row.batch.number}",
        place_date=f"{city.split(' ', 1)[-1]}, {tanggal(day)}", landscape=landscape, synthetic=config().synthetic,
        signatories=people or [Signatory(role="Kepala Dinas Sosial", name=row.signer, nip=row.signer_nip)],
        subtitle=_programme(row) if row.kind == "bast" else "",
    )  # fmt: skip


def _programme(row: BatchPrint) -> str:
    stage = row.batch.stage
    return f"{stage.programme.name}, {stage.label} {stage.year}"


def _home(one: PaperRow, names: dict[str, str]) -> str:
    unit = f"RT/RW {one.unit}" if one.unit else ""
    return ", ".join(filter(None, (unit, names.get(one.village, one.village))))


def _invitations(row: BatchPrint, people: Sequence[PaperRow], names: dict[str, str]) -> tuple[str, dict[str, Any]]:
    letters = [
        {
            "number": number, "name": one.name, "address": one.address, "place": _home(one, names), "reference": one.e2e,
            "qr": qr_svg(one.e2e).decode(), "amount": str(rupiah(one.amount_rp)), "programme": _programme(row),
        }
        for number, one in zip(row.numbers, people, strict=True)
    ]  # fmt: skip
    letter = _letter(row, "Surat Undangan Pengambilan Bantuan", names[row.wilayah[:4]])
    return "undangan.typ", {
        "letter": letter.as_data(), "letters": letters, "where": row.place, "day": day_of(row.on_date), "hours": row.hours or "–", "bring": list(BRING),
    }  # fmt: skip


def _hand_over(row: BatchPrint, people: Sequence[PaperRow], names: dict[str, str]) -> tuple[str, dict[str, Any]]:
    lists = []
    groups = [(code, list(found)) for code, found in groupby(people, key=lambda one: one.village)]
    for number, (code, found) in zip(row.numbers, groups, strict=True):
        total = sum(one.amount_rp for one in found)
        lists.append(
            {
                "number": number, "place": names.get(code, code), "count": str(angka(len(found))), "amount": str(rupiah(total)),
                "words": rupiah_in_words(total),
                "rows": [
                    [
                        str(place), one.name, ", ".join(filter(None, (one.address, f"RT/RW {one.unit}" if one.unit else ""))), one.e2e,
                        str(rupiah(one.amount_rp)), one.proof,
                    ]
                    for place, one in enumerate(found, start=1)
                ],
            }
        )  # fmt: skip
    signers = [
        Signatory(role="Lurah/Kepala Desa", lead="Mengetahui,"),
        Signatory(role="Petugas penyalur"),
        Signatory(role="Yang menyerahkan", name=row.signer, nip=row.signer_nip),
    ]
    letter = _letter(row, "Berita Acara Serah Terima Bantuan", names[row.wilayah[:4]], landscape=True, people=signers)
    return "bast.typ", {
        "letter": letter.as_data(), "lists": lists, "where": row.place, "day": day_of(row.on_date), "programme": _programme(row),
    }  # fmt: skip


def _receipts(row: BatchPrint, people: Sequence[PaperRow], names: dict[str, str]) -> tuple[str, dict[str, Any]]:
    city = names[row.wilayah[:4]]
    receipts = [
        {
            "reference": one.e2e, "name": one.name, "place": ", ".join(filter(None, (one.address, _home(one, names)))),
            "amount": str(rupiah(one.amount_rp)), "words": rupiah_in_words(one.amount_rp), "about": f"Bantuan {_programme(row)}",
            "qr": qr_svg(one.e2e).decode(),
        }
        for one in people
    ]  # fmt: skip
    letter = _letter(row, "Kuitansi", city)
    return "kuitansi.typ", {
        "letter": letter.as_data(), "receipts": receipts, "payer": f"Dinas Sosial {city}", "signer": row.signer, "signer_nip": row.signer_nip,
        "place_date": f"{city.split(' ', 1)[-1]}, {tanggal(row.on_date)}",
    }  # fmt: skip
