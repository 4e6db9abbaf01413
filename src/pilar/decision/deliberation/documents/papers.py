"""Each paper of a session as PDF, and the BNBA as a workbook."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files
from typing import Any

from pilar.core.documents import Column, Letter, QrMark, Sheet, Signatory, render_pdf, write_xlsx
from pilar.core.ui.formats import angka, hari, tanggal, waktu
from pilar.decision.deliberation.documents.content import LEGAL_BASIS, PARTS, Content, PaperRow
from pilar.decision.deliberation.rules import month_of
from pilar.foundation.accounts.queries import today

_HERE = files(__package__)


def _letter(content: Content, title: str, *, number: str, url: str, day: dt.date, **more: Any) -> Letter:
    return Letter(
        title=title,
        number=number,
        letterhead=content.letterhead,
        footer=f"{title}, {content.word} {content.village}, {_period(content)}",
        place_date=f"{content.village}, {tanggal(day)}",
        qr=QrMark(url=url, caption="Pindai untuk memeriksa keaslian surat ini.") if url else None,
        synthetic=content.synthetic,
        **more,
    )


def _period(content: Content) -> str:
    return str(tanggal(month_of(content.period))).split(" ", 1)[1]


def _day(content: Content) -> dt.date:
    return today(content.closed_at or content.starts_at)


def minutes_pdf(content: Content, *, number: str, url: str, at: dt.datetime) -> bytes:
    """The berita acara with the fields of the field notes 2.3."""
    day = today(content.starts_at)
    letter = _letter(
        content, "Berita Acara Musyawarah", number=number, url=url, day=_day(content), subtitle=f"{content.word} {content.village}, periode {_period(content)}",
        signatories=content.signatories,
    )  # fmt: skip
    data = {
        "letter": letter.as_data(),
        "day_name": hari(day),
        "date": str(tanggal(day)),
        "time": waktu(content.starts_at, content.zone),
        "venue": content.venue or "–",
        "place": content.place_path,
        "basis": list(LEGAL_BASIS),
        "chair": content.chair or "–",
        "note_taker": content.note_taker or "–",
        "agenda": content.agenda or f"Pembahasan usulan data sosial periode {_period(content)}",
        "invited": angka(sum(invited for _, invited, _ in content.elements)),
        "present": angka(sum(present for _, _, present in content.elements)),
        "elements": [{"name": n, "invited": angka(i), "present": angka(p)} for n, i, p in content.elements],
        "discussed": angka(len(content.rows)),
        "parts": [{"letter": code, "name": name, "count": angka(_count(content, code))} for code, name in PARTS],
        "stops": _stops(content),
        "objections": [{"about": about, "by": who, "words": words} for about, who, words in content.objections],
        "hash": content.record_hash,
    }
    return render_pdf(_HERE / "berita-acara.typ", data, at=at)


def _count(content: Content, part: str) -> int:
    return len(content.objections) if part == "E" else len(content.part(part))


def _stops(content: Content) -> list[dict[str, str]]:
    counts: dict[str, int] = {}
    for row in content.part("D"):
        counts[row.reason or "Tanpa kode alasan"] = counts.get(row.reason or "Tanpa kode alasan", 0) + 1
    return [{"reason": reason, "count": angka(count)} for reason, count in sorted(counts.items())]


def attendance_pdf(content: Content, *, number: str, url: str, at: dt.datetime) -> bytes:
    """The daftar hadir; signatures on glass stand in their lines, the others sign by hand."""
    letter = _letter(
        content, "Daftar Hadir Musyawarah", number=number, url=url, day=_day(content), signatories=content.signatories[-1:],
        subtitle=f"{waktu(content.starts_at, content.zone)}, {content.venue or '–'}",
    )  # fmt: skip
    images = {f"tanda-{n}.png": one.signature for n, one in enumerate(content.guests) if one.signature}
    guests = [
        {
            "name": one.name,
            "element": one.element + (f" / {one.position}" if one.position else ""),
            "place": one.place or "–",
            "phone": one.phone or "–",
            "how": one.how,
            "image": f"tanda-{n}.png" if one.signature else "",
        }
        for n, one in enumerate(content.guests)
    ]
    return render_pdf(_HERE / "daftar-hadir.typ", {"letter": letter.as_data(), "guests": guests}, at=at, images=images)


def bnba_pdf(content: Content, *, number: str, url: str, at: dt.datetime) -> bytes:
    """The attached BNBA in its parts A to F."""
    letter = _letter(
        content, "Lampiran Berita Acara: Daftar Nama dan Alamat (BNBA)", number=number, url=url, day=_day(content), landscape=True,
        signatories=content.signatories[-1:], subtitle=f"Hasil musyawarah {content.word} {content.village}, periode {_period(content)}",
    )  # fmt: skip
    parts = [
        {"letter": code, "name": name, "rows": [_shown(row) for row in content.part(code)]}
        for code, name in PARTS
        if code != "E"
    ]
    objections = [{"about": about, "by": who, "words": words} for about, who, words in content.objections]
    return render_pdf(
        _HERE / "bnba-musyawarah.typ", {"letter": letter.as_data(), "parts": parts, "objections": objections}, at=at
    )


def _shown(row: PaperRow) -> dict[str, str]:
    return {
        "no": angka(row.no), "name": row.name, "nik": row.nik, "kk": row.kk, "rt_rw": row.rt_rw, "kind": row.kind,
        "reason": "; ".join(
            part for part in (f"urutan {row.rank}" if row.rank else "", ": ".join(p for p in (row.reason, row.note) if p)) if part
        ) or "–",
    }  # fmt: skip


def bnba_xlsx(content: Content, *, at: dt.datetime) -> bytes:
    """The BNBA as a workbook, one sheet a part."""
    columns = (
        Column(title="No.", kind="number", width=6), Column(title="Nama", width=30), Column(title="NIK", kind="nik", width=19),
        Column(title="No. KK", kind="nik", width=19), Column(title="RT/RW", width=9), Column(title="Usulan", width=28),
        Column(title="Alasan", width=34), Column(title="Keterangan", width=44),
        Column(title="Urutan", kind="number", width=9),
    )  # fmt: skip
    notes = (content.place_path, f"Musyawarah periode {_period(content)}; sidik catatan {content.record_hash}")
    sheets = [
        Sheet(
            name=f"{code} {name}"[:31],
            columns=columns,
            notes=(name, *notes),
            rows=[
                (row.no, row.name, row.nik, row.kk, row.rt_rw, row.kind, row.reason, row.note, row.rank)
                for row in content.part(code)
            ],
        )
        for code, name in PARTS
        if code != "E"
    ]
    sheets.append(
        Sheet(
            name="E Keberatan",
            notes=notes,
            rows=content.objections,
            columns=(
                Column(title="Tentang", width=30),
                Column(title="Yang keberatan", width=30),
                Column(title="Isi keberatan", width=80),
            ),
        )
    )
    return write_xlsx(
        sheets,
        title="BNBA hasil musyawarah",
        at=at,
        author=content.letterhead.office,
        synthetic=content.synthetic,
    )


def sptjm_pdf(content: Content, *, number: str, url: str, at: dt.datetime) -> bytes:
    """The statement of full responsibility of the lurah, on stamp duty of Rp10.000."""
    letter = _letter(
        content, "Surat Pernyataan Tanggung Jawab Mutlak", number=number, url=url, day=_day(content),
        signatories=[Signatory(role=content.head_title, name=content.chair)],
    )  # fmt: skip
    data = {
        "letter": letter.as_data(),
        "name": content.chair or "…………………………",
        "position": content.head_title,
        "office": f"{content.letterhead.office}, {content.letterhead.address}",
        "period": _period(content),
        "count": angka(len(content.rows)),
        "place": content.place_path,
    }
    return render_pdf(_HERE / "sptjm.typ", data, at=at)


def invitation_pdf(content: Content, *, number: str, at: dt.datetime, codes: list[tuple[str, str, str]]) -> bytes:
    """One letter a guest, each with the QR that notes them present. `codes`: (name, element, address of the QR)."""
    day = today(content.starts_at)
    letter = _letter(
        content, "Undangan Musyawarah", number=number, url="", day=today(at), signatories=content.signatories[-1:]
    )  # fmt: skip
    from pilar.core.documents import qr_svg

    data = {
        "letter": letter.as_data(),
        "day": f"{hari(day)}, {tanggal(day)}",
        "time": waktu(content.starts_at, content.zone).rsplit(" ", 2)[-2] + f" {content.zone}",
        "venue": content.venue or "–",
        "agenda": content.agenda or f"Musyawarah pembahasan usulan data sosial periode {_period(content)}",
        "guests": [{"name": name, "element": element, "qr": qr_svg(url).decode()} for name, element, url in codes],
    }
    return render_pdf(_HERE / "undangan.typ", data, at=at)
