"""Forms of the local rank, the coverage gap and the simulation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilar.core.ui.widgets import AngkaInput, TanggalField

_SHARE = _("Dalam persen, misalnya 6,44.")


class SurveyForm(forms.Form):
    """A survey file and what its columns mean."""

    judul = forms.CharField(
        label=_("Nama survei"), max_length=120, help_text=_("Misalnya: Susenas Maret 2026, contoh kota")
    )
    berkas = forms.FileField(
        label=_("Berkas survei"),
        help_text=_("XLSX atau CSV (UTF-8), satu baris per rumah tangga; lembar pertama yang berisi."),
    )
    tanggal = TanggalField(label=_("Tanggal survei"), help_text=_("Bulan konsumsi diukur, misalnya 15-03-2026."))
    konsumsi = forms.CharField(
        label=_("Kolom konsumsi"), max_length=60, initial="konsumsi", help_text=_("Rupiah per orang per bulan.")
    )
    kelompok = forms.CharField(
        label=_("Kolom kelompok"),
        max_length=60,
        initial="blok",
        help_text=_("Blok sensus atau desa, untuk uji silang."),
    )
    wilayah = forms.CharField(
        label=_("Kolom kode wilayah"),
        max_length=60,
        initial="kode_wilayah",
        help_text=_("Kode Kemendagri 4, 6, atau 10 angka."),
    )
    bobot = forms.CharField(
        label=_("Kolom bobot"), max_length=60, required=False, help_text=_("Kosongkan bila tanpa bobot.")
    )
    kk = forms.CharField(
        label=_("Kolom nomor KK"),
        max_length=60,
        required=False,
        help_text=_("Bila ada, keluarga survei dikenali di registri; nomornya sendiri tidak disimpan."),
    )
    pertanyaan = forms.IntegerField(
        label=_("Paling banyak pertanyaan"), min_value=3, max_value=20, initial=15, widget=AngkaInput
    )
    lindungi = forms.CharField(
        label=_("Pertanyaan yang selalu ditanyakan"),
        max_length=300,
        required=False,
        help_text=_("Nama kolom dipisah koma, misalnya disabilitas."),
    )
    sintetis = forms.BooleanField(label=_("Ini data buatan, bukan survei sungguhan"), required=False)


class NoteForm(forms.Form):
    """A reason in words."""

    catatan = forms.CharField(label=_("Catatan"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class PublishForm(forms.Form):
    """What the second person notes when publishing."""

    catatan = forms.CharField(
        label=_("Catatan penerbitan"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class VisitForm(forms.Form):
    """What a visit found."""

    hasil = forms.ChoiceField(label=_("Yang ditemukan"), widget=forms.RadioSelect)
    catatan = forms.CharField(
        label=_("Catatan kunjungan"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Apa yang dilihat, kapan, oleh siapa."),
    )

    def __init__(self, *args: Any, results: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hasil"].choices = list(results)  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """One question of the interview: its named answers, or a number; "?" is unknown."""

    def __init__(self, *args: Any, label: str, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unknown = ("?", str(_("Tidak diketahui")))
        if choices:
            self.fields["jawaban"] = forms.ChoiceField(
                label=label, choices=[*choices, unknown], widget=forms.RadioSelect
            )
        else:
            self.fields["jawaban"] = forms.RegexField(
                label=label,
                regex=r"^\s*(\?|\d+([.,]\d+)?)\s*$",
                max_length=12,
                help_text=_("Tulis angka, atau “?” bila tidak diketahui."),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "is-number"}),
            )


class VisitFilterForm(forms.Form):
    """What the list of visits is narrowed to."""

    jenis = forms.ChoiceField(
        label=_("Jenis"),
        required=False,
        choices=[("", _("Semua")), ("desil", _("Skor dan desil berbeda")), ("gap", _("Belum terdaftar"))],
    )
    arah = forms.ChoiceField(
        label=_("Arah"), required=False, choices=[("", _("Semua")), ("miskin", _("Mungkin lebih miskin"))]
    )
    keadaan = forms.ChoiceField(
        label=_("Keadaan"), required=False, choices=[("", _("Menunggu")), ("selesai", _("Selesai"))]
    )


class InterviewForm(forms.Form):
    """For whom the interview decides, and at what risk."""

    kuota = forms.ChoiceField(
        label=_("Daftar untuk persen terbawah"), choices=[(str(n), f"{n} %") for n in (10, 20, 30, 40)]
    )
    risiko = forms.ChoiceField(
        label=_("Risiko keputusan berbeda dari wawancara penuh"),
        choices=[("5", "0,5 %"), ("10", "1 %"), ("20", "2 %"), ("50", "5 %")],
    )
    wilayah = forms.CharField(
        label=_("Kode wilayah"), max_length=16, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )


class BlendForm(forms.Form):
    """How much a musyawarah's order counts."""

    bobot = forms.IntegerField(label=_("Bobot musyawarah (persen)"), min_value=0, max_value=100, widget=AngkaInput)
    batas = forms.IntegerField(
        label=_("Batas perpindahan (poin persentil)"),
        min_value=0,
        max_value=100,
        widget=AngkaInput,
        help_text=_("Perpindahan di atas batas ini membutuhkan alasan tertulis."),
    )
    mulai = TanggalField(label=_("Berlaku mulai"))
    dasar = forms.CharField(label=_("Dasar"), max_length=200, help_text=_("Misalnya: SK Kepala Dinas 4/2026"))


