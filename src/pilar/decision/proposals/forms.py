"""Forms of the proposal pages. They shape input; what is allowed is decided by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilar.core.declared import choices
from pilar.core.scope import Scope
from pilar.core.ui.widgets import NikInput, TanggalField
from pilar.decision.proposals.lifecycle import STATES
from pilar.decision.proposals.lists import CHANNELS, DOCUMENTS, KINDS, KINDS_BY_CODE, PROGRAMMES
from pilar.decision.screening.lists import REASONS
from pilar.foundation.wilayah.rules import Level
from pilar.foundation.wilayah.widgets import AreaField

ANY = [("", _("Semua"))]
AID = [(code, name) for code, name in choices(PROGRAMMES) if code != "TIDAK_ADA"]


class UsulFilterForm(forms.Form):
    """What the list is narrowed to."""

    keadaan = forms.ChoiceField(
        label=_("Keadaan"), required=False,
        choices=[("terbuka", _("Semua yang terbuka")), ("meja", _("Di meja kelurahan")), ("semua", _("Semua")), *choices(STATES)],
    )  # fmt: skip
    jenis = forms.ChoiceField(label=_("Jenis usulan"), required=False, choices=[*ANY, *choices(KINDS)])
    program = forms.ChoiceField(label=_("Program"), required=False, choices=[*ANY, *AID])
    temuan = forms.ChoiceField(
        label=_("Hasil pemeriksaan"),
        required=False,
        choices=[
            *ANY,
            ("error", _("Harus diperbaiki")),
            ("warning", _("Perlu diperiksa")),
            ("ready", _("Siap")),
            ("unchecked", _("Belum diperiksa")),
        ],
    )
    nama = forms.CharField(label=_("Nama"), required=False, max_length=60)


class WhatForm(forms.Form):
    """What is proposed, and through whom it came."""

    kind = forms.ChoiceField(label=_("Apa yang diusulkan?"), choices=choices(KINDS))
    programme = forms.ChoiceField(
        label=_("Program"), required=False, choices=[("", _("Tidak memakai program")), *AID],
        help_text=_("Hanya untuk usulan bansos dan penghentian."),
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=_("Alasan penghentian"), required=False,
        choices=[("", _("Bukan penghentian")), *choices(REASONS)],
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("Diterima melalui"), choices=choices(CHANNELS), initial="datang_langsung")
    rationale = forms.CharField(
        label=_("Alasan usulan"), required=False, max_length=250, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Contoh: kepala keluarga tidak bekerja sejak Agustus."),
    )  # fmt: skip
    note = forms.CharField(label=_("Keterangan"), required=False, max_length=250)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind = KINDS_BY_CODE.get(given.get("kind", ""))
        if kind is None:
            return given
        if kind.names_programme and not given.get("programme"):
            self.add_error("programme", _("Pilih program yang diusulkan."))
        if not kind.names_programme:
            given["programme"] = ""
        if kind.code == "penghentian" and not given.get("reason"):
            self.add_error("reason", _("Pilih alasan penghentian."))
        if kind.code != "penghentian":
            given["reason"] = ""
        return given


class IdentityForm(forms.Form):
    """Who is proposed, when nobody in the register fits."""

    name = forms.CharField(label=_("Nama lengkap"), max_length=120, help_text=_("Sesuai KTP. Contoh: SITI AMINAH"))
    nik = forms.CharField(
        label=_("NIK"),
        required=False,
        max_length=16,
        min_length=16,
        widget=NikInput(),
        help_text=_("16 angka. Kosongkan bila belum punya."),
    )
    kk = forms.CharField(label=_("Nomor KK"), required=False, max_length=16, min_length=16, widget=NikInput())
    sex = forms.TypedChoiceField(
        label=_("Jenis kelamin"), coerce=int, empty_value=None, required=False,
        choices=[("", _("Belum diketahui")), (1, _("Laki-laki")), (2, _("Perempuan"))],
    )  # fmt: skip
    birth_date = TanggalField(label=_("Tanggal lahir"), required=False, help_text=_("Contoh: 24-11-1987"))
    birth_place = forms.CharField(label=_("Tempat lahir"), required=False, max_length=80)
    mother = forms.CharField(
        label=_("Nama ibu kandung"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"data-no-draft": "", "autocomplete": "off"}),
    )
    address = forms.CharField(label=_("Alamat"), required=False, max_length=250)

    def __init__(self, *args: Any, scope: Scope | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.home = scope.prefixes[0] if scope is not None and len(scope.prefixes) == 1 else ""
        if scope is not None:
            own = len(self.home) >= Level.DESA
            self.fields["wilayah"] = AreaField(
                scope=scope,
                root=self.home,
                deepest=Level.RT,
                at_least=Level.DESA,
                required=not own,
                label=_("Wilayah tempat tinggal"),
                help_text=_("Tanpa pilihan: wilayah kerja Anda.") if own else "",
            )

    def clean_wilayah(self) -> str:
        return str(self.cleaned_data.get("wilayah") or self.home)

    def clean_nik(self) -> str:
        return self._digits("nik")

    def clean_kk(self) -> str:
        return self._digits("kk")

    def _digits(self, key: str) -> str:
        text = str(self.cleaned_data.get(key) or "")
        if text and not (text.isascii() and text.isdigit()):
            raise forms.ValidationError(_("Tulis 16 angka saja."))
        return text


class StepForm(forms.Form):
    """A reason for a step, and the papers that lie on the table."""

    reason = forms.CharField(
        label=_("Alasan"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, needs: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = "alasan" in needs
        self.papers = [need for need in needs if need not in {"alasan", "keadaan_sebelumnya"}]
        for need in self.papers:
            self.fields[f"ada_{need}"] = forms.BooleanField(
                label=_("%s sudah ada") % need.replace("_", " ").capitalize(), required=True
            )

    @property
    def held(self) -> frozenset[str]:
        return frozenset(need for need in self.papers if self.cleaned_data.get(f"ada_{need}"))


class DocumentForm(forms.Form):
    """One paper or photo."""

    code = forms.ChoiceField(label=_("Jenis berkas"))
    file = forms.FileField(label=_("Berkas"), help_text=_("Foto atau PDF."))
    has_position = forms.BooleanField(
        label=_("Foto memuat lokasi (GPS atau cap kamera)"),
        required=False,
        help_text=_("Wajib untuk foto rumah dan toilet."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [(one.code, one.name) for one in DOCUMENTS if kind in one.kinds]  # type: ignore[attr-defined]


class UnmaskedForm(forms.Form):
    """Why the whole numbers are needed on paper."""

    reason = forms.CharField(
        label=_("Untuk apa NIK dan KK lengkap diperlukan?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
