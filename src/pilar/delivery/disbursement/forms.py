"""Forms of the payment screens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilar.core.ui.widgets import TanggalField
from pilar.delivery.disbursement.lifecycle import ACTS
from pilar.delivery.disbursement.lists import CARD_STATES_BY_CODE, CARD_STEPS, CHANNELS
from pilar.delivery.disbursement.providers.profiles import profiles_of


class BatchForm(forms.Form):
    """Who is ordered (a kelurahan, or all that is ready) and how. Nothing is chosen beforehand."""

    area = forms.ChoiceField(label=_("Penerima siap bayar"), choices=[])
    shape = forms.ChoiceField(label=_("Penyalur dan bentuk berkas"), choices=[])

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shapes = [
            (f"{one.code}:{shape.code}", f"{one.name} – {shape.name_id}")
            for one in CHANNELS
            for shape in profiles_of(one.code)
        ]
        self.fields["area"].choices = [("", _("Pilih …")), *areas]  # type: ignore[attr-defined]
        self.fields["shape"].choices = [("", _("Pilih …")), *shapes]  # type: ignore[attr-defined]


class ActForm(forms.Form):
    """A dated act of the stage."""

    code = forms.ChoiceField(label=_("Langkah"), choices=[(one.code, one.name_id) for one in ACTS])
    on = TanggalField(label=_("Tanggal"))
    number = forms.CharField(label=_("Nomor surat"), required=False, max_length=80)


class PrintForm(forms.Form):
    """Which paper of a batch, for which kelurahan, where and when, and who signs."""

    kind = forms.ChoiceField(label=_("Surat"), choices=[])
    area = forms.ChoiceField(label=_("Kelurahan/desa"), choices=[], required=False)
    place = forms.CharField(label=_("Tempat pengambilan atau penyerahan"), max_length=160)
    on = TanggalField(label=_("Tanggal"))
    hours = forms.CharField(label=_("Waktu"), required=False, max_length=40, help_text=_("Contoh: 08.00–12.00 WIB"))
    signer = forms.CharField(label=_("Nama penanda tangan"), max_length=120)
    signer_nip = forms.CharField(label=_("NIP"), required=False, max_length=30)

    def __init__(
        self, *args: Any, kinds: Sequence[tuple[str, Any]], areas: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Pilih …")), *kinds]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", _("Semua dalam daftar ini")), *areas]  # type: ignore[attr-defined]


class CardForm(forms.Form):
    """A first KKS card of a recipient."""

    channel = forms.ChoiceField(
        label=_("Bank"), choices=[(one.code, one.name_id) for one in CHANNELS if one.by_account]
    )
    last4 = forms.RegexField(
        r"^[0-9]{4}$", label=_("Empat angka terakhir kartu"), required=False, max_length=4, help_text=_("Boleh kosong sebelum kartu dicetak.")
    )  # fmt: skip
    on = TanggalField(label=_("Tanggal"))


class CardStepForm(forms.Form):
    """The next step of one card: only those that its state allows."""

    target = forms.ChoiceField(label=_("Keadaan baru"), choices=[])
    on = TanggalField(label=_("Tanggal"))
    note = forms.CharField(label=_("Catatan"), required=False, max_length=250)

    def __init__(self, *args: Any, card_id: int, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_{card_id}_%s"
        self.card_id = card_id
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            ("", _("Pilih …")), *((code, CARD_STATES_BY_CODE[code].name) for code in CARD_STEPS[state])
        ]  # fmt: skip
