"""Settings of an area: declared keys with a default, a check and words. Values are rows with dates (models/calendar.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_noop

from pilar.decision.deliberation.lists import ELEMENTS_BY_CODE
from pilar.decision.deliberation.models import AreaSetting


@dataclass(frozen=True, slots=True)
class Setting:
    """One declared setting. `valid` says whether a value may stand; `example` is shown beside the field."""

    key: str
    name_id: str
    default: Any
    valid: Callable[[Any], bool]
    example: str
    basis: str

    @property
    def name(self) -> str:
        """The name in the language of the present page."""
        return translate(self.name_id)

    @property
    def remark(self) -> str:
        """The example in the language of the present page."""
        return translate(self.example)


def _quorum(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) <= {"total", "elements"}
        and _count(value.get("total", 0))
        and all(code in ELEMENTS_BY_CODE and _count(count) for code, count in value.get("elements", {}).items())
    )


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10_000


def _text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= 200


def _yes_no(value: Any) -> bool:
    return isinstance(value, bool)


SETTINGS = (
    Setting(
        "quorum",
        "Kuorum menurut unsur",
        {"total": 5, "elements": {"pemerintah": 1, "rt": 1}},
        _quorum,
        gettext_noop("paling sedikit 5 orang, di antaranya 1 pemerintah kelurahan dan 1 ketua RT"),
        "Pengaturan setempat",
    ),
    Setting("ranking", "Musyawarah menyusun urutan", False, _yes_no, gettext_noop("ya atau tidak"), "Pengaturan setempat"),
    Setting("sptjm_allowed", "SPTJM boleh menggantikan musyawarah", False, _yes_no, gettext_noop("ya atau tidak"), "Kalender 2025"),
    Setting("sanggah_days", "Lama pengumuman (hari)", 7, lambda v: _count(v) and v >= 1, "7", "Pengaturan setempat"),
    Setting("sanggah_answer_days", "Tenggat jawaban sanggah (hari)", 14, lambda v: _count(v) and v >= 1, "14", "Cek Bansos"),
    Setting("notice_days", "Tenggat keberatan pada surat pemberitahuan (hari kerja)", 21, lambda v: _count(v) and v >= 1, "21", "UU 30/2014 Pasal 77"),
    Setting(
        "silence_means",
        "Bila sanggah tidak dijawab",
        "eskalasi",
        lambda v: v in ("eskalasi", "tetap"),
        gettext_noop("eskalasi (naik ke Dinas) atau tetap (keputusan tetap)"),
        "Pengaturan setempat",
    ),
    Setting("letter_code", "Kode klasifikasi surat", "400.9", _text, "400.9", "Permendagri 83/2022"),
    Setting("letter_unit", "Singkatan unit pada nomor surat", "KEL", _text, "KEL-IMP", "Pengaturan setempat"),
    Setting(
        "letter_form",
        "Bentuk nomor surat",
        "{kode}/{urut:03d}/{unit}/{bulan_romawi}/{tahun}",
        lambda v: _text(v) and letter_form_works(v),
        "{kode}/{urut:03d}/{unit}/{bulan_romawi}/{tahun}",
        "Pengaturan setempat",
    ),
    Setting("clock_days", "Tenggat tiap meja (hari)", 7, lambda v: _count(v) and v >= 1, "7", "Pengaturan setempat"),
    Setting("hidden_below", "Angka publik disamarkan di bawah", 5, lambda v: _count(v) and v >= 1, "5", "UU 27/2022"),
)  # fmt: skip
SETTINGS_BY_KEY = {one.key: one for one in SETTINGS}


LETTER_PARTS = {"kode": "400.9", "urut": 1, "unit": "KEL", "bulan_romawi": "XI", "tahun": 2026}
"""The parts that a form of letter numbers may name, each with an example."""


def letter_form_works(form: str) -> bool:
    """True when a form of letter numbers can be filled, names only the known parts, and holds the running number."""
    try:
        named = [field for _, field, _, _ in Formatter().parse(form) if field is not None]
        return "urut" in named and set(named) <= set(LETTER_PARTS) and bool(form.format(**LETTER_PARTS))
    except (KeyError, ValueError, IndexError):
        return False


def setting_of(area: str, key: str, on: date) -> Any:
    """The value for an area on a day: of the deepest area with a row, there of the latest date; else the default.

    KeyError for an undeclared key.
    """
    return settings_of(area, on)[key]


def settings_of(area: str, on: date) -> dict[str, Any]:
    """All settings of an area on a day, from one query."""
    places = [area[:length] for length in (0, 2, 4, 6, 10) if length <= len(area)]
    rows = AreaSetting.objects.filter(wilayah__in=places, valid_from__lte=on).values_list(
        "key", "wilayah", "valid_from", "id", "value"
    )
    found: dict[str, tuple[tuple[int, date, int], Any]] = {}
    for key, place, since, number, value in rows:
        order = (len(place), since, number)
        if key not in found or order > found[key][0]:
            found[key] = (order, value)
    return {one.key: found[one.key][1] if one.key in found else one.default for one in SETTINGS}
