"""One form per act. Shape is cleaned here; whether the act may happen is the action's business."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilar.core.ids import decode_id
from pilar.core.scope import Scope
from pilar.core.ui.widgets import NikInput, TanggalField
from pilar.evidence.registry import queries
from pilar.evidence.registry.forms.answers import RELATION_CHOICES, SEX_CHOICES, UNKNOWN, ReasonForm
from pilar.evidence.registry.ppks import Ppks
from pilar.foundation.wilayah.rules import Level
from pilar.foundation.wilayah.widgets import AreaField

_NO_DRAFT = {"data-no-draft": ""}


class CodeField(forms.TypedChoiceField):
    """A code of a list as a whole number; None for no answer."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)


class IdentityForm(forms.Form):
    """Who somebody is."""

    name = forms.CharField(
        label=_("Nama lengkap"), max_length=120, help_text=_("Seperti di KTP atau KK, contoh: SITI AMINAH.")
    )
    sex = CodeField(label=_("Jenis kelamin"), choices=[("", UNKNOWN), *SEX_CHOICES], required=False)
    birth_place = forms.CharField(label=_("Tempat lahir"), max_length=80, required=False)
    birth_date = TanggalField(label=_("Tanggal lahir"), required=False, help_text=_("Contoh: 24-11-1979"))


class NumberForm(forms.Form):
    """A NIK that may be missing, and the tick that a doubtful one was compared with the card."""

    nik = forms.CharField(
        label="NIK",
        required=False,
        widget=NikInput,
        max_length=30,
        help_text=_("16 angka. Kosongkan bila belum punya."),
    )
    seen = forms.BooleanField(label=_("Nomor sudah saya cocokkan dengan kartu asli"), required=False)


class NewMemberForm(IdentityForm, NumberForm):
    """A person who joins a family."""

    asks_who_is_known = True
    """The page hints at registered persons who may be the same."""
    relation = CodeField(label=_("Hubungan dengan kepala keluarga"), choices=[("", _("Pilih")), *RELATION_CHOICES])
    mother_name = forms.CharField(
        label=_("Nama ibu kandung"), max_length=120, required=False, widget=forms.TextInput(_NO_DRAFT)
    )
    phone = forms.CharField(
        label=_("Nomor HP"), max_length=20, required=False, widget=forms.TextInput(_NO_DRAFT | {"inputmode": "tel"})
    )
    field_order = ("name", "nik", "seen", "relation", "sex", "birth_place", "birth_date", "mother_name", "phone")


class NewFamilyForm(IdentityForm, NumberForm):
    """A family with its head; other members follow on the family's page."""

    asks_who_is_known = True
    kk = forms.CharField(
        label=_("Nomor KK"),
        required=False,
        widget=NikInput,
        max_length=30,
        help_text=_("16 angka. Kosongkan bila belum punya."),
    )
    address = forms.CharField(label=_("Alamat"), max_length=250, help_text=_("Contoh: Jl. Mawar 3, RT 002/RW 001"))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wilayah"] = AreaField(
            scope=scope, root=_root(scope), deepest=Level.RT, at_least=Level.DESA, label=_("Wilayah")
        )
        self.fields["name"].label = _("Nama kepala keluarga")
        self.order_fields(["kk", "name", "nik", "seen", "sex", "birth_place", "birth_date", "address", "wilayah"])


class CorrectPersonForm(IdentityForm, ReasonForm):
    """Identity without NIK (that is an act of its own)."""

    relation = CodeField(
        label=_("Hubungan dengan kepala keluarga"), choices=[("", UNKNOWN), *RELATION_CHOICES], required=False
    )
    field_order = ("name", "sex", "birth_place", "birth_date", "relation", "alasan")


class CorrectNikForm(NumberForm, ReasonForm):
    field_order = ("nik", "seen", "alasan")


class CorrectKkForm(ReasonForm):
    kk = forms.CharField(
        label=_("Nomor KK yang benar"),
        required=False,
        widget=NikInput,
        max_length=30,
        help_text=_("16 angka, dari kartu asli."),
    )
    seen = forms.BooleanField(label=_("Nomor sudah saya cocokkan dengan kartu asli"), required=False)
    field_order = ("kk", "seen", "alasan")


class PlaceForm(ReasonForm):
    """Where a family lives (from now on)."""

    address = forms.CharField(label=_("Alamat"), max_length=250, required=False, help_text=_("Contoh: Jl. Mawar 3"))

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wilayah"] = AreaField(
            scope=scope, root=_root(scope), deepest=Level.RT, at_least=Level.DESA, label=_("Wilayah")
        )
        self.order_fields(
            [
                "address",
                "wilayah",
                *(name for name in self.fields if name not in ("address", "wilayah", "alasan")),
                "alasan",
            ]
        )


