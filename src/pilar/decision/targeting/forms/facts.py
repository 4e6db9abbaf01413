"""Form of a fact beyond the register's questions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilar.core.ui.widgets import TanggalField
from pilar.decision.targeting.rules_engine.catalogue import Kind


class FactForm(forms.Form):
    """Which field, of whom, which value, since when, from where."""

    isian = forms.ChoiceField(label=_("Isian"))
    nilai = forms.CharField(
        label=_("Nilai"),
        max_length=200,
        required=False,
        help_text=_(
            "Ya/tidak: tulis ya atau tidak. Bilangan: 2500000. Tanggal: 31-01-2026. Kosong: tidak diketahui lagi."
        ),
    )
    per = TanggalField(label=_("Keadaan per tanggal"))
    sumber = forms.CharField(
        label=_("Sumber"), max_length=200, help_text=_("Misalnya: kunjungan PSM, surat keterangan RT")
    )

    def __init__(self, *args: Any, options: list[tuple[str, str]], kinds: dict[str, Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["isian"].choices = options  # type: ignore[attr-defined]
        self._kinds = kinds

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        field = str(data.get("isian", "")).partition("@")[0]
        if field in self._kinds:
            try:
                data["value"] = read_value(self._kinds[field], str(data.get("nilai", "")))
            except ValueError:
                self.add_error("nilai", _("Nilai tidak sesuai dengan jenis isian ini."))
        return data


def read_value(kind: Kind, text: str) -> bool | int | str | None:
    """A typed value as JSON keeps it; None for an empty text. Raises ValueError for anything else."""
    given = text.strip()
    if not given:
        return None
    if kind is Kind.BOOLEAN:
        if given.lower() not in ("ya", "tidak", "y", "t"):
            raise ValueError(given)
        return given.lower() in ("ya", "y")
    if kind is Kind.DATE:
        try:
            found = TanggalField().to_python(given)
        except forms.ValidationError:
            raise ValueError(given) from None
        if not isinstance(found, date):
            raise ValueError(given)
        return found.isoformat()
    if kind is Kind.TEXT:
        return given
    return int(given.replace(".", "").replace("Rp", "").strip())
