"""What the browser is told: policy, cookies, caching; and that a production installation passes Django's own check."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from pilar.core.clock import now
from pilar.foundation.accounts.models import Assignment, User

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE
)
PAGES = (
    "/", "/pengguna/", "/pengguna/baru/", "/pengguna/peran/", "/pengguna/saya/", "/pengguna/saya/peran/",
    "/akun/sandi/", "/akun/bukti/", "/akun/faktor/", "/akun/faktor/ponsel/pasang/", "/akun/faktor/kunci/",
    "/akun/faktor/kunci/tambah/", "/akun/keluar/", "/audit/", "/tidak/ada/",
)  # fmt: skip


@pytest.fixture
def client(db: None) -> Iterator[Client]:
    cache.clear()
    user = User.objects.create_user("siti", password="sapu lidi biru 7")
    Assignment.objects.create(user=user, role="admin", wilayah="1872", active_from=date(2020, 1, 1), created_at=now())
    browser = Client()
    browser.post("/akun/masuk/", {"login": "siti", "password": "sapu lidi biru 7"})
    yield browser
    cache.clear()


@pytest.mark.parametrize("page", ["/akun/masuk/", "/akun/nonaktif/", *PAGES])
def test_each_page_forbids_inline_code_contains_none_and_is_not_kept(client: Client, page: str) -> None:
    answer = client.get(page)
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "style-src 'self'" in policy and "default-src 'none'" in policy
    assert "unsafe" not in policy and "nonce" not in policy and "http" not in policy
    assert INLINE.findall(answer.text) == []
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Frame-Options"] == "DENY" and answer.headers["Referrer-Policy"] == "same-origin"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    client.post("/bahasa/", {"language": "en", "next": "/"})
    assert {"sesi", "bahasa"} <= set(client.cookies)
    for cookie in client.cookies.values():
        if cookie.value:
            assert cookie["httponly"] and cookie["samesite"] == "Lax", cookie.key


def test_behind_tls_the_deployment_check_is_empty_and_cookies_are_bound_to_the_host(tmp_path: Path) -> None:
    script = """
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
assert settings.SESSION_COOKIE_NAME.startswith("__Host-") and settings.CSRF_COOKIE_NAME.startswith("__Host-")
assert settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE and settings.LANGUAGE_COOKIE_SECURE
assert settings.SESSION_COOKIE_HTTPONLY and settings.SECURE_HSTS_SECONDS >= 31536000
"""
    environment = os.environ | {
        "PILAR_HOME": str(tmp_path),
        "PILAR_HTTPS": "true",
        "PILAR_ALLOWED_HOSTS": "dinsos.example",
        "PYTHONPATH": "src",
    }
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
