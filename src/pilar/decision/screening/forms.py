"""Forms of flags."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pilar.decision.screening.lists import CHECK_LISTS, FLAG_STATES


class FlagFilterForm(forms.Form):
    """Filters of the list of flags."""

    keadaan = forms.ChoiceField(
        label=_("Keadaan"), required=False, choices=[("", _("Semua keadaan")), *((s.code, s.name_id) for s in FLAG_STATES)]
    )
    daftar = forms.ChoiceField(
        label=_("Daftar asal"), required=False, choices=[("", _("Semua daftar")), *((s.code, s.name_id) for s in CHECK_LISTS)]
    )
    lewat = forms.BooleanField(label=_("Hanya yang lewat tenggat"), required=False)


class FlagStepForm(forms.Form):
    """Reason and, where the step needs it, evidence."""

    reason = forms.CharField(
        label=_("Alasan atau keterangan"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Misalnya: warga menunjukkan surat berhenti bekerja tanggal 3 Mei 2026."),
    )  # fmt: skip
    evidence = forms.FileField(label=_("Bukti"), required=False, help_text=_("Foto atau PDF surat, paling besar 10 MB"))
