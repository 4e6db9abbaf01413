"""The card to be added up by hand, and its report, on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files

from pilar.config import config
from pilar.core.documents import Letter, Letterhead, Signatory, render_pdf
from pilar.core.scope import Scope
from pilar.core.ui.formats import angka, tanggal
from pilar.decision.targeting.models import CardVersion
from pilar.decision.targeting.queries.rank import CardLine
from pilar.decision.targeting.rank.card import NOTICE, card_of
from pilar.decision.targeting.rank.features import label_of
from pilar.foundation.wilayah.queries import resolve


def _letter(row: CardVersion, title: str) -> Letter:
    office = config().office
    name = resolve(Scope((office,)), [office])[office]
    return Letter(
        title=title,
        subtitle=f"Kartu nomor {row.number}, dari {row.survey.title}, {tanggal(row.survey.as_of)}",
        letterhead=Letterhead(government=f"Pemerintah {name.title}", office="Dinas Sosial"),
        footer=f"Skor lokal, kartu nomor {row.number}, sidik {row.digest[:16]}",
        signatories=[Signatory(role="Penerbit", name=row.publisher)] if row.publisher else [],
        place_date=f"{name.name}, {tanggal(row.published_at)}" if row.published_at else "",
        synthetic=row.survey.synthetic,
        draft=row.state == "draft",
    )


def card_pdf(row: CardVersion, lines: Sequence[CardLine], *, at: datetime) -> bytes:
    """The card: every question with the points of its answers, corrections, areas, tenths."""
    card = card_of(row.card, f"kartu {row.number}")
    codes = {path: path.split("/")[-1] for path in sorted(card.areas)}
    names = resolve(Scope((config().office,)), codes.values())
    data = {
        "letter": _letter(row, "Kartu Skor Lokal").as_data(),
        "notice": NOTICE,
        "base": angka(card.base),
        "questions": [
            {"label": line.label, "answers": [{"word": word, "points": angka(points)} for word, points in line.answers]}
            for line in lines
        ],
        "corrections": [
            {"name": item.name, "rule": label_of(item.question), "points": f"{item.points:+d}"}
            for item in card.corrections
        ],
        "areas": [{"name": names[code].title, "points": f"{card.areas[path]:+d}"} for path, code in codes.items()],
        "tenths": [
            {"tenth": str(tenth), "upto": "lebih" if cut is None else angka(cut), "band": f"{low} sampai {high}"}
            for tenth, (cut, (low, high)) in enumerate(zip((*card.cutoffs, None), card.band, strict=True), start=1)
        ],
    }
    return render_pdf(files(__package__) / "kartu_skor.typ", data, at=at)


def report_pdf(row: CardVersion, headline: Sequence[tuple[str, str, str, str]], *, at: datetime) -> bytes:
    """The report: figures with intervals, the curve, groups with bars."""
    found = row.report
    data = {
        "letter": _letter(row, "Laporan Ketepatan Skor Lokal").as_data(),
        "notice": NOTICE,
        "method": found.get("method", ""),
        "households": angka(found.get("households", 0)),
        "villages": angka(found.get("villages", 0)),
        "headline": [
            {"label": label, "value": value, "low": low, "high": high} for label, value, low, high in headline
        ],
        "curve": [
            {"share": angka(round(share * 100)), "error": angka(error, 3), "size": float(error)}
            for share, error in found.get("curve", [])
        ],
        "groups": [
            {
                "name": one["name"],
                "households": angka(one["households"]),
                "exclusion": angka(one["exclusion"], 3),
                "interval": f"{angka(one['exclusion_interval'][0], 2)} – {angka(one['exclusion_interval'][1], 2)}",
                "inclusion": angka(one["inclusion"], 3),
                "reach": angka(one["reach"], 2),
                "size": float(one["exclusion"]),
                "low": float(one["exclusion_interval"][0]),
                "high": float(one["exclusion_interval"][1]),
            }
            for one in found.get("by_group", [])
        ],
        "notes": list(found.get("notes", [])),
    }
    return render_pdf(files(__package__) / "laporan_skor.typ", data, at=at)
