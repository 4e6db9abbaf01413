"""Forms of the visit desk."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilar.core.ui.widgets import TanggalField
from pilar.evidence.visits.lists import REVIEW_STATES, STATES
from pilar.evidence.visits.plan import Volunteer


class ReassignForm(forms.Form):
    """Another volunteer of the area, and why."""

    petugas = forms.ChoiceField(label=_("Petugas"))
    alasan = forms.CharField(label=_("Alasan"), max_length=300, help_text=_("Contoh: rumahnya lebih dekat."))

    def __init__(self, *args: Any, people: list[Volunteer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["petugas"].choices = [  # type: ignore[attr-defined]
            (str(one.user_id), f"{one.name} ({one.load})") for one in people
        ]


class AbsenceForm(forms.Form):
    """From when until when a volunteer cannot go."""

    mulai = TanggalField(label=_("Mulai"), help_text=_("Contoh: 24-11-2026"))
    sampai = TanggalField(label=_("Kembali bertugas"), required=False, help_text=_("Kosongkan bila belum diketahui."))
    alasan = forms.CharField(label=_("Alasan"), max_length=200, help_text=_("Contoh: sakit."))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        begin, end = given.get("mulai"), given.get("sampai")
        if isinstance(begin, date) and isinstance(end, date) and end <= begin:
            self.add_error("sampai", _("Hari kembali bertugas harus sesudah hari mulai."))
        return given


class NoteForm(forms.Form):
    """What the volunteer must read, or why nothing is taken."""

    catatan = forms.CharField(
        label=_("Catatan"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Contoh: foto bagian dalam buram, mohon difoto ulang."),
    )  # fmt: skip


class SampleForm(forms.Form):
    """How many finished visits are visited again."""

    jumlah = forms.IntegerField(label=_("Jumlah"), min_value=1, max_value=200, initial=10)
    benih = forms.CharField(
        label=_("Benih acak"), max_length=40, help_text=_("Angka atau kata yang dicatat, agar undiannya dapat diulang.")
    )


class ReviewFilterForm(forms.Form):
    """Which records are shown."""

    keadaan = forms.ChoiceField(label=_("Keadaan"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keadaan"].choices = [  # type: ignore[attr-defined]
            *((code, one.name) for code, one in REVIEW_STATES.items()), ("semua", _("Semua")),
        ]  # fmt: skip


class TaskFilterForm(forms.Form):
    """Which assignments are shown."""

    keadaan = forms.ChoiceField(label=_("Keadaan"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keadaan"].choices = [("", _("Semua")), *((code, one.name) for code, one in STATES.items())]  # type: ignore[attr-defined]
