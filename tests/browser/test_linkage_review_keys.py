"""The review queue by keyboard: the next pair opens at once, the last decision is taken back, typing decides nothing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from pilar.core.clock import now
from pilar.core.scope import Actor
from pilar.evidence.linkage.models import CandidatePair, Decision, Run
from pilar.evidence.linkage.models.pairs import PERSON
from pilar.evidence.registry import actions
from pilar.evidence.registry.models import Merge, Person
from pilar.foundation.accounts.models import Assignment, User
from pilar.foundation.wilayah import actions as wilayah

playwright = pytest.importorskip("playwright.sync_api")
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (npm install)"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium on this machine"),
]
RUN_AXE = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}))
  .violations.map(fault => `${fault.id}: ${fault.nodes[0].html.slice(0, 160)}`)"""
VILLAGE = "1872011001"


def pairs() -> list[CandidatePair]:
    """Four pairs of persons, the surest first."""
    by, found = Actor.system(), []
    wilayah.load_national_areas(by=by, at=now(), within=("1872",))
    run = Run(kind="menyeluruh", state="selesai", requested_at=now(), requested_by="uji")
    run.save(force_insert=True)
    for number in range(8):
        new = actions.NewPerson(
            name=f"ORANG {number // 2}{'AB'[number % 2]}", relation=1, sex=1, birth_date=date(1980, 1, 1)
        )
        actions.register_family(members=[new], wilayah=VILLAGE, address="JL MAWAR", by=by, at=now())
    people = list(Person.objects.order_by("pk"))
    for number in range(4):
        fields = [{"fields": ["name"], "title": "Nama", "words": "nama hampir sama", "weight": 7.0}]
        pair = CandidatePair(
            subject_kind=PERSON, left_id=people[2 * number].pk, right_id=people[2 * number + 1].pk, left_wilayah=VILLAGE,
            right_wilayah=VILLAGE, weight=9.0, probability=0.99 - number / 100, band="gabung", fingerprint="f", run=run,
            evidence={"fields": fields, "sentence": "Nama hampir sama"}, found_at=now(), updated_at=now(),
        )  # fmt: skip
        pair.save(force_insert=True)
        found.append(pair)
    return found


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, live_server: Any) -> Iterator[Any]:
    """A wide screen with a village operator signed in."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's own loop runs in this thread
    cache.clear()
    user = User.objects.create_user("siti", password="sapu lidi biru 7", full_name="Siti Aminah", language="id")
    Assignment.objects.create(
        user=user,
        role="operator_kelurahan",
        wilayah=VILLAGE,
        active_from=date(2020, 1, 1),
        created_at=now(),
        created_by="uji",
    )
    client = Client()
    client.force_login(user)
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        cookies = [{"name": key, "value": one.value, "url": live_server.url} for key, one in client.cookies.items()]
        context.add_cookies(cookies)
        yield context.new_page()
        browser.close()


def press(page: Any, key: str) -> str:
    """Press a key that leads to another page; the names that stand there then."""
    with page.expect_navigation():
        page.keyboard.press(key)
    return " ".join(page.locator(".review-name").all_inner_texts())


def test_pairs_are_decided_by_keys(page: Any, live_server: Any) -> None:
    first = pairs()[0]
    page.goto(f"{live_server.url}/padanan/tinjau/")
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(RUN_AXE) == []
    page.fill("textarea[name=catatan]", "sbk")
    page.locator("textarea[name=catatan]").press("Enter")
    assert not Decision.objects.exists(), "typing a note decides nothing"
    page.locator("h1").click()
    assert press(page, "b") == "ORANG 1A ORANG 1B"
    assert Decision.objects.get().reason.startswith("sbk")
    assert press(page, "z") == "ORANG 0A ORANG 0B"
    first.refresh_from_db()
    assert first.state == "terbuka"
    page.keyboard.press("2")
    assert press(page, "s") == "ORANG 1A ORANG 1B"
    assert Merge.objects.get().kept_id == first.right_id
    assert press(page, "l") == "ORANG 2A ORANG 2B"
    assert press(page, "k") == "ORANG 3A ORANG 3B"
    assert press(page, "b") == "ORANG 1A ORANG 1B", "the passed one comes at the end"
    verdicts = Decision.objects.filter(undone_at=None).order_by("pk").values_list("verdict", flat=True)
    assert list(verdicts) == ["sama", "kunjungan", "bukan"]
