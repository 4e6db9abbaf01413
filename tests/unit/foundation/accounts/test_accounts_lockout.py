"""At most five tries for an account in five minutes, counted by all processes together."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

ATTEMPT = """
import sys, django
django.setup()
from django.test import Client
for password in sys.argv[1:]:
    answer = Client().post("/akun/masuk/", {"login": "siti", "password": password}, headers={"host": "127.0.0.1"})
    print("in" if answer.status_code == 302 else "locked" if "Terlalu banyak" in answer.text else "wrong")
"""
PREPARE = """
import django
django.setup()
from datetime import date
from django.core.management import call_command
from pilar.core.clock import now
from pilar.foundation.accounts.models import Assignment, User
call_command("migrate", verbosity=0)
user = User.objects.create_user("siti", password="sapu lidi biru 7")
Assignment.objects.create(
    user=user, role="admin", wilayah="1872", active_from=date(2020, 1, 1), created_at=now(), created_by="uji"
)
"""


def run(script: str, environment: dict[str, str], *arguments: str) -> list[str]:
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.fixture
def environment(tmp_path: Path, transactional_db: None) -> dict[str, str]:
    """Two processes share one database: a SQLite file of their own, or the test database of PostgreSQL."""
    shared = os.environ | {"PILAR_HOME": str(tmp_path), "PYTHONPATH": "src"}
    if connection.vendor == "postgresql":
        known = connection.settings_dict
        shared["PILAR_DATABASE_URL"] = (
            f"postgresql://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
        )
    return shared


def test_two_processes_count_together(environment: dict[str, str]) -> None:
    cache.clear()
    run(PREPARE, environment)
    assert run(ATTEMPT, environment, "salah1", "salah2", "salah3") == ["wrong"] * 3
    assert run(ATTEMPT, environment, "salah4", "salah5", "salah6") == ["wrong", "wrong", "locked"]
    assert run(ATTEMPT, environment, "sapu lidi biru 7") == ["locked"]
    cache.clear()


@pytest.mark.django_db
def test_the_sixth_try_is_refused_even_with_the_right_password_and_another_account_is_not(
    make_user: Any, login: Any
) -> None:
    make_user("siti", ("admin", "1872"))
    make_user("budi", ("admin", "1872"))
    for number in range(5):
        assert "tidak cocok" in login("siti" if number % 2 else "SITI", f"salah{number}").answer.text
    assert "Terlalu banyak percobaan" in login("siti").answer.text
    assert login("budi").answer.status_code == 302


@pytest.mark.django_db
def test_codes_of_the_second_step_are_counted_too(make_user: Any, login: Any) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(make_user("siti", ("admin", "1872")), generate_totp_secret())
    client: Client = login("siti")
    answers = [client.post("/akun/masuk/kode/", {"code": "000000"}).text for _ in range(6)]
    assert ["Terlalu banyak percobaan" in text for text in answers] == [False] * 5 + [True]
