"""In a real browser: a passkey is made and used, the second factor stands in the way, no page breaks the policy."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache

from pilar.core.clock import now
from pilar.foundation.accounts.models import Assignment, User

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "sapu lidi biru 7"
PAGES = (
    "/", "/pengguna/", "/pengguna/baru/", "/pengguna/peran/", "/pengguna/saya/", "/akun/faktor/", "/akun/faktor/kunci/",
    "/akun/sandi/", "/wilayah/", "/pekerjaan/",
)  # fmt: skip


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.faults = []
    page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
              "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    yield page
    context.close()


@pytest.fixture
def address(live_server: Any) -> str:
    """Passkeys need a name, not a number: localhost is taken for a safe place by browsers."""
    cache.clear()
    user = User.objects.create_user("siti", password=PASSWORD, full_name="Siti Aminah")
    Assignment.objects.create(
        user=user, role="admin", wilayah="1872", active_from=date(2020, 1, 1), created_at=now(), created_by="uji"
    )
    return str(live_server.url).replace("127.0.0.1", "localhost")


def test_a_passkey_is_set_up_and_then_opens_the_door_without_a_password(page: Any, address: str, settings: Any) -> None:
    settings.PILAR_REQUIRE_MFA = True
    page.goto(f"{address}/pengguna/")
    page.get_by_label("Nama pengguna").fill("siti")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url(re.compile("/akun/faktor/$"))
    page.get_by_role("link", name="Tambah kunci sandi").click()
    page.get_by_label("Nama kunci").fill("ponsel uji")
    page.get_by_label("Boleh dipakai masuk tanpa kata sandi").check()
    page.get_by_role("button", name="Buat kunci").click()
    page.wait_for_url(re.compile("/akun/faktor/cadangan/$"))
    assert page.locator("main code").count() == 10
    for path in PAGES:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
            f"{path} is wider than 360 px"
        )
    page.goto(f"{address}/akun/keluar/")
    page.get_by_role("button", name="Keluar").last.click()
    page.wait_for_url(re.compile("/akun/masuk/"))
    page.get_by_role("button", name="Masuk dengan kunci sandi (passkey)").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))
    assert page.get_by_role("heading", name="Yang menunggu Anda").is_visible()
    assert page.faults == []


def test_after_the_password_the_passkey_is_asked_for(page: Any, address: str, settings: Any) -> None:
    settings.PILAR_REQUIRE_MFA = True
    page.goto(f"{address}/akun/masuk/")
    page.get_by_label("Nama pengguna").fill("siti")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.goto(f"{address}/akun/faktor/kunci/tambah/")
    page.get_by_role("button", name="Buat kunci").click()
    page.wait_for_url(re.compile("/akun/faktor/cadangan/$"))
    page.context.clear_cookies()
    page.goto(f"{address}/akun/masuk/")
    page.get_by_label("Nama pengguna").fill("siti")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url(re.compile("/akun/masuk/kode/$"))
    page.get_by_role("button", name="Pakai kunci sandi (passkey)").click()
    page.wait_for_url(re.compile(r"localhost:\d+/$"))
    assert page.faults == []
