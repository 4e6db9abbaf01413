"""The pages of an admin and of one's own account, through the browser's door; and the command of the operator."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pilar.core.audit.models import AuditEvent
from pilar.core.clock import now
from pilar.core.ids import encode_id, new_id
from pilar.core.scope import Actor, Scope
from pilar.core.vault import keyring
from pilar.foundation.accounts import actions, queries
from pilar.foundation.accounts.cli import users
from pilar.foundation.accounts.models import Assignment, User
from pilar.foundation.wilayah.models import Area, AreaEdition

pytestmark = pytest.mark.django_db

METRO = [
    ("18", "Lampung", 2, "provinsi"),
    ("1872", "Metro", 4, "kota"),
    ("187201", "Metro Pusat", 6, "kecamatan"),
    ("1872011001", "Metro", 10, "kelurahan"),
]


@pytest.fixture
def metro(db: None) -> None:
    AreaEdition.objects.update_or_create(pk=1, defaults={"number": new_id()})
    Area.objects.bulk_create(
        Area(code=code, name=name, level=level, kind=kind, search_key=name.lower(), origin="nasional")
        for code, name, level, kind in METRO
    )


@pytest.fixture
def admin(make_user: Callable[..., User], login: Any, metro: None) -> Client:
    make_user("atasan", ("admin", "1872"))
    client: Client = login("atasan")
    return client


FORM = {
    "username": "siti.aminah", "full_name": "Siti Aminah", "position": "Operator", "role": "operator_kelurahan",
    "wilayah-6": "187201", "wilayah-10": "1872011001", "decree": "SK 7/2026",
}  # fmt: skip


def today(shift: int = 0) -> str:
    return f"{queries.today(now()) + timedelta(shift):%d-%m-%Y}"


def test_a_user_is_made_with_a_task_and_the_password_is_shown_once(admin: Client) -> None:
    answer = admin.post("/pengguna/baru/", FORM | {"active_from": today(), "active_to": today(30)})
    user = User.objects.get(username="siti.aminah")
    password = answer.context["made"].password
    assert user.check_password(password) and password in answer.text
    row = user.assignments.get()
    assert (row.role, row.wilayah, row.decree, row.created_by) == (
        "operator_kelurahan",
        "1872011001",
        "SK 7/2026",
        "atasan",
    )
    page = admin.get(f"/pengguna/{encode_id(user.pk)}/")
    assert "Operator kelurahan/desa" in page.text and "Metro Pusat" in page.text and password not in page.text
    assert password not in str(list(AuditEvent.objects.values_list("data", "reason")))


def test_a_refused_task_leaves_no_half_user_and_says_why(admin: Client) -> None:
    answer = admin.post("/pengguna/baru/", FORM | {"username": "lain", "role": "rt", "active_from": today()})
    assert answer.status_code == 422 and "tidak dipegang untuk wilayah setingkat itu" in answer.text
    assert not User.objects.filter(username="lain").exists()


def test_missing_answers_are_named_at_their_fields(admin: Client) -> None:
    answer = admin.post("/pengguna/baru/", {"username": "x"})
    assert answer.status_code == 422 and {"full_name"} <= set(answer.context["who"].errors)
    assert {"role", "active_from"} <= set(answer.context["what"].errors)


def test_a_second_task_is_given_and_ended(admin: Client, make_user: Any) -> None:
    user = make_user("siti", ("operator_kelurahan", "1872011001"))
    page = f"/pengguna/{encode_id(user.pk)}/"
    answer = admin.post(f"{page}tugaskan/", {"role": "tksk", "wilayah-6": "187201", "active_from": today()})
    assert answer.url == page
    row = user.assignments.get(role="tksk")
    ending = f"/pengguna/penugasan/{encode_id(row.pk)}/akhiri/"
    assert "Metro Pusat" in admin.get(ending).text
    assert admin.post(ending, {"on": today(-1), "reason": "pindah tugas"}).status_code == 422
    assert admin.post(ending, {"on": today(), "reason": "pindah tugas"}).url == page
    row.refresh_from_db()
    assert row.active_to == queries.today(now())


@pytest.mark.parametrize("act", ["tutup", "faktor", "sandi"])
def test_strong_acts_ask_for_a_reason_and_end_the_sessions(admin: Client, make_user: Any, login: Any, act: str) -> None:
    user = make_user("siti", ("operator_kelurahan", "1872011001"))
    other = login("siti")
    address = f"/pengguna/{encode_id(user.pk)}/{act}/"
    assert admin.post(address, {"reason": ""}).status_code == 422 and other.get("/").status_code == 200
    admin.post(address, {"reason": "ponsel hilang"})
    assert other.get("/").status_code == 302
    event = AuditEvent.objects.filter(actor="atasan").order_by("-seq").first()
    assert event is not None and event.reason == "ponsel hilang" and event.data["after"]["sessions_ended"] == 1


def test_the_list_shows_the_own_area_only_and_pages_by_name(admin: Client, make_user: Any) -> None:
    make_user("jauh", ("lurah", "3573011001"))
    both = make_user("dua", ("lurah", "1872011001"), ("camat", "357301"))
    for number in range(60):
        make_user(f"petugas{number:02}", ("operator_kelurahan", "1872011001"))
    first = admin.get("/pengguna/")
    assert len(first.context["rows"]) == 50 and "jauh" not in first.text
    shown = {user.username: roles for user, roles in first.context["rows"]}
    assert shown[both.username] == ["Lurah/kepala desa"]
    second = admin.get("/pengguna/", {"after": first.context["next_after"]})
    assert len(second.context["rows"]) == 12 and second.context["next_after"] == ""
    assert [user.username for user, _ in admin.get("/pengguna/", {"q": "PETUGAS07"}).context["rows"]] == ["petugas07"]
    assert [user.username for user, _ in admin.get("/pengguna/", {"role": "lurah"}).context["rows"]] == ["dua"]


def test_the_list_asks_the_same_number_of_questions_for_few_and_many(
    admin: Client, make_user: Any, django_assert_num_queries: Any
) -> None:
    admin.get("/pengguna/")  # names of areas are remembered by the process
    with CaptureQueriesContext(connection) as few:
        admin.get("/pengguna/")
    for number in range(40):
        make_user(f"petugas{number:02}", ("operator_kelurahan", "1872011001"))
    with django_assert_num_queries(len(few)):
        admin.get("/pengguna/")


def test_one_chooses_the_role_one_works_under(make_user: Any, login: Any) -> None:
    make_user("siti", ("lurah", "1872011001"), ("tksk", "187201"))
    client = login("siti")
    assert client.get("/").context["user_role"] == "TKSK"
    assert any(link.url == "/pengguna/saya/peran/" for link in client.get("/").context["user_menu"])
    client.post("/pengguna/saya/peran/", {"peran": "lurah"})
    assert client.get("/").context["user_role"] == "Lurah/kepala desa"
    client.post("/pengguna/saya/peran/", {"peran": "admin"})
    assert client.get("/").context["user_role"] == "Lurah/kepala desa"
    Assignment.objects.filter(role="lurah").update(active_to="2024-01-01")
    assert client.get("/").context["user_role"] == "TKSK"


def test_another_device_of_mine_is_put_out_but_nobody_elses(make_user: Any, login: Any) -> None:
    make_user("siti", ("lurah", "1872011001"))
    make_user("budi", ("lurah", "1872011001"))
    here, there, foreign = login("siti"), login("siti"), login("budi")
    page = here.get("/pengguna/saya/")
    lines = page.context["sessions"]
    assert [line.is_this for line in lines].count(True) == 1 and len(lines) == 2
    assert there.session.session_key not in page.text
    number = next(line.number for line in lines if not line.is_this)
    assert foreign.post("/pengguna/saya/sesi/akhiri/", {"sesi": number}).status_code == 404
    assert foreign.post("/pengguna/saya/sesi/akhiri/", {"sesi": "x"}).status_code == 404
    assert here.post("/pengguna/saya/sesi/akhiri/", {"sesi": number}).status_code == 302
    assert there.get("/").status_code == 302 and here.get("/").status_code == 200


def test_the_catalogue_of_roles_is_printed_from_the_declaration(admin: Client) -> None:
    text = admin.get("/pengguna/peran/").text
    assert "Pengusul tidak memverifikasi usulannya sendiri." in text and "Mengelola akun dan penugasan" in text
    admin.cookies["bahasa"] = "en"
    assert "Manage accounts and assignments" in admin.get("/pengguna/peran/").text


def test_secrets_of_second_factors_survive_a_rotation_of_keys(make_user: Any) -> None:
    user, secret = make_user("siti", ("lurah", "1872011001")), generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).generate_codes()
    keyring.add_keys()
    assert actions.reseal_authenticators(by=Actor.system(), at=now()) == 2
    keyring.drop_old_keys()
    rows = {row.type: row.wrap() for row in Authenticator.objects.all()}
    assert rows["recovery_codes"].generate_codes() == codes
    from allauth.mfa.utils import decrypt

    assert decrypt(rows["totp"].instance.data["secret"]) == secret


def test_the_operator_makes_the_first_admin_and_helps_when_a_phone_is_lost(login: Any) -> None:
    run = CliRunner()
    made = run.invoke(users, ["add", "admin", "--name", "Admin", "--role", "admin", "--area", "18.72", "--json"])
    password = json.loads(made.output)["first_password"]
    assert login("admin", password).answer.status_code == 302
    assert run.invoke(users, ["assign", "admin", "--role", "tksk", "--area", "187201"]).exit_code == 0
    listed = json.loads(run.invoke(users, ["list", "--json"]).output)
    assert listed == [{"username": "admin", "name": "Admin", "active": True, "roles": ["admin", "tksk"]}]
    assert run.invoke(users, ["reset-factor", "admin", "--reason", "ponsel hilang"]).exit_code == 0
    renewed = json.loads(run.invoke(users, ["reset-password", "admin", "--reason", "lupa sandi", "--json"]).output)
    assert renewed["first_password"] != password
    assert run.invoke(users, ["disable", "admin", "--reason", "pindah tugas"]).exit_code == 0
    assert queries.find_actor(User.objects.get().pk, queries.today(now())).actor is None
    assert queries.list_users(Scope.system()) == [User.objects.get()]
