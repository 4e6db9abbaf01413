"""Forms of the flag pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilar.core.declared import choices
from pilar.core.ui.widgets import TanggalField
from pilar.decision.screening.lists import CHECK_LISTS, FLAG_STATES


class FlagFilterForm(forms.Form):
    """What the list of flags is narrowed to."""

    keadaan = forms.ChoiceField(
        label=_("Keadaan"),
        required=False,
        choices=[("terbuka", _("Belum diputuskan")), ("semua", _("Semua")), *choices(FLAG_STATES)],
    )
    daftar = forms.ChoiceField(label=_("Daftar"), required=False, choices=[("", _("Semua")), *choices(CHECK_LISTS)])
    penerima = forms.BooleanField(label=_("Hanya keluarga penerima bantuan"), required=False)


class FlagStepForm(forms.Form):
    """What a step of a flag needs: a due date, a reason, a paper."""

    due = TanggalField(label=_("Jawaban ditunggu sampai"), required=False)
    reason = forms.CharField(
        label=_("Alasan atau catatan"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(label=_("Bukti"), required=False, help_text=_("Foto atau PDF: surat keterangan, SK, akta."))

    def __init__(self, *args: Any, needs: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, need in (("due", "tenggat"), ("file", "bukti")):
            if need not in needs:
                del self.fields[name]
            else:
                self.fields[name].required = True
        self.fields["reason"].required = "alasan" in needs
