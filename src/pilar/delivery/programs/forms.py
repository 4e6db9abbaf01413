"""Forms of the programme pages. They shape input; what is allowed is decided by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilar.core.declared import choices
from pilar.core.ui.widgets import AngkaInput, TanggalField
from pilar.decision.proposals.lists import PROGRAMMES
from pilar.delivery.programs.lists import FUNDS, reasons_for


class StageForm(forms.Form):
    """A new stage of a programme."""

    year = forms.IntegerField(label=_("Tahun"), min_value=2015, max_value=2100, help_text=_("Contoh: 2026"))
    number = forms.IntegerField(label=_("Tahap ke"), min_value=1, max_value=24, help_text=_("Contoh: 4"))
    label = forms.CharField(
        label=_("Nama tahap"), max_length=80, help_text=_("Contoh: Tahap 4, Oktober sampai Desember")
    )
    active_from = TanggalField(label=_("Mulai"), help_text=_("Contoh: 01-10-2026"))
    active_to = TanggalField(label=_("Sampai sebelum"), help_text=_("Hari pertama sesudah tahap. Contoh: 01-01-2027"))
    fund = forms.ChoiceField(label=_("Sumber dana"), choices=choices(FUNDS))
    budget_line = forms.CharField(
        label=_("Mata anggaran"), max_length=80, required=False, help_text=_("Contoh: 5.1.05.01")
    )
    budget_rp = forms.IntegerField(
        label=_("Pagu (rupiah)"),
        min_value=0,
        max_value=(1 << 62) - 1,
        widget=AngkaInput,
        help_text=_("Contoh: 1.500.000.000"),
    )


class EnrolForm(forms.Form):
    """Which endorsed list, for which proposed aid, why."""

    endorsement = forms.ChoiceField(label=_("Daftar pengesahan"))
    source = forms.ChoiceField(
        label=_("Usulan yang diambil"),
        choices=[(code, name) for code, name in choices(PROGRAMMES) if code != "TIDAK_ADA"],
    )
    note = forms.CharField(label=_("Alasan"), max_length=300, help_text=_("Contoh: Pengisian kuota tahap 4"))

    def __init__(self, *args: Any, lists: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["endorsement"].choices = lists  # type: ignore[attr-defined]


class ActForm(forms.Form):
    """One act on a membership with its reason."""

    reason = forms.ChoiceField(label=_("Alasan"))
    note = forms.CharField(label=_("Catatan"), max_length=300, required=False)

    def __init__(self, *args: Any, act: str, members: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", _("Pilih alasan")), *choices(reasons_for(act))]  # type: ignore[attr-defined]
        if act == "pindah":
            self.fields["person"] = forms.ChoiceField(label=_("Penerima baru"), choices=members or [])


class FreezeForm(forms.Form):
    """Who signs the decree."""

    signer = forms.CharField(label=_("Nama penanda tangan"), max_length=120)
    signer_nip = forms.CharField(label=_("NIP"), max_length=30, required=False)


ACTS_OF_STATE = {
    "aktif": ("tangguh", "pindah", "lulus", "keluar"), "ditangguhkan": ("lanjut", "lulus", "keluar"), "antre": ("keluar",)
}  # fmt: skip
ACT_BUTTONS = {
    "tangguh": _("Tangguhkan"), "lanjut": _("Lanjutkan"), "pindah": _("Ganti penerima"), "lulus": _("Graduasikan"), "keluar": _("Keluarkan")
}  # fmt: skip
