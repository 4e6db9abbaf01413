"""allauth's forms in our words: Indonesian labels and hints, no placeholders (they vanish when one begins to type)."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class _Words:
    """Sets labels and hints of the fields named in `words` and drops every placeholder."""

    words: dict[str, tuple[str | Promise, str | Promise]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]


_CODE = (_("Kode"), _("Enam angka dari aplikasi di ponsel, atau satu kode cadangan."))


class StaffLoginForm(_Words, LoginForm):
    words = {"login": (_("Nama pengguna"), ""), "password": (_("Kata sandi"), "")}


class StaffChangePasswordForm(_Words, ChangePasswordForm):
    words = {
        "oldpassword": (_("Kata sandi sekarang"), ""),
        "password1": (
            _("Kata sandi baru"),
            _("Paling sedikit 10 huruf atau angka. Beberapa kata biasa lebih mudah diingat."),
        ),
        "password2": (_("Kata sandi baru, sekali lagi"), ""),
    }


class StaffReauthenticateForm(_Words, ReauthenticateForm):
    words = {"password": (_("Kata sandi"), "")}


class StaffAuthenticateForm(_Words, AuthenticateForm):
    words = {"code": _CODE}


class StaffReauthenticateByCodeForm(_Words, ReauthenticateByCodeForm):
    words = {"code": _CODE}


class StaffActivateTotpForm(_Words, ActivateTOTPForm):
    words = {"code": (_("Kode dari aplikasi"), _("Enam angka yang tampil di ponsel setelah gambar dipindai."))}


class StaffAddPasskeyForm(_Words, AddWebAuthnForm):
    words = {
        "name": (_("Nama kunci"), _("Supaya mudah dikenali. Contoh: ponsel pribadi")),
        "passwordless": (
            _("Boleh dipakai masuk tanpa kata sandi"),
            _("Perlu sidik jari, wajah, atau PIN di perangkat itu."),
        ),
    }


class StaffEditPasskeyForm(_Words, EditWebAuthnForm):
    words = {"name": (_("Nama kunci"), "")}
