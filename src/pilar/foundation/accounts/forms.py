"""Forms of the user pages. They shape input; what is allowed is decided by the actions."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pilar.core.scope import Scope
from pilar.core.ui.widgets import TanggalField
from pilar.foundation.accounts.roles import ROLES
from pilar.foundation.accounts.words import role_label
from pilar.foundation.wilayah.rules import Level
from pilar.foundation.wilayah.widgets import AreaField


def role_choices() -> list[tuple[str, str]]:
    """(code, label in the language of the page), widest level first."""
    return [(role.code, role_label(role.code)) for role in sorted(ROLES.values(), key=lambda role: -role.level)]


class UserForm(forms.Form):
    """Who the person is."""

    username = forms.CharField(
        label=_("Nama pengguna"), max_length=150, help_text=_("Untuk masuk. Contoh: siti.aminah")
    )
    full_name = forms.CharField(label=_("Nama lengkap"), max_length=150)
    position = forms.CharField(label=_("Jabatan"), max_length=150, required=False)
    nip = forms.CharField(label=_("NIP"), max_length=30, required=False)


class AssignmentForm(forms.Form):
    """Role, area inside the admin's own, period."""

    role = forms.ChoiceField(label=_("Peran"))
    wilayah = forms.CharField()
    active_from = TanggalField(label=_("Mulai bertugas"))
    active_to = TanggalField(
        label=_("Berakhir"),
        required=False,
        help_text=_("Hari pertama yang sudah tidak bertugas. Kosongkan bila belum ditentukan."),
    )
    decree = forms.CharField(label=_("Nomor SK"), max_length=120, required=False)

    def __init__(self, *args: Any, scope: Scope, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"active_from": today} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.root = scope.prefixes[0] if len(scope.prefixes) == 1 else ""
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101  for the type checker
        role.choices = [("", _("Pilih peran")), *role_choices()]
        self.fields["wilayah"] = AreaField(
            scope=scope,
            root=self.root,
            deepest=Level.RT,
            at_least=Level.PROVINSI,
            required=False,
            label=_("Wilayah tugas"),
            help_text=_("Pilih sampai tingkat perannya. Tanpa pilihan: seluruh wilayah kerja Anda."),
        )

    def clean_wilayah(self) -> str:
        """The chosen area; nothing chosen means the admin's whole area, when that is one area."""
        code = str(self.cleaned_data["wilayah"]) or self.root
        if not code:
            raise forms.ValidationError(_("Pilih wilayah tugas."))
        return code


class ReasonForm(forms.Form):
    """Why; kept in the audit trail."""

    reason = forms.CharField(
        label=_("Alasan"), min_length=5, max_length=300, help_text=_("Tercatat bersama nama Anda.")
    )


class EndForm(ReasonForm):
    """When an assignment ends, and why."""

    on = TanggalField(label=_("Berakhir"), help_text=_("Hari pertama yang sudah tidak bertugas."))


class UserFilter(forms.Form):
    """Filter of the list of users."""

    q = forms.CharField(label=_("Nama"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Peran"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [("", _("Semua peran")), *role_choices()]
