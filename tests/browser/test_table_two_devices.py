"""Two browsers hold one table of a hundred families while their lines drop in turn: nothing is lost, nothing doubled, a clash is seen."""

from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache

from pilar.core.clock import now
from pilar.core.ids import encode_id
from pilar.decision.deliberation.models import Session, SessionItem, TableAct
from pilar.decision.proposals.models import Usul
from pilar.foundation.accounts.models import Assignment, User

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD, VILLAGE, FAMILIES = "sapu lidi biru 7", "1872011001", 100
SAVED = "Semua keputusan sudah tersimpan di server."


@pytest.fixture
def session(transactional_db: None, at: datetime) -> Session:
    cache.clear()
    for name in ("lurah", "notulis"):
        user = User.objects.create_user(name, password=PASSWORD, full_name=name.title())
        Assignment.objects.create(
            user=user, role="lurah", wilayah=VILLAGE, active_from=date(2020, 1, 1), created_at=now(), created_by="uji"
        )
    session = Session(
        wilayah=VILLAGE, period="2026-11", form="musyawarah", state="berlangsung", starts_at=at, created_at=at, created_by="uji",
        opened_at=at,
    )  # fmt: skip
    session.save(force_insert=True)
    usul = [
        Usul(
            wilayah=VILLAGE, kind="baru_dtsen", state="dijadwalkan_musyawarah", state_since=at, channel="rt_rw", name=f"KELUARGA {n:03d}",
            subject_key=n.to_bytes(16, "big"), created_at=at, created_by="uji",
        )
        for n in range(1, FAMILIES + 1)
    ]  # fmt: skip
    Usul.objects.bulk_create(usul)
    SessionItem.objects.bulk_create(
        SessionItem(
            session=session, wilayah=VILLAGE, origin="baru", usul=one, usul_revision=1, name=one.name, position=n
        )
        for n, one in enumerate(usul, start=1)
    )
    return session


class Device:
    """One browser at the table."""

    def __init__(self, browser: Any, address: str, username: str, session: Session) -> None:
        self.context = browser.new_context(viewport={"width": 360, "height": 740})
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.goto(f"{address}/akun/masuk/")
        self.page.get_by_label("Nama pengguna").fill(username)
        self.page.get_by_label("Kata sandi").fill(PASSWORD)
        self.page.get_by_role("button", name="Masuk", exact=True).click()
        self.page.wait_for_url(f"{address}/")
        self.page.goto(f"{address}/musyawarah/{encode_id(session.pk)}/meja/")
        self.page.wait_for_selector("[data-list]:not([hidden])")

    def decide(self, item: SessionItem, decision: str, words: str = "") -> None:
        self.page.evaluate(
            """([id, decision, words]) => {
                document.querySelector(`[data-go="${id}"]`).click();
                const form = document.querySelector("[data-decide]");
                form.querySelector(`[value="${decision}"]`).checked = true;
                form.elements.words.value = words;
                form.requestSubmit();
            }""",
            [encode_id(item.pk), decision, words],
        )

    def line(self, dropped: bool) -> None:
        self.context.set_offline(dropped)

    def settle(self) -> None:
        playwright.expect(self.page.locator("[data-line]")).to_have_text(SAVED, timeout=60_000)

    def shows(self, totals: dict[str, int]) -> None:
        for code, count in totals.items():
            place = self.page.locator(f"[data-total='{code}'] b")
            playwright.expect(place).to_have_text(str(count), timeout=30_000)


def test_two_devices_with_dropping_lines_end_in_one_state(browser: Any, session: Session, live_server: Any) -> None:
    laptop = Device(browser, live_server.url, "lurah", session)
    phone = Device(browser, live_server.url, "notulis", session)
    items = list(session.items.order_by("position"))
    disputed = items[0]
    for device in (laptop, phone):
        device.line(dropped=True)
    laptop.decide(disputed, "layak")
    phone.decide(disputed, "tidak_layak", "punya mobil")
    for n, item in enumerate(items[1:], start=1):
        if n % 9 == 0:
            laptop.line(dropped=n % 18 == 0)
            phone.line(dropped=n % 18 != 0)
        (laptop if n % 2 else phone).decide(item, "layak" if n % 3 else "tunda", "" if n % 3 else "menunggu kunjungan")
    for device in (laptop, phone):
        device.line(dropped=False)
        device.settle()
    assert session.items.exclude(decision="").count() == FAMILIES
    assert TableAct.objects.filter(session=session, outcome="berlaku").count() == FAMILIES
    assert TableAct.objects.filter(session=session, outcome="bentrok", item=disputed).count() == 1
    disputed.refresh_from_db()
    assert disputed.clashes == 1
    expected = {code: session.items.filter(decision=code).count() for code in ("layak", "tunda", "tidak_layak", "")}
    for device in (laptop, phone):
        device.shows(expected)
        assert device.faults == []
        assert device.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_decisions_made_without_a_line_survive_the_closing_of_the_page(
    browser: Any, session: Session, live_server: Any
) -> None:
    device = Device(browser, live_server.url, "lurah", session)
    device.page.on("dialog", lambda dialog: dialog.accept())
    device.line(dropped=True)
    first = session.items.order_by("position")[0]
    device.decide(first, "layak")
    address = device.page.url
    device.page.close()
    device.line(dropped=False)
    device.page = device.context.new_page()
    device.page.goto(address)
    device.settle()
    first.refresh_from_db()
    assert first.decision == "layak"
