"""Forms of the rule desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilar.core.ui.widgets import TanggalField

_CODE = {"rows": 28, "spellcheck": "false", "autocomplete": "off", "autocapitalize": "off", "wrap": "off"}


class FileForm(forms.Form):
    """The text of one rule file."""

    isi = forms.CharField(
        label=_("Isi berkas"),
        strip=False,
        max_length=400_000,
        widget=forms.Textarea(attrs=_CODE),
        help_text=_("Bahasanya dijelaskan dalam docs/KETENTUAN.md; yang tidak dikenal ditolak dengan nomor baris."),
    )


class ValueForm(forms.Form):
    """A parameter's value: corrected in place, or a new one from a day on."""

    nilai = forms.CharField(
        label=_("Nilai"), max_length=400, help_text=_("Bilangan tanpa titik ribuan, misalnya 225000 atau 7.2.")
    )
    mulai = TanggalField(
        label=_("Berlaku mulai"),
        required=False,
        help_text=_(
            "Kosong: nilai yang tertulis dibetulkan. Diisi: nilai lama berakhir, nilai baru berlaku sejak tanggal ini."
        ),
    )
    dasar = forms.CharField(
        label=_("Dasar"), max_length=200, required=False, help_text=_("Misalnya: SK Wali Kota 12/2026")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("mulai") and not data.get("dasar"):
            self.add_error("dasar", _("Nilai baru membutuhkan dasar."))
        return data


class DatesForm(forms.Form):
    """From when until when something is in force."""

    mulai = TanggalField(label=_("Berlaku mulai"))
    sampai = TanggalField(
        label=_("Hari pertama tidak berlaku lagi"), required=False, help_text=_("Kosong: terus berlaku.")
    )


class StepForm(forms.Form):
    """What a step of a version needs: a reason, perhaps a day."""

    tanggal = TanggalField(label=_("Berlaku mulai"))
    alasan = forms.CharField(label=_("Alasan"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, day_label: str = "", reason_needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if day_label:
            self.fields["tanggal"].label = day_label
        else:
            del self.fields["tanggal"]
        self.fields["alasan"].required = reason_needed


class CopyForm(forms.Form):
    """The title of a new draft."""

    judul = forms.CharField(
        label=_("Judul perubahan"), max_length=120, help_text=_("Misalnya: Batas desil sembako 2027")
    )


class ChoiceForm(forms.Form):
    """An area's choice among dated alternatives."""

    pilihan = forms.ChoiceField(label=_("Pilihan"))
    wilayah = forms.ChoiceField(label=_("Untuk wilayah"))
    mulai = TanggalField(label=_("Berlaku mulai"))
    dasar = forms.CharField(label=_("Dasar"), max_length=200, help_text=_("Misalnya: Surat Kepala Dinas 460/12/2026"))

    def __init__(
        self, *args: Any, options: Sequence[tuple[str, str]], areas: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pilihan"].choices = options  # type: ignore[attr-defined]
        self.fields["wilayah"].choices = areas  # type: ignore[attr-defined]


class RunForm(forms.Form):
    """Which day to evaluate."""

    tanggal = TanggalField(label=_("Tanggal data dan ketentuan"))
    wilayah = forms.ChoiceField(label=_("Wilayah"))

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wilayah"].choices = areas  # type: ignore[attr-defined]
