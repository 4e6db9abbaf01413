"""Forms of the intake pages. They shape input; what is allowed is decided by the actions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilar.core.ui.widgets import TanggalField
from pilar.evidence.intake.kinds import Kind
from pilar.evidence.intake.models import STATES

OPTION = "opsi_"
"""Prefix of the form fields that are options of the kind."""


class FileForm(forms.Form):
    """A file alone. Emptiness is judged by the keeper, which says what to do."""

    berkas = forms.FileField(
        label=_("Berkas"),
        allow_empty_file=True,
        help_text=_("XLSX, XLS, ODS, CSV atau teks bergaris tegak. Isinya disimpan tersandi."),
        error_messages={"required": _("Pilih berkasnya dulu."), "missing": _("Pilih berkasnya dulu.")},
    )


class UploadForm(FileForm):
    """A file, the day its data describe, and what this kind of content asks besides."""

    per_tanggal = TanggalField(
        label=_("Keadaan per tanggal"),
        help_text=_("Tanggal data di dalam berkas, bukan tanggal unggah. Contoh: 30-06-2026"),
    )

    def __init__(
        self, *args: Any, kind: Kind, today: date, fixed: dict[str, str], home: str = "", **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"per_tanggal": today} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.today = today
        if kind.code == "dtsen":
            self.fields[f"{OPTION}version"] = forms.CharField(
                label=_("Nama versi DTSEN"), max_length=70, required=False,
                help_text=_("Dipakai di layar perbandingan versi. Contoh: DTSEN v3 Juni 2026. Kosong: nama berkas."),
            )  # fmt: skip
        if not home and kind.needs_area:
            self.fields[f"{OPTION}regency"] = forms.RegexField(
                r"^\d{4}$", label=_("Kode kab/kota"), required=False,
                help_text=_("Untuk lembar yang hanya menulis kecamatan dan kelurahan. Empat angka, contoh: 1872"),
            )  # fmt: skip
        for option in kind.options:
            if option.key in fixed:
                continue
            if option.choices:
                choices = [("", _("Pilih")), *((one.code, one.name) for one in option.entries)]
                self.fields[OPTION + option.key] = forms.ChoiceField(
                    label=option.name, choices=choices, required=option.required
                )
            else:
                self.fields[OPTION + option.key] = forms.CharField(
                    label=option.name, max_length=120, required=option.required
                )

    def clean_per_tanggal(self) -> date:
        day: date = self.cleaned_data["per_tanggal"]
        if day > self.today:
            raise forms.ValidationError(_("Tanggal ini belum tiba."))
        if day.year < 2000:
            raise forms.ValidationError(_("Tanggal ini terlalu lama; periksa tahunnya."))
        return day

    def options(self) -> dict[str, str]:
        """The filled options by their key."""
        return {
            name.removeprefix(OPTION): str(value).strip()
            for name, value in self.cleaned_data.items()
            if name.startswith(OPTION) and str(value or "").strip()
        }


class ReasonForm(forms.Form):
    """Why a batch is called off or a row set aside."""

    alasan = forms.CharField(label=_("Alasan"), max_length=200, help_text=_("Tercatat dalam catatan audit."))


class BatchFilter(forms.Form):
    """Filter of the list of batches."""

    keadaan = forms.ChoiceField(label=_("Keadaan"), required=False, choices=[("", _("Semua")), *STATES])


class QuarantineFilter(forms.Form):
    """Filter of the quarantined rows."""

    keadaan = forms.ChoiceField(
        label=_("Keadaan"),
        required=False,
        choices=[
            ("", _("Semua")),
            ("menunggu", _("Menunggu")),
            ("diperbaiki", _("Diperbaiki")),
            ("dikesampingkan", _("Dikesampingkan")),
        ],
    )