class SplitForm(PlaceForm):
    """For each member: stays, or which relation in the new family."""

    def __init__(self, *args: Any, members: Sequence[queries.MemberLine], scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, **kwargs)
        self.members = [member for member in members if member.alive and not member.is_head]
        going = [
            ("", _("Tetap di keluarga ini")),
            *((c, _("Pindah, sebagai %s") % w.lower()) for c, w in RELATION_CHOICES),
        ]
        for member in self.members:
            self.fields[f"anggota-{member.id}"] = CodeField(label=member.name, choices=going, required=False)
        self.fields["kk"] = forms.CharField(
            label=_("Nomor KK baru"),
            required=False,
            widget=NikInput,
            max_length=30,
            help_text=_("Kosongkan bila belum terbit."),
        )
        self.fields["seen"] = forms.BooleanField(label=_("Nomor sudah saya cocokkan dengan kartu asli"), required=False)
        self.order_fields([*(f"anggota-{m.id}" for m in self.members), "kk", "seen", "address", "wilayah", "alasan"])

    def leaving(self) -> dict[int, int]:
        """Person id -> relation in the new family."""
        found = {m.id: self.cleaned_data.get(f"anggota-{m.id}") for m in self.members}
        return {person: relation for person, relation in found.items() if relation}


class OtherFamilyField(forms.CharField):
    """Another family inside the scope: its KK number, the NIK of a member, or the 13 letters of its address."""

    def __init__(self, *, scope: Scope, **kwargs: Any) -> None:
        self.scope = scope
        super().__init__(
            max_length=60, widget=forms.TextInput(_NO_DRAFT | {"autocomplete": "off"}),
            help_text=_("Nomor KK, NIK salah satu anggotanya, atau kode keluarga (13 huruf di alamat halamannya)."), **kwargs,
        )  # fmt: skip

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).strip()
        found = queries.families_of_number(self.scope, text)
        with suppress(ValueError):
            found = found or queries.known_families(self.scope, [decode_id(text.rstrip("/").split("/")[-1])])
        if len(found) != 1:
            raise forms.ValidationError(
                _("Tidak ada tepat satu keluarga aktif dengan nomor itu di wilayah kerja Anda.")
            )
        return found[0]


class MergeForm(ReasonForm):
    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = OtherFamilyField(scope=scope, label=_("Keluarga yang digabungkan ke sini"))
        self.fields["sure"] = forms.BooleanField(label=_("Ya, semua anggotanya pindah ke keluarga ini"), required=False)
        self.order_fields(["other", "alasan", "sure"])


class MovePersonForm(ReasonForm):
    relation = CodeField(label=_("Hubungan di keluarga baru"), choices=[("", _("Pilih")), *RELATION_CHOICES])

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = OtherFamilyField(scope=scope, label=_("Pindah ke keluarga"))
        self.order_fields(["other", "relation", "alasan"])


class HeadForm(ReasonForm):
    old_relation = CodeField(
        label=_("Hubungan kepala keluarga lama"), choices=[c for c in RELATION_CHOICES if c[0] != "1"], initial="8"
    )

    def __init__(self, *args: Any, members: Sequence[queries.MemberLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(m.id), f"{m.name} ({m.relation or '–'})") for m in members if m.alive and not m.is_head]
        self.fields["head"] = CodeField(label=_("Kepala keluarga yang baru"), choices=choices, widget=forms.RadioSelect)
        self.order_fields(["head", "old_relation", "alasan"])


class DeceasedForm(forms.Form):
    died_date = TanggalField(
        label=_("Tanggal meninggal"), required=False, help_text=_("Contoh: 24-11-2026. Kosongkan bila tidak diketahui.")
    )
    alasan = forms.CharField(
        label=_("Bukti"),
        max_length=300,
        help_text=_("Contoh: akta kematian 1872-KM-24112026-0001, atau surat keterangan RT."),
    )


class PpksForm(ReasonForm):
    """The criteria of one type, and since when it holds."""

    since = TanggalField(label=_("Berlaku sejak"))
    seen = forms.BooleanField(label=_("Umur dan keadaan sudah saya periksa"), required=False)

    def __init__(self, *args: Any, kind: Ppks, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criteria"] = forms.MultipleChoiceField(
            label=_("Kriteria yang terpenuhi"), choices=[(text, text) for text in kind.criteria], required=False,
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        self.order_fields(["criteria", "since", "seen", "alasan"])


class EndPpksForm(ReasonForm):
    until = TanggalField(label=_("Berakhir pada"))
    field_order = ("until", "alasan")


def _root(scope: Scope) -> str:
    """Where the drop-downs begin: the one area of the actor, if it is one."""
    return scope.prefixes[0] if len(scope.prefixes) == 1 and len(scope.prefixes[0]) < 10 else ""
