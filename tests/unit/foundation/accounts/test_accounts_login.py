"""Logging in, staying in, being put out."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

from pilar.core.audit.models import AuditEvent
from pilar.core.clock import now
from pilar.core.scope import Actor, Scope
from pilar.foundation.accounts import actions
from pilar.foundation.accounts.models import Assignment, User

pytestmark = pytest.mark.django_db

ADMIN = Actor(username="atasan", role="admin", scope=Scope(("1872",), frozenset({"accounts.view", "accounts.manage"})))


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def last_act() -> tuple[str, str]:
    event = AuditEvent.objects.order_by("-seq").first()
    assert event is not None
    return event.act, event.actor


def test_a_visitor_is_sent_to_the_login_page_and_comes_back(make_user: Callable[..., User], login: Any) -> None:
    make_user("siti", ("admin", "1872"))
    client = Client()
    refused = client.get("/pengguna/")
    assert refused.status_code == 302 and refused.url == "/akun/masuk/?next=/pengguna/"
    page = client.get(refused.url)
    assert "Nama pengguna" in page.text and "Username" not in page.text
    answer = client.post("/akun/masuk/", {"login": "siti", "password": "sapu lidi biru 7", "next": "/pengguna/"})
    assert answer.url == "/pengguna/" and client.get("/pengguna/").status_code == 200
    assert last_act() == ("accounts.session.began", "siti")


def test_a_wrong_password_is_refused_in_plain_words_and_recorded(make_user: Callable[..., User], login: Any) -> None:
    make_user("siti", ("admin", "1872"))
    answer = login("siti", "salah").answer
    assert answer.status_code == 200 and "Nama pengguna atau kata sandi tidak cocok." in answer.text
    assert last_act() == ("accounts.login.failed", "siti")


def test_what_a_stranger_typed_is_not_recorded(login: Any) -> None:
    login("1872014107900001", "salah")
    assert last_act() == ("accounts.login.failed", "tidak dikenal")
    assert "1872014107900001" not in str(list(AuditEvent.objects.values()))


def test_logout_ends_the_session_and_is_recorded(make_user: Callable[..., User], login: Any) -> None:
    make_user("siti", ("admin", "1872"))
    client = login("siti")
    client.post("/akun/keluar/")
    assert client.get("/").status_code == 302
    assert last_act() == ("accounts.session.ended", "siti")


def test_a_user_without_a_running_assignment_does_not_get_in(make_user: Callable[..., User], login: Any) -> None:
    make_user("siti")
    client = login("siti")
    assert client.get("/").status_code == 302
    assert "tidak punya penugasan yang berjalan" in client.get("/akun/masuk/").text


def test_an_assignment_that_ends_ends_the_session(make_user: Callable[..., User], login: Any) -> None:
    user = make_user("siti", ("admin", "1872"))
    client = login("siti")
    assert client.get("/").status_code == 200
    Assignment.objects.filter(user=user).update(active_to="2024-01-01")
    assert client.get("/").status_code == 302
    assert "tidak punya penugasan yang berjalan" in client.get("/akun/masuk/").text
    assert Session.objects.count() == 0


def test_a_disabled_account_loses_every_session_by_its_next_request(make_user: Callable[..., User], login: Any) -> None:
    user = make_user("siti", ("admin", "1872"))
    office, phone = login("siti"), login("siti")
    assert office.get("/").status_code == phone.get("/").status_code == 200
    actions.disable_user(user_id=user.pk, reason="pindah tugas", by=ADMIN, at=now())
    assert Session.objects.count() == 0
    assert office.get("/").status_code == phone.get("/").status_code == 302
    assert login("siti").answer.url == "/akun/nonaktif/"


def test_a_disabled_account_whose_session_row_survived_is_still_put_out_with_a_sentence(
    make_user: Callable[..., User], login: Any
) -> None:
    make_user("siti", ("admin", "1872"))
    client = login("siti")
    User.objects.update(is_active=False)
    assert client.get("/pengguna/").status_code == 302
    assert "akun dinonaktifkan" in client.get("/akun/masuk/").text


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_reset_password", "socialaccount_connections"]
)
def test_doors_of_allauth_that_the_office_does_not_use_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)
    assert Client().get("/akun/signup/").status_code == 404


def test_the_first_password_must_be_changed_before_anything_else(login: Any) -> None:
    made = actions.create_user(username="baru", full_name="Orang Baru", by=ADMIN, at=now())
    actions.assign_role(
        user_id=made.user_id,
        role="operator_kelurahan",
        wilayah="1872011001",
        active_from=now().date(),
        by=ADMIN,
        at=now(),
    )
    client = login("baru", made.password)
    assert client.get("/").url == "/akun/sandi/"
    page = client.get("/akun/sandi/")
    assert "Kata sandi sekarang" in page.text
    fresh = {"oldpassword": made.password, "password1": "kuda lari pagi 3", "password2": "kuda lari pagi 3"}
    assert client.post("/akun/sandi/", fresh).status_code == 302
    assert client.get("/").status_code == 200
    assert AuditEvent.objects.filter(act="accounts.password.changed", actor="baru").count() == 1


@pytest.mark.django_db(transaction=True)
@override_settings(PILAR_REQUIRE_MFA=True)
def test_without_a_second_factor_only_its_setup_is_open_and_the_secret_rests_sealed(
    make_user: Callable[..., User], login: Any
) -> None:
    user = make_user("siti", ("admin", "1872"))
    client = login("siti")
    assert client.get("/").url == "/akun/faktor/" and client.get("/pengguna/").url == "/akun/faktor/"
    assert client.get("/akun/faktor/").status_code == 200
    page = client.get("/akun/faktor/ponsel/pasang/")
    secret = page.context["form"].secret
    answer = client.post("/akun/faktor/ponsel/pasang/", {"code": code_of(secret)})
    assert answer.url == "/akun/faktor/cadangan/"
    codes = client.get("/akun/faktor/cadangan/")
    assert len(codes.context["unused_codes"]) == 10 and "****" not in codes.text
    assert "****" not in client.get("/").text and client.get("/").status_code == 200
    kept = str(Authenticator.objects.filter(user=user).values_list("data", flat=True))
    assert secret not in kept
    assert {"totp", "recovery_codes"} == set(Authenticator.objects.values_list("type", flat=True))


def test_with_a_second_factor_the_password_alone_opens_nothing(make_user: Callable[..., User], login: Any) -> None:
    user = make_user("siti", ("admin", "1872"))
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = login("siti")
    assert client.answer.url == "/akun/masuk/kode/" and client.get("/").status_code == 302
    page = client.get("/akun/masuk/kode/")
    assert "Langkah kedua" in page.text
    wrong = client.post("/akun/masuk/kode/", {"code": "000000"})
    assert wrong.status_code == 200 and "Kode tidak cocok" in wrong.text
    assert last_act() == ("accounts.login.failed", "siti")
    client.post("/akun/masuk/kode/", {"code": code_of(secret)})
    assert client.get("/").status_code == 200


def test_a_second_factor_reset_by_the_admin_ends_the_sessions(make_user: Callable[..., User], login: Any) -> None:
    user = make_user("siti", ("admin", "1872"))
    client = login("siti")
    TOTP.activate(user, generate_totp_secret())
    actions.reset_second_factor(user_id=user.pk, reason="ponsel hilang", by=ADMIN, at=now())
    assert client.get("/").status_code == 302 and not Authenticator.objects.exists()


def test_the_step_up_asks_again_after_a_quarter_of_an_hour(make_user: Callable[..., User], login: Any) -> None:
    make_user("siti", ("admin", "1872"))
    client = login("siti")
    assert client.get("/pengguna/baru/").status_code == 200
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 901
    session["account_authentication_methods"] = session["account_authentication_methods"]
    session.save()
    refused = client.get("/pengguna/baru/")
    assert refused.url == "/akun/bukti/?next=%2Fpengguna%2Fbaru%2F"
    sent = client.post("/pengguna/baru/", {"username": "x"}, headers={"referer": "http://testserver/pengguna/baru/"})
    assert sent.url == "/akun/bukti/?next=%2Fpengguna%2Fbaru%2F" and not User.objects.filter(username="x").exists()
    assert "account_reauthentication_state" not in client.session
    assert "Belum ada yang berubah" in client.get(refused.url).text
    assert (
        client.post("/akun/bukti/", {"password": "sapu lidi biru 7", "next": "/pengguna/baru/"}).url
        == "/pengguna/baru/"
    )
    assert client.get("/pengguna/baru/").status_code == 200


def test_with_a_second_factor_a_password_alone_does_not_step_up(make_user: Callable[..., User], login: Any) -> None:
    secret = generate_totp_secret()
    TOTP.activate(make_user("siti", ("admin", "1872")), secret)
    client = login("siti")
    client.post("/akun/masuk/kode/", {"code": code_of(secret)})
    assert client.get("/pengguna/baru/").status_code == 200
    session = client.session
    records = session["account_authentication_methods"]
    for record in records:
        record["at"] -= 901
    session["account_authentication_methods"] = [
        *records,
        {"method": "password", "at": time.time(), "reauthenticated": True},
    ]
    session.save()
    assert client.get("/pengguna/baru/").url.startswith("/akun/bukti/kode/")
    assert client.get("/akun/bukti/").url == "/akun/bukti/kode/"
