"""Forms of the user pages. They shape input; what is allowed is decided by the actions."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilar.foundation.accounts.roles import ROLES
from pilar.foundation.accounts.tables import role_label


def role_choices() -> list[tuple[str, str]]:
    """(code, label in the language of the page), widest level first."""
    return [(role.code, role_label(role.code)) for role in sorted(ROLES.values(), key=lambda role: -role.level)]


class UserForm(forms.Form):
    """Who the person is."""

    username = forms.CharField(label=_("Nama pengguna"), max_length=150, help_text=_("Untuk masuk. Contoh: siti.aminah"))
    full_name = forms.CharField(label=_("Nama lengkap"), max_length=150)
    position = forms.CharField(label=_("Jabatan"), max_length=150, required=False)
    nip = forms.CharField(label=_("NIP"), max_length=30, required=False)


class AssignmentForm(forms.Form):
    """Role, area, period."""

    role = forms.ChoiceField(label=_("Peran"))
    wilayah = forms.CharField(
        label=_("Kode wilayah"), max_length=16, help_text=_("Kode Kemendagri, dengan atau tanpa titik. Contoh: 18.72.01")
    )
    active_from = forms.DateField(label=_("Mulai bertugas"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    active_to = forms.DateField(
        label=_("Berakhir"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Hari pertama yang sudah tidak bertugas. Kosongkan bila belum ditentukan."),
    )
    decree = forms.CharField(label=_("Nomor SK"), max_length=120, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"active_from": today} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", _("Pilih peran")), *role_choices()]

    def clean_wilayah(self) -> str:
        return str(self.cleaned_data["wilayah"]).replace(".", "").strip()


class ReasonForm(forms.Form):
    """Why; kept in the audit trail."""

    reason = forms.CharField(label=_("Alasan"), min_length=5, max_length=300, help_text=_("Tercatat bersama nama Anda."))


class EndForm(ReasonForm):
    """When an assignment ends, and why."""

    on = forms.DateField(
        label=_("Berakhir"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Hari pertama yang sudah tidak bertugas."),
    )  # fmt: skip


class UserFilter(forms.Form):
    """Filter of the list of users."""

    q = forms.CharField(label=_("Nama"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Peran"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", _("Semua peran")), *role_choices()]
