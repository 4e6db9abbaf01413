"""Form of the words for levels."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilar.core.ui.widgets import TanggalField
from pilar.foundation.wilayah.rules import Kind, Level, is_code

LEVEL_CHOICES = [
    (int(Level.PROVINSI), _("Provinsi")),
    (int(Level.KABKOTA), _("Kabupaten/Kota")),
    (int(Level.KECAMATAN), _("Kecamatan")),
    (int(Level.DESA), _("Desa/Kelurahan")),
    (int(Level.RW), _("Satuan pertama di bawah desa/kelurahan (RW, dusun, jorong, banjar)")),
    (int(Level.RT), _("Satuan kedua di bawah desa/kelurahan (RT)")),
]
_KINDS = [
    ("", _("Semua jenis")),
    (Kind.KABUPATEN.value, _("Kabupaten")),
    (Kind.KOTA.value, _("Kota")),
    (Kind.KELURAHAN.value, _("Kelurahan")),
    (Kind.DESA.value, _("Desa")),
    (Kind.DESA_ADAT.value, _("Desa adat")),
]


class LevelNameForm(forms.Form):
    """Sebutan satu tingkat di satu wilayah, berlaku sejak sebuah tanggal."""

    wilayah = forms.CharField(
        label=_("Kode wilayah"), max_length=22, required=False,
        help_text=_("Contoh: 13 atau 18.72. Kosong berarti seluruh Indonesia."),
    )  # fmt: skip
    level = forms.TypedChoiceField(label=_("Tingkat"), choices=LEVEL_CHOICES, coerce=int)
    kind = forms.ChoiceField(
        label=_("Jenis"), choices=_KINDS, required=False,
        help_text=_("Untuk RW dan RT: jenis desa/kelurahan di atasnya."),
    )  # fmt: skip
    label = forms.CharField(label=_("Sebutan"), max_length=40, help_text=_("Contoh: Nagari"))
    short = forms.CharField(label=_("Singkatan"), max_length=20, required=False, help_text=_("Contoh: Kel."))
    head_title = forms.CharField(
        label=_("Sebutan kepala"), max_length=60, required=False, help_text=_("Contoh: Wali Nagari")
    )
    legal_basis = forms.CharField(
        label=_("Dasar hukum"), max_length=200, help_text=_("Contoh: Perda Nomor 7 Tahun 2018")
    )
    valid_from = TanggalField(label=_("Berlaku mulai"))

    def clean_wilayah(self) -> str:
        code = str(self.cleaned_data["wilayah"]).strip().replace(".", "")
        if code and not is_code(code):
            raise forms.ValidationError(_("Tulis 2, 4, 6, atau 10 angka; titik boleh dipakai."))
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if len(data.get("wilayah", "")) > data.get("level", 16):
            self.add_error("level", _("Tingkat harus sama dengan atau di bawah wilayahnya."))
        return data
