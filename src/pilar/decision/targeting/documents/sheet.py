"""The reason sheet on one page of paper: for the office with every fact, for the resident without data of anybody else."""

from __future__ import annotations

import re
from datetime import datetime
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from pilar.config import config
from pilar.core.documents import Letter, Letterhead, QrMark, render_pdf
from pilar.core.scope import Scope
from pilar.core.ui.formats import rupiah, tanggal, waktu
from pilar.decision.targeting.objection import objection_steps, rights_sentence
from pilar.decision.targeting.queries.provenance import FactLine
from pilar.decision.targeting.queries.sheet import ConditionLine, Sheet
from pilar.decision.targeting.words import OUTCOME_WORDS
from pilar.foundation.wilayah.queries import resolve

MARKS = {"met": "✓", "not_met": "✗", "unknown": "?"}
_STATES = {"met": "terpenuhi", "not_met": "tidak terpenuhi", "unknown": "belum diketahui"}
_SMALLEST, _FEW = 2, 3


def sheet_pdf(sheet: Sheet, *, scope: Scope, at: datetime, address: str, record: str, for_resident: bool) -> bytes:
    """A4 in Indonesian. `address` is where the QR code leads, `record` the short number printed."""
    with override("id"):
        data = _data(sheet, scope, at, address, record, for_resident=for_resident)
    template = files(__package__) / "sheet.typ"
    made = render_pdf(template, data, at=at)
    while _pages(made) > 1 and _tighten(data):
        made = render_pdf(template, data, at=at)
    return made


def _pages(made: bytes) -> int:
    """Pages of a document that typst wrote: its page tree stands in the clear."""
    found = re.search(rb"/Type\s*/Pages\s*/Count (\d+)", made)
    return int(found.group(1)) if found else 1


def _tighten(data: dict[str, Any]) -> bool:
    """Smaller letters first, then fewer facts, those of fulfilled conditions before the others; False when nothing is left."""
    if data["small"] < _SMALLEST:
        data["small"] += 1
        return True
    conditions = data["conditions"]
    for one in [*(c for c in conditions if c["mark"] == MARKS["met"]), *conditions]:
        if len(one["facts"]) > _FEW:
            one["facts"] = [*one["facts"][: _FEW - 1], _("fakta lain ada di layar")]
            return True
    return False


def _data(sheet: Sheet, scope: Scope, at: datetime, address: str, record: str, *, for_resident: bool) -> dict[str, Any]:
    office = config().office or sheet.wilayah[:4]
    name = resolve(scope, [office])[office].title
    letter = Letter(
        title=_("Lembar Alasan"),
        subtitle=sheet.programme_name,
        letterhead=Letterhead(government=f"PEMERINTAH {name.upper()}", office="DINAS SOSIAL"),
        footer=_("Lembar alasan %(record)s, dibuat %(at)s") % {"record": record, "at": waktu(at)},
        qr=QrMark(url=address, caption=_("Pindai untuk membuka lembar ini di Pilar (hanya petugas).")),
        synthetic=config().synthetic,
    )
    conditions = [_condition(one, for_resident=for_resident) for one in sheet.conditions]
    return {
        "letter": letter.as_data(),
        "facts": _head(sheet),
        "verdict": str(OUTCOME_WORDS[sheet.outcome]),
        "reason": verdict_reason(sheet),
        "conditions": conditions,
        "amounts": amount_lines(sheet),
        "changes": changes(sheet, for_resident=for_resident),
        "objection": list(objection_steps()),
        "rights": rights_sentence(),
        "small": 0,
    }


def _head(sheet: Sheet) -> list[list[str]]:
    rows = [
        [_("Kepala keluarga"), sheet.head_name or "–"],
        [_("Wilayah"), sheet.place],
        [_("Menurut data per"), str(tanggal(sheet.day))],
        [_("Ketentuan"), rule_words(sheet)],
    ]
    if sheet.desil_limit is not None:
        rows.insert(2, [_("Desil dan batas"), desil_words(sheet)])
    if sheet.local_rank is not None:
        rows.insert(3, [_("Urutan kunjungan"), rank_words(sheet)])
    return rows


