"""Key-in cards: two families a page, fields in the order of the form, boxes to tick when keyed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from pilar.config import config
from pilar.core.documents import Letter, Letterhead, render_pdf
from pilar.core.ui.formats import nik_grouped

_HERE = files(__package__)
FIELDS = (
    ("NIK", "nik"), ("Nomor KK", "kk"), ("Nama", "name"), ("Tempat lahir", "birth_place"), ("Tanggal lahir", "birth_date"),
    ("Ibu kandung", "mother"), ("Jenis kelamin", "sex"), ("Alamat", "address"), ("RT / RW", "unit"), ("Kode wilayah", "area"),
    ("Jenis usulan", "kind"), ("Alasan", "rationale"),
)  # fmt: skip


def cards_pdf(facts: Sequence[dict[str, Any]], *, number: str, at: dt.datetime) -> bytes:
    """The cards; whole numbers, so the caller has a reason."""
    letter = Letter(
        title="Kartu Key-in SIKS-NG",
        number=number,
        letterhead=Letterhead(government="", office="Dinas Sosial"),
        footer="Kartu key-in: musnahkan setelah selesai",
        synthetic=config().synthetic,
    )
    cards = [
        {"no": str(one["no"]), "fields": [{"label": label, "value": _shown(one, key)} for label, key in FIELDS]}
        for one in facts
    ]
    return render_pdf(_HERE / "kartu-key-in.typ", {"letter": letter.as_data(), "cards": cards}, at=at)


def _shown(one: dict[str, Any], key: str) -> str:
    if key == "unit":
        return f"{one['rt'] or '–'} / {one['rw'] or '–'}"
    value = one[key]
    if key in ("nik", "kk") and value:
        return nik_grouped(value)
    if isinstance(value, dt.date):
        return value.strftime("%d-%m-%Y")
    return str(value or "–")
