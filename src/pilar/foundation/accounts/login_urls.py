"""The addresses of allauth that staff can reach, each with its door. Sign-up, mail and social login have none."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from pilar.foundation.accounts.doors import public_page, signed_in

_setting_up = signed_in(during_setup=True)

urlpatterns = [
    path("masuk/", public_page(account.login), name="account_login"),
    path("masuk/kode/", public_page(factors.authenticate), name="mfa_authenticate"),
    path("masuk/kunci/", public_page(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("keluar/", public_page(account.logout), name="account_logout"),
    path("nonaktif/", public_page(account.account_inactive), name="account_inactive"),
    path("sandi/", _setting_up(account.password_change), name="account_change_password"),
    path("bukti/", _setting_up(account.reauthenticate), name="account_reauthenticate"),
    path("bukti/kode/", _setting_up(factors.reauthenticate), name="mfa_reauthenticate"),
    path("bukti/kunci/", _setting_up(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("faktor/", _setting_up(factors.index), name="mfa_index"),
    path("faktor/ponsel/pasang/", _setting_up(totp.activate_totp), name="mfa_activate_totp"),
    path("faktor/ponsel/lepas/", _setting_up(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("faktor/cadangan/", _setting_up(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("faktor/cadangan/buat/", _setting_up(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("faktor/kunci/", _setting_up(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("faktor/kunci/tambah/", _setting_up(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("faktor/kunci/<int:pk>/ubah/", _setting_up(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("faktor/kunci/<int:pk>/hapus/", _setting_up(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
]