def rule_words(sheet: Sheet) -> str:
    """Which version decided, by whom."""
    version = sheet.version
    return _("nomor %(n)s, berlaku sejak %(day)s; %(who)s. Sidik %(hash)s") % {
        "n": version.number,
        "day": tanggal(version.valid_from),
        "who": sheet.decided_by,
        "hash": sheet.meaning[:12],
    }


def desil_words(sheet: Sheet) -> str:
    """Rank and limit."""
    known = _("desil %(n)s") % {"n": sheet.desil} if sheet.desil is not None else _("desil belum diketahui")
    return _("%(known)s; batas program: desil %(limit)s") % {"known": known, "limit": sheet.desil_limit}


def rank_words(sheet: Sheet) -> str:
    """The local score, named so that nobody takes it for a desil; "" without one."""
    if sheet.local_rank is None:
        return ""
    tenth, low, high = sheet.local_rank
    return _("skor lokal: persepuluhan %(n)s, kemungkinan %(low)s sampai %(high)s (bukan desil BPS; tidak memutuskan)") % {
        "n": tenth, "low": low, "high": high,
    }  # fmt: skip


def verdict_reason(sheet: Sheet) -> str:
    """The sentence below the outcome."""
    if sheet.outcome == "met":
        return _("Semua syarat terpenuhi.") + (f" {rupiah(sheet.amount)}." if sheet.amount else "")
    if sheet.outcome == "not_met":
        count = sum(1 for one in sheet.conditions if one.outcome == "not_met")
        return _("%(n)s syarat tidak terpenuhi.") % {"n": count}
    if sheet.amount_missing and all(one.outcome == "met" for one in sheet.conditions):
        return _("Semua syarat terpenuhi, tetapi jumlahnya belum dapat dihitung: %(fields)s.") % {
            "fields": ", ".join(sheet.amount_missing)
        }
    return _(
        "Tidak ada syarat yang gagal, tetapi data belum lengkap. Keluarga ini tidak ditolak; datanya perlu dilengkapi."
    )


def _condition(one: ConditionLine, *, for_resident: bool) -> dict[str, Any]:
    facts = resident_facts(one) if for_resident else [fact_words(fact) for fact in one.facts]
    if one.more_facts and not for_resident:
        facts.append(_("dan %(n)s fakta lain") % {"n": one.more_facts})
    if one.nobody and not for_resident:
        facts.append(_("tidak satu pun anggota"))
    return {"mark": MARKS[one.outcome], "state": _(_STATES[one.outcome]), "sentence": one.sentence, "facts": facts}


def resident_facts(one: ConditionLine) -> list[str]:
    """Facts of the family as a whole; of members only which kind of data, never whose or what."""
    own = [fact_words(fact) for fact in one.facts if not fact.who]
    about = list(dict.fromkeys(fact.label for fact in one.facts if fact.who))
    return [*own, _("Data anggota yang dipakai: %(labels)s.") % {"labels": ", ".join(about)}] if about else own


def fact_words(fact: FactLine) -> str:
    """ "Siti: Umur 7 tahun (Kiriman DTSEN, 1 November 2026)"."""
    value = fact.value or _("belum diketahui")
    who = f"{fact.who}: " if fact.who else ""
    origin = ", ".join(part for part in (fact.source, str(tanggal(fact.as_of)) if fact.as_of else "") if part)
    return f"{who}{fact.label}: {value}" + (f" ({origin})" if origin else "")


def amount_lines(sheet: Sheet) -> list[str]:
    """Components and their sum."""
    if sheet.outcome != "met" or not sheet.amounts:
        return []
    parts = [
        f"{one.label}: {one.units} × {rupiah(one.amount // one.units)} = {rupiah(one.amount)}" for one in sheet.amounts
    ]
    total = _("Seluruhnya %(sum)s.") % {"sum": rupiah(sheet.amount)}
    return [*parts, f"{total} {sheet.note}".strip()]


def changes(sheet: Sheet, *, for_resident: bool) -> list[str]:
    """What would change the outcome."""
    found = list(dict.fromkeys(one.remedy for one in sheet.conditions if one.remedy))
    if sheet.amount_missing:
        found.append(_("Untuk menghitung jumlah, lengkapi: %(fields)s.") % {"fields": ", ".join(sheet.amount_missing)})
    if sheet.would_be and not for_resident:
        found.append(_("Bila semua syarat terpenuhi, jumlahnya %(sum)s.") % {"sum": rupiah(sheet.would_be)})
    return found
