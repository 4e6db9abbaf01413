"""What people type at the desks of the field."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pilar.core.scope import is_area_code
from pilar.foundation.accounts.roles import ROLES

COLLECTORS = tuple((code, role.label_id) for code, role in ROLES.items() if "field.collect" in role.capabilities)


class UploadForm(forms.Form):
    berkas = forms.FileField(
        label=_("Berkas XLSForm"), help_text=_("Berkas .xlsx dengan lembar survey, choices dan settings.")
    )


class PublishForm(forms.Form):
    peran = forms.MultipleChoiceField(
        label=_("Peran yang mengisi"), choices=COLLECTORS, widget=forms.CheckboxSelectMultiple
    )
    wilayah = forms.CharField(label=_("Kode wilayah"), max_length=20, help_text=_("Contoh: 1872 untuk seluruh kota."))

    def clean_wilayah(self) -> str:
        code = str(self.cleaned_data["wilayah"]).replace(".", "").strip()
        if not code or not is_area_code(code):
            raise forms.ValidationError(_("Ini bukan kode wilayah."))
        return code


class ReasonForm(forms.Form):
    alasan = forms.CharField(label=_("Alasan"), max_length=200, min_length=5)


class PhoneForm(forms.Form):
    petugas = forms.CharField(label=_("Nama pengguna petugas"), max_length=150, help_text=_("Contoh: psm"))
    nama = forms.CharField(label=_("Nama telepon"), max_length=100, help_text=_("Contoh: HP Samsung milik Ibu Siti"))
