"""Filters of the list of families, all of them words of the address."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pilar.core.scope import Scope, is_area_code
from pilar.evidence.registry.queries.families import FLAWS, PROGRAMMES, FamilyFilter
from pilar.foundation.wilayah.queries import children, name_path, resolve

_DESIL = [
    ("", _("Semua desil")),
    *((str(n), f"Desil {n}") for n in range(1, 11)),
    ("1-4", "Desil 1–4"),
    ("1-5", "Desil 1–5"),
    ("6-10", "Desil 6–10"),
    ("tanpa", _("Belum ada desil")),
]

_SIZES = [
    ("", _("Semua")),
    ("1", _("1 orang")),
    ("2-3", _("2–3 orang")),
    ("4-5", _("4–5 orang")),
    ("6-99", _("6 orang atau lebih")),
]
_PROGRAMMES = [(code, _(words)) for code, (words, _fact) in PROGRAMMES.items()]
_FLAWS = [(code, _(words)) for code, words in FLAWS.items()]

_WORDS: dict[str, dict[str, Any]] = {
    "desil": dict(_DESIL),
    "program": dict(_PROGRAMMES),
    "catatan": dict(_FLAWS),
    "anggota": dict(_SIZES),
}


class FamilyFilterForm(forms.Form):
    """`wilayah` offers kelurahan of the actor's areas (kecamatan when these are wider than a kab/kota's)."""

    wilayah = forms.ChoiceField(label=_("Wilayah"), required=False)
    desil = forms.ChoiceField(label=_("Desil"), required=False, choices=_DESIL)
    program = forms.ChoiceField(
        label=_("Program"),
        required=False,
        choices=[("", _("Semua program")), *_PROGRAMMES],
    )
    catatan = forms.ChoiceField(label=_("Catatan"), required=False, choices=[("", _("Semua keluarga")), *_FLAWS])
    anggota = forms.ChoiceField(label=_("Anggota"), required=False, choices=_SIZES)
    nama = forms.CharField(label=_("Nama kepala keluarga"), required=False, max_length=60)

    def __init__(self, data: QueryDict, *, scope: Scope) -> None:
        super().__init__(data)
        self.scope = scope
        self.fields["wilayah"].choices = [("", _("Seluruh wilayah saya")), *self._areas()]  # type: ignore[attr-defined]

    def _areas(self) -> list[tuple[str, Any]]:
        """Areas below each prefix of the scope: its children, and theirs while they are few."""
        found: list[tuple[str, Any]] = []
        for prefix in self.scope.prefixes[:20]:
            for child in children(self.scope, prefix):
                below = children(self.scope, child.code) if len(prefix) == 4 else ()
                found.append(
                    (child.code, [(child.code, child.title), *((v.code, v.title) for v in below)])
                    if below
                    else (child.code, child.title)
                )
        titled = [(c[1][0][1], c[1]) if isinstance(c[1], list) else c for c in found]
        chosen = self.data.get("wilayah", "")
        known = {
            code
            for group in found
            for code in ([c for c, _t in group[1]] if isinstance(group[1], list) else [group[0]])
        }
        if chosen and chosen not in known and is_area_code(chosen) and self.scope.narrowed(chosen).prefixes:
            titled.append((chosen, name_path(self.scope, chosen)))
        return titled

    def asked(self) -> FamilyFilter:
        """The filter; words that are no choice are left out (the form then shows the error)."""
        data = (
            self.cleaned_data
            if self.is_valid()
            else {k: v for k, v in self.cleaned_data.items() if k not in self.errors}
        )
        desil = data.get("desil", "")
        low, _dash, high = desil.partition("-")
        numbers = tuple(range(int(low), int(high or low) + 1)) if low.isdigit() else ()
        flaw = data.get("catatan", "")
        least, _dash, most = data.get("anggota", "").partition("-")
        return FamilyFilter(
            wilayah=data.get("wilayah", ""), desil=numbers, without_desil=desil == "tanpa", programme=data.get("program", ""),
            flaws=frozenset({flaw} if flaw else ()), head=data.get("nama", ""), least_members=int(least or 0),
            most_members=int(most or least) if least else None,
        )  # fmt: skip

    def chosen(self) -> list[tuple[str, str]]:
        """(key, words) of each filter that is set."""
        if not self.is_valid():
            return []
        found = []
        for key, value in self.cleaned_data.items():
            if value:
                words = _WORDS.get(key, {})
                plain = resolve(self.scope, [value])[value].title if key == "wilayah" else value
                label = f"{self.fields[key].label}: " if key == "nama" else ""
                found.append((key, label + str(words.get(value, plain))))
        return found
