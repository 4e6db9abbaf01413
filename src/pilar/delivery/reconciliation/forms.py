"""Forms of reconciliation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilar.core.bulk.upload import SealedUpload
from pilar.core.declared import choices
from pilar.core.ui.widgets import AngkaInput, TanggalField
from pilar.delivery.disbursement.lists import CHANNELS
from pilar.delivery.reconciliation.actions.repair import ACTS
from pilar.delivery.reconciliation.readers.profile import profiles
from pilar.delivery.reconciliation.rules.classes import DECISIONS, EXPLANATIONS
from pilar.delivery.reconciliation.rules.repair import REASONS


class FileForm(forms.Form):
    """A file of a provider."""

    berkas = forms.FileField(
        label=_("Berkas penyalur"), help_text=_("XLSX, CSV, pain.002, camt.053, camt.054, atau MT940.")
    )
    penyalur = forms.ChoiceField(label=_("Penyalur"), choices=choices(CHANNELS))
    profil = forms.ChoiceField(
        label=_("Susunan kolom"), required=False, help_text=_("Hanya untuk lembar kerja; pesan bank dikenali sendiri.")
    )
    tahap = forms.ChoiceField(label=_("Tahap"), required=False)

    def __init__(self, *args: Any, stages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profil"].choices = [(one.code, one.label) for one in profiles().values()]  # type: ignore[attr-defined]
        self.fields["tahap"].choices = [("", _("Semua tahap yang terbuka")), *stages]  # type: ignore[attr-defined]

    def clean_berkas(self) -> SealedUpload:
        file = self.cleaned_data["berkas"]
        if not isinstance(file, SealedUpload):
            raise forms.ValidationError(_("Pilih satu berkas."))
        return file


class ProposeForm(forms.Form):
    """What becomes of an open line."""

    verdict = forms.ChoiceField(label=_("Usul putusan"), choices=DECISIONS, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Alasan"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ExplainForm(forms.Form):
    """Why a difference stands."""

    subject = forms.CharField(widget=forms.HiddenInput, max_length=60)
    kind = forms.ChoiceField(label=_("Jenis penjelasan"), choices=EXPLANATIONS)
    reason = forms.CharField(label=_("Penjelasan"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ActForm(forms.Form):
    """What was done about a failed payment."""

    act = forms.ChoiceField(label=_("Tindakan"), choices=list(ACTS.items()))
    note = forms.CharField(label=_("Keterangan"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(forms.Form):
    """Another reason of failure."""

    reason = forms.ChoiceField(label=_("Sebab sebenarnya"), choices=choices(REASONS))
    note = forms.CharField(label=_("Dari mana diketahui"), max_length=500)


class EndForm(forms.Form):
    """How a case ended."""

    result = forms.ChoiceField(
        label=_("Hasil"), widget=forms.RadioSelect,
        choices=[("selesai", _("Selesai diperbaiki, siap diperintahkan lagi")), ("pindah_pos", _("Pindah ke PT Pos")),
                 ("kas_negara", _("Disetor kembali ke kas"))],
    )  # fmt: skip
    number = forms.CharField(
        label=_("Nomor bukti setor"), required=False, max_length=80, help_text=_("Hanya untuk setor kembali.")
    )
    on = TanggalField(label=_("Tanggal setor"), required=False)
    note = forms.CharField(label=_("Keterangan"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class DrawForm(forms.Form):
    """A sample of recipients."""

    tahap = forms.ChoiceField(label=_("Tahap"))
    size = forms.IntegerField(label=_("Jumlah penerima"), min_value=1, max_value=2_000, initial=30, widget=AngkaInput())
    seed = forms.IntegerField(
        label=_("Angka undian"),
        min_value=0,
        max_value=2**31,
        initial=2026,
        widget=AngkaInput(),
        help_text=_("Angka yang sama memberi contoh yang sama."),
    )

    def __init__(self, *args: Any, stages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tahap"].choices = stages  # type: ignore[attr-defined]


class CompareForm(forms.Form):
    """Another party's list of the members of a programme."""

    berkas = forms.FileField(
        label=_("Daftar pihak lain"), help_text=_("XLSX atau CSV dengan kolom nama, NIK, atau nomor KK.")
    )
    title = forms.CharField(label=_("Judul"), max_length=120, help_text=_("Misalnya: JKSS Oktober 2026."))
    party = forms.CharField(label=_("Pihak lain"), max_length=120, help_text=_("Misalnya: Dinas Sosial Provinsi."))
    programme = forms.ChoiceField(label=_("Program"))
    premium = forms.IntegerField(
        label=_("Iuran per jiwa per bulan"), min_value=0, widget=AngkaInput(), help_text="37.800"
    )
    months = forms.IntegerField(label=_("Jumlah bulan"), min_value=1, max_value=60, initial=1, widget=AngkaInput())
    as_of = TanggalField(label=_("Keadaan per tanggal"))

    def __init__(self, *args: Any, programmes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = programmes  # type: ignore[attr-defined]

    clean_berkas = FileForm.clean_berkas
