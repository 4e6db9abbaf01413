"""allauth for staff: no open sign-up, no mail, sentences in Indonesian, secrets sealed by the vault."""

import base64
import binascii
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from pilar.core import vault
from pilar.core.clock import now
from pilar.foundation.accounts import queries
from pilar.foundation.accounts.language import set_language_cookie
from pilar.foundation.accounts.proof import has_second_factor, proved_recently

SECRET_FIELD = "accounts.authenticator.secret"  # noqa: S105  the name of the sealed field


class StaffAdapter(DefaultAccountAdapter):
    """Accounts are made by an admin of the office, never by sign-up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Akun ini sudah dinonaktifkan. Hubungi admin."),
        "enter_current_password": _("Kata sandi sekarang tidak cocok."),
        "incorrect_code": _("Kode tidak cocok. Periksa jam ponsel Anda, lalu coba kode berikutnya."),
        "incorrect_password": _("Kata sandi tidak cocok."),
        "too_many_login_attempts": _("Terlalu banyak percobaan yang gagal. Tunggu lima menit, lalu coba lagi."),
        "username_password_mismatch": _("Nama pengguna atau kata sandi tidak cocok."),
        "rate_limited": _("Terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi."),
    }

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Refuses a disabled account (allauth) and one without a running assignment, with a sentence."""
        refusal: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if refusal is not None:
            return refusal
        if queries.find_actor(user.pk, queries.today(now())).actor is None:
            messages.error(request, translate("Anda tidak punya penugasan yang berjalan. Hubungi admin kantor Anda."))
            return HttpResponseRedirect(reverse("account_login"))
        return None

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        set_language_cookie(response, user.language)
        return response

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Keys and factors may be changed by a person who proved their identity within the last quarter of an hour."""
        return not proved_recently(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """With a second factor, only the second factor proves who sits there."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and has_second_factor(user):
            methods = [method for method in methods if method["id"] != "reauthenticate"]
        sentences = {
            "reauthenticate": translate("Pakai kata sandi"),
            "mfa_reauthenticate": translate("Pakai kode dari ponsel"),
            "mfa_reauthenticate:webauthn": translate("Pakai kunci sandi (passkey)"),
        }
        return [method | {"description": sentences[method["id"]]} for method in methods]


class SealedMfaAdapter(DefaultMFAAdapter):
    """Secrets of code apps and recovery codes rest sealed, so a copy of the database opens no door."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": _("Pasang dulu kode ponsel atau kunci sandi, baru buat kode cadangan."),
        "incorrect_code": _("Kode tidak cocok. Periksa jam ponsel Anda, lalu coba kode berikutnya."),
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(vault.seal(SECRET_FIELD, text)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        try:
            blob = base64.b64decode(encrypted_text, validate=True)
        except binascii.Error as error:
            raise ValueError("the secret of an authenticator is not sealed") from error
        return vault.unseal(SECRET_FIELD, blob)
