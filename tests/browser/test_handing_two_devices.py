"""Two phones at one hand-over, both without a line: opened, signed, closed, opened again; nobody is paid twice, no proof is lost."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache

from pilar.core.clock import now
from pilar.core.ids import encode_id
from pilar.core.scope import Actor, Scope
from pilar.delivery.disbursement.actions.batches import approve, seal
from pilar.delivery.disbursement.actions.build import build_batch
from pilar.delivery.disbursement.models import HandOver, HandOverTold, Txn
from pilar.delivery.disbursement.queries import ready_of
from pilar.delivery.disbursement.simulation.sandbox import people_with_entitlements
from pilar.foundation.accounts.models import Assignment, User

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "sapu lidi biru 7"
SAVED = "Semua catatan sudah tersimpan di server."


@pytest.fixture
def batch(transactional_db: None, at: datetime) -> int:
    cache.clear()
    for name in ("rina", "budi"):
        user = User.objects.create_user(name, password=PASSWORD, full_name=name.title())
        Assignment.objects.create(
            user=user,
            role="verifikator",
            wilayah="1872",
            active_from=date(2020, 1, 1),
            created_at=now(),
            created_by="uji",
        )
    hands = [
        Actor(username=f"tangan.{n}", role="uji", scope=Scope(("1872",), frozenset({"*"})), channel="test")
        for n in range(3)
    ]
    stage = people_with_entitlements(4)
    chosen = ready_of(Scope.system(), stage).values_list("pk", flat=True)
    made = build_batch(
        stage_id=stage, channel="barang", profile="daftar_serah", entitlement_ids=chosen, by=hands[0], at=at
    )
    approve(batch_id=made, by=hands[1], at=at)
    seal(batch_id=made, by=hands[2], at=at)
    return made


class Phone:
    """One officer's phone at the hand-over."""

    def __init__(self, browser: Any, address: str, username: str, batch: int) -> None:
        self.context = browser.new_context(viewport={"width": 360, "height": 740})
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.goto(f"{address}/akun/masuk/")
        self.page.get_by_label("Nama pengguna").fill(username)
        self.page.get_by_label("Kata sandi").fill(PASSWORD)
        self.page.get_by_role("button", name="Masuk", exact=True).click()
        self.page.wait_for_url(f"{address}/")
        self.page.goto(f"{address}/penyaluran/serah/{encode_id(batch)}/")
        self.page.wait_for_selector("[data-go]")
        self.page.click("[data-luring-prepare]")
        self.page.wait_for_selector("[data-luring-remove]:not([hidden])")

    def sign(self, place: int, who: str) -> None:
        self.page.locator("[data-go]").nth(place).click()
        self.page.fill("[name=received_by]", who)
        self.page.fill("[name=place]", "Balai kelurahan")
        pad = self.page.locator("[data-pad]")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        self.page.mouse.move(box["x"] + 20, box["y"] + 20)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + 120, box["y"] + 60, steps=4)
        self.page.mouse.up()
        self.page.get_by_role("button", name="Catat diterima").click()
        playwright.expect(self.page.locator("[data-receive]")).to_be_hidden()

    def reopen(self) -> None:
        address = self.page.url
        self.page.close()
        self.page = self.context.new_page()
        self.page.goto(address)
        self.page.wait_for_selector("[data-go]")

    def settle(self) -> None:
        playwright.expect(self.page.locator("[data-line]")).to_contain_text(SAVED, timeout=60_000)


def test_two_phones_without_a_line_end_in_one_receipt_each(browser: Any, batch: int, live_server: Any) -> None:
    one, two = Phone(browser, live_server.url, "rina", batch), Phone(browser, live_server.url, "budi", batch)
    for phone in (one, two):
        phone.context.set_offline(True)
    for place in (0, 1):
        one.sign(place, "Siti")
    two.sign(1, "Budi")
    two.page.locator("[data-go]").nth(2).click()
    two.page.get_by_role("button", name="Tidak hadir").click()
    one.reopen()
    assert one.page.inner_text("[data-count='terima']") == "2"
    for phone in (one, two):
        phone.context.set_offline(False)
        phone.settle()
        assert phone.faults == []
    playwright.expect(one.page.locator("[data-count='absen']")).to_have_text("1", timeout=30_000)
    assert HandOver.objects.count() == 2 == Txn.objects.filter(kind="paid").count()
    told = list(HandOverTold.objects.values_list("kind", "outcome"))
    assert sorted(told) == [("absen", "berlaku"), ("terima", "berlaku"), ("terima", "berlaku"), ("terima", "sudah")]
    assert HandOverTold.objects.filter(kind="terima", file__isnull=True).count() == 0


def test_what_the_server_cannot_read_is_kept_aside_and_named(browser: Any, batch: int, live_server: Any) -> None:
    phone = Phone(browser, live_server.url, "rina", batch)
    line = phone.page.locator("[data-line]")

    def refuse(route: Any) -> None:
        route.fulfill(status=400, json={"code": "SALUR-034", "sentence": "Catatan tidak dapat dibaca."})

    phone.page.route("**/kirim/", refuse)
    phone.page.locator("[data-go]").nth(0).click()
    phone.page.get_by_role("button", name="Tidak hadir").click()
    playwright.expect(line).to_contain_text("1 catatan tidak dapat dibaca server dan disimpan")
    phone.page.unroute("**/kirim/")
    phone.reopen()
    playwright.expect(phone.page.locator("[data-line]")).to_contain_text("1 catatan tidak dapat dibaca server")
    phone.sign(0, "Siti")  # noted once more, and this time read
    phone.settle()
    playwright.expect(phone.page.locator("[data-line]")).not_to_contain_text("tidak dapat dibaca", timeout=30_000)
    assert HandOver.objects.count() == 1 and phone.faults == []
