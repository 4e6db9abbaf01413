"""A page with every component in use, for developers: `/ui/galeri/` when DEBUG is on. All people are invented."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import RequestContext
from django.urls import path

from pilar.core.ui.components.data import ActiveFilter, Fact, Happening
from pilar.core.ui.components.flow import Progress, progress
from pilar.core.ui.components.page import Tab
from pilar.core.ui.gallery_charts import charts
from pilar.core.ui.shell import Crumb, MenuLink, NavItem
from pilar.core.ui.widgets import AngkaInput, NikInput, TanggalField

DAY = dt.date(2026, 11, 24)
MOMENT = dt.datetime(2026, 11, 24, 7, 5, tzinfo=dt.UTC)


class ExampleForm(forms.Form):
    """One of each kind of field."""

    nama = forms.CharField(label="Nama lengkap", help_text="Seperti di KTP, tanpa gelar. Contoh: Siti Aminah")
    nik = forms.CharField(label="NIK", widget=NikInput, help_text="16 angka, contoh: 3573 0102 0390 0001")
    lahir = TanggalField(label="Tanggal lahir", help_text="Contoh: 24-11-1987")
    penghasilan = forms.IntegerField(
        label="Penghasilan sebulan", widget=AngkaInput, required=False, help_text="Rata-rata tiga bulan terakhir"
    )
    kelamin = forms.ChoiceField(
        label="Jenis kelamin", choices=[("L", "Laki-laki"), ("P", "Perempuan")], widget=forms.RadioSelect
    )
    kelurahan = forms.ChoiceField(
        label="Kelurahan", choices=[("", "Pilih kelurahan"), ("1", "Kauman"), ("2", "Sukun"), ("3", "Mojolangu")]
    )
    bantuan = forms.MultipleChoiceField(
        label="Bantuan yang sudah diterima",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("pkh", "Program Keluarga Harapan"), ("bpnt", "Sembako"), ("pbi", "Iuran JKN (PBI)")],
    )
    catatan = forms.CharField(label="Catatan petugas", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    foto = forms.FileField(label="Foto rumah", required=False, help_text="JPG atau PNG, paling besar 5 MB")
    setuju = forms.BooleanField(label="Warga sudah membaca dan menyetujui data ini", required=False)


class FilterForm(forms.Form):
    """A small filter."""

    q = forms.CharField(label="Nama", required=False)
    status = forms.ChoiceField(
        label="Status", required=False, choices=[("", "Semua"), ("tunggu", "Menunggu"), ("terima", "Diterima")]
    )
    rw = forms.ChoiceField(
        label="RW", required=False, choices=[("", "Semua")] + [(str(n), f"RW {n:02}") for n in range(1, 6)]
    )


def shell_context() -> dict[str, Any]:
    """A navigation as an operator sees it."""
    return {
        "synthetic_data": True,
        "office_name": "Dinas Sosial Kota Malang",
        "area_name": "Kelurahan Kauman, Kecamatan Klojen",
        "search_url": "?",
        "user_label": "Sri Wahyuni",
        "user_role": "Operator kelurahan",
        "user_menu": [MenuLink("Pengaturan akun", "#akun", "settings")],
        "nav": [
            NavItem("Pekerjaan saya", "#kerja", "house", 7, active=True, short="Beranda"),
            NavItem("Keluarga", "#keluarga", "users"),
            NavItem("Usulan", "#usulan", "clipboard-list", 1204),
            NavItem("Musyawarah", "#musyawarah", "gavel", 2),
            NavItem("Kiriman data", "#kiriman", "file-up"),
            NavItem("Bantuan", "#bantuan", "hand-coins"),
            NavItem("Pengaduan", "#aduan", "message-circle", 3),
            NavItem("Laporan", "#laporan", "chart-column"),
        ],
    }


def _facts() -> list[Fact]:
    return [
        Fact("Kepala keluarga", "Siti Aminah", "Dukcapil, 3 November 2026", "#ubah"),
        Fact("Alamat", "Jalan Arif Margono 12, RT 004 RW 03", "Kunjungan PSM, 12 Oktober 2026", "#ubah"),
        Fact("Anggota", "5 orang, 2 di antaranya anak sekolah"),
        Fact("Desil", "2 (perkiraan daerah)", "Hitungan Oktober 2026"),
    ]


def _history() -> list[Happening]:
    return [
        Happening("Diterima dalam musyawarah", DAY, "Lurah Kauman", "Suara bulat, 14 hadir", "gavel", "#ba"),
        Happening("Usulan dibuat", dt.date(2026, 11, 3), "Sri Wahyuni, operator", "", "clipboard-list"),
        Happening("Anak ketiga lahir", dt.date(2026, 8, 17), "Dukcapil", "Akta kelahiran tercatat", "baby"),
        Happening("Pindah dari Kelurahan Sukun", dt.date(2024, 2, 1), "Dukcapil", "", "map-pin"),
    ]


def _rows() -> list[dict[str, Any]]:
    names = ["Siti Aminah", "Bambang Hermawan", "Ni Luh Putu Ayu Kusumawardhani", "M. Yusuf", "Tjong Mei Lan"]
    states = [
        ("Menunggu musyawarah", "waiting"),
        ("Diterima", "ok"),
        ("Perlu diperiksa", "warning"),
        ("Ditolak", "error"),
        ("Selesai", "done"),
    ]
    return [
        {
            "name": name,
            "nik": f"35730102039{n:05}",
            "rw": n + 1,
            "members": 3 + n,
            "amount": 200_000 * (n + 1),
            "state": states[n][0],
            "tone": states[n][1],
        }
        for n, name in enumerate(names)
    ]


def _running() -> Progress:
    return Progress(
        "Memeriksa kiriman Oktober",
        "running",
        "/ui/galeri/kemajuan/",
        128_400,
        291_000,
        "baris",
        "Mencocokkan nama",
        MOMENT,
        "#batal",
    )


def progress_part(request: HttpRequest) -> HttpResponse:
    """What a poll_url answers: the component alone. 404 unless DEBUG."""
    if not settings.DEBUG:
        raise Http404
    return HttpResponse(progress(RequestContext(request), _running()))


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component once or twice. 404 unless DEBUG."""
    if not settings.DEBUG:
        raise Http404
    messages.success(request, "Usulan Siti Aminah sudah dikirim ke musyawarah.")
    bad = ExampleForm(
        {
            "nama": "",
            "nik": "3573 0102",
            "lahir": "31-02-1987",
            "penghasilan": "1.500.000",
            "kelamin": "",
            "kelurahan": "1",
        }
    )
    bad.add_error("nik", "NIK harus 16 angka; yang ditulis 8 angka.")
    context = shell_context() | {
        "crumbs": [Crumb("Usulan", "#"), Crumb("November 2026", "#"), Crumb("Siti Aminah")],
        "tabs": [
            Tab("Data keluarga", "#", True),
            Tab("Anggota", "#", count=5),
            Tab("Usulan", "#", count=1),
            Tab("Riwayat", "#"),
        ],
        "facts": _facts(),
        "history": _history(),
        "rows": _rows(),
        "form": ExampleForm(),
        "bad": bad,
        "filter": FilterForm(),
        "filters": [ActiveFilter("Status: Menunggu", "?"), ActiveFilter("RW 03", "?")],
        "running": _running(),
        "finished": Progress(
            "Memeriksa kiriman September",
            "succeeded",
            "?",
            290_112,
            290_112,
            "baris",
            "",
            MOMENT,
            "",
            "#hasil",
            "Lihat 214 temuan",
        ),
        "reasons": [("layanan", "Melayani warga di loket"), ("periksa", "Memeriksa data ganda")],
        "evidence": [
            "Siti Aminah, RT 004 – Dukcapil, 3 November 2026",
            "Aminah S., RT 011 – kiriman DTKS, 14 Oktober 2026",
        ],
        "charts": charts(),
        "moment": MOMENT,
        "day": DAY,
    }
    return render(request, "ui/gallery.html", context)


def letter(request: HttpRequest) -> HttpResponse:
    """A printable letter. 404 unless DEBUG."""
    if not settings.DEBUG:
        raise Http404
    return render(
        request, "ui/gallery_letter.html", {"rows": _rows(), "day": DAY, "back_url": "../", "synthetic_data": True}
    )


urlpatterns = [
    path("ui/galeri/", gallery, name="ui_gallery"),
    path("ui/galeri/kemajuan/", progress_part, name="ui_gallery_progress"),
    path("ui/galeri/surat/", letter, name="ui_gallery_letter"),
]
