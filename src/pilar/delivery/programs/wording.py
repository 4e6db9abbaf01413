"""An amount explained per component in Indonesian, from what was kept with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pilar.core.ui.formats import rupiah
from pilar.delivery.programs.catalogue import tariff_keys

_RULES = {
    "ham": "Korban pelanggaran HAM berat", "hamil": "Ibu hamil", "usia_dini": "Anak usia dini", "lansia": "Lanjut usia",
    "disabilitas": "Disabilitas berat", "sma": "SMA/sederajat", "smp": "SMP/sederajat", "sd": "SD/sederajat",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartWords:
    """One component: label, the sentence behind the rupiah, rupiah."""

    label: str
    sentence: str
    amount_rp: int


def component_label(code: str) -> str:
    """The words of a component; a code that nobody worded is shown as it is."""
    return dict(tariff_keys()).get(code) or _RULES.get(code) or code.replace("_", " ").capitalize()


def part_words(code: str, amount_rp: int, facts: Mapping[str, Any]) -> PartWords:
    """A component with its sentence: how much a month, for how many months, on which basis."""
    times, source = int(facts.get("times") or 1), str(facts.get("source") or "")
    if times > 1 and amount_rp % times == 0:
        how = _("%(each)s sebulan × %(months)s bulan") % {"each": rupiah(amount_rp // times), "months": times}
    else:
        how = _("%(amount)s untuk tahap ini") % {"amount": rupiah(amount_rp)}
    basis = _("Dasar: %(source)s.") % {"source": source} if source else ""
    return PartWords(component_label(code), f"{how}. {basis}".strip(), amount_rp)