class FigureForm(forms.Form):
    """A figure that BPS published."""

    wilayah = forms.CharField(
        label=_("Kode wilayah"), max_length=4, required=False, help_text=_("2 atau 4 angka; kosong untuk nasional.")
    )
    tanggal = TanggalField(label=_("Tanggal angka"), help_text=_("Misalnya 01-03-2026 untuk Susenas Maret."))
    garis = forms.IntegerField(
        label=_("Garis kemiskinan (Rp per orang per bulan)"), required=False, min_value=1, widget=AngkaInput
    )
    p0 = forms.DecimalField(
        label=_("P0, penduduk miskin"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
        localize=True,
        help_text=_SHARE,
    )
    p1 = forms.DecimalField(
        label=_("P1, kedalaman"), required=False, min_value=0, max_value=100, decimal_places=2, localize=True
    )
    p2 = forms.DecimalField(
        label=_("P2, keparahan"), required=False, min_value=0, max_value=100, decimal_places=2, localize=True
    )
    orang = forms.IntegerField(label=_("Jumlah penduduk miskin"), required=False, min_value=0, widget=AngkaInput)
    sumber = forms.CharField(
        label=_("Sumber"), max_length=200, help_text=_("Misalnya: BRS BPS Kota Metro, 25 Juli 2026")
    )

    def clean_wilayah(self) -> str:
        code = self.cleaned_data["wilayah"].replace(".", "")
        if code and (not code.isdigit() or len(code) not in (2, 4)):
            raise forms.ValidationError(_("Tulis kode 2 atau 4 angka, misalnya 1872."))
        return str(code)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("garis") and data.get("p0") is None:
            self.add_error("garis", _("Isi garis atau P0."))
        return data


class ScenarioForm(forms.Form):
    """A question what would happen if."""

    nama = forms.CharField(
        label=_("Nama skenario"), max_length=120, help_text=_("Misalnya: Sembako, kuota 2.000, menurut kebutuhan")
    )
    program = forms.ChoiceField(label=_("Program"))
    ketentuan = forms.ChoiceField(
        label=_("Ketentuan"),
        required=False,
        help_text=_("Perubahan aturan disusun sebagai draf di Meja ketentuan, lalu dipilih di sini."),
    )
    urutan = forms.ChoiceField(
        label=_("Siapa lebih dulu"),
        choices=[("skor", _("Skor lokal terendah")), ("desil", _("Desil BPS terendah, lalu skor lokal"))],
    )
    kuota = forms.IntegerField(
        label=_("Kuota keluarga"), required=False, min_value=0, widget=AngkaInput, help_text=_("Kosong: tanpa kuota.")
    )
    anggaran = forms.IntegerField(
        label=_("Anggaran sekali salur (Rp)"),
        required=False,
        min_value=0,
        widget=AngkaInput,
        help_text=_("Kosong: tanpa batas."),
    )
    pembagian = forms.ChoiceField(
        label=_("Pembagian kuota"),
        choices=[
            ("satu_garis", _("Satu garis untuk seluruh wilayah")),
            ("merata", _("Sebanding dengan yang memenuhi di tiap kelurahan")),
            ("kebutuhan", _("Sebanding dengan dugaan keluarga miskin di tiap kelurahan")),
        ],
    )
    desil = forms.IntegerField(
        label=_("Desil BPS paling tinggi"),
        required=False,
        min_value=1,
        max_value=10,
        widget=AngkaInput,
        help_text=_("Penyaring tambahan di atas aturan; kosong: tanpa penyaring."),
    )

    def __init__(
        self, *args: Any, programmes: Sequence[tuple[str, str]], versions: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].choices = list(programmes)  # type: ignore[attr-defined]
        self.fields["ketentuan"].choices = list(versions)  # type: ignore[attr-defined]
