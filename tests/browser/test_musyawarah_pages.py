"""Pages of a session with a closed table, long words and papers on a phone: no sideways scroll, no WCAG fault; ranking without a script."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests.unit.evidence.registry.two_cities import YOSO, load_areas

from pilar.core.clock import now
from pilar.core.ids import encode_id
from pilar.decision.deliberation.models import Attendee, Session, SessionItem
from pilar.decision.proposals.models import Usul
from pilar.foundation.accounts.models import Assignment, User

playwright = pytest.importorskip("playwright.sync_api")
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (npm install)"),
    pytest.mark.skipif(not Path("/usr/bin/chromium").exists(), reason="no Chromium on this machine"),
]
RUN_AXE = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}))
  .violations.map(fault => `${fault.id}: ${fault.nodes[0].html.slice(0, 160)}`)"""
NAMES = ("SITI AMINAH", "SULAIKHAPUSPITASARIWULANDARINGSIH BERKAHUTAMIHANDAYANI", "BUDI")


@pytest.fixture
def session(transactional_db: None, at: datetime) -> Session:
    cache.clear()
    load_areas()
    user = User.objects.create_user("lurah", full_name="Lurah Uji")
    village = YOSO[:10]
    Assignment.objects.create(
        user=user, role="lurah", wilayah=village, active_from=date(2020, 1, 1), created_at=now(), created_by="uji"
    )
    session = Session(
        wilayah=village, period="2026-11", form="musyawarah", state="berlangsung", starts_at=at, created_at=at, created_by="uji",
        opened_at=at, ranked=True,
    )  # fmt: skip
    session.save(force_insert=True)
    for n, name in enumerate(NAMES, start=1):
        usul = Usul(
            wilayah=village, kind="baru_dtsen", state="dijadwalkan_musyawarah", state_since=at, channel="rt_rw", name=name,
            subject_key=n.to_bytes(16, "big"), created_at=at, created_by="uji",
        )  # fmt: skip
        usul.save(force_insert=True)
        SessionItem.objects.create(
            session=session, wilayah=village, origin="baru", usul=usul, usul_revision=1, name=name, position=n
        )
    Attendee.objects.create(
        session=session, element="rt", name="Pak Darto", code="kode1", present_at=at, present_by="daftar"
    )
    Attendee.objects.create(session=session, element="rw", name="Bu Ani", code="kode2")
    return session


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch, session: Session, live_server: Any) -> Iterator[Any]:
    """A phone without JavaScript on which the lurah is signed in."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's own loop runs in this thread
    client = Client()
    client.force_login(User.objects.get())
    signed_in = [{"name": name, "value": one.value, "url": live_server.url} for name, one in client.cookies.items()]
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])

        def open_phone(**options: Any) -> Any:
            context = running.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True, **options)
            context.add_cookies(signed_in)
            return context.new_page()

        yield open_phone
        running.close()


def test_the_pages_of_a_session_fit_a_phone_and_speak_to_everybody(
    phone: Any, session: Session, live_server: Any, at: datetime
) -> None:
    page, found = phone(), []
    here = f"{live_server.url}/musyawarah/{encode_id(session.pk)}/"
    source = AXE.read_text("utf-8")
    for path in ("", "urutkan/", "hadir/", "meja/", "layar/", "tutup/", "closed"):
        if path == "closed":
            Session.objects.update(state="ditutup", closed_at=at, closed_by="lurah", record_hash="0123456789abcdef" * 4)
        answer = page.goto(here + path.removeprefix("closed"))
        page.evaluate(source)
        if answer.status != 200 or page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{path}: {answer.status}, or wider than 360 px")
        found += [f"{path}: {fault}" for fault in page.evaluate(RUN_AXE)]
    assert not found, "\n".join(found)


def test_families_are_put_in_order_without_a_script(phone: Any, session: Session, live_server: Any) -> None:
    page = phone(java_script_enabled=False)
    page.goto(f"{live_server.url}/musyawarah/{encode_id(session.pk)}/urutkan/")
    page.get_by_role("button", name="Naik: BUDI").click()
    page.get_by_role("button", name="Naik: BUDI").click()
    assert list(session.items.order_by("rank").values_list("name", flat=True)) == ["BUDI", *NAMES[:2]]
    page.locator("#banding button").nth(1).click()
    page.get_by_role("button", name="Pakai urutan menurut jawaban").click()
    assert "Urutan disimpan." in page.locator("main").inner_text()
    assert session.items.get(rank=1).name == NAMES[0]


def _order() -> list[str]:
    rows = SessionItem.objects.filter(rank__isnull=False).order_by("rank")
    return [row.name.split()[0] for row in rows]


@pytest.mark.parametrize("width", [360, 1440])
def test_a_row_dragged_by_its_handle_stays_where_it_was_dropped(
    phone: Any, session: Session, live_server: Any, width: int
) -> None:
    page = phone()
    page.set_viewport_size({"width": width, "height": 1800})
    page.goto(f"{live_server.url}/musyawarah/{encode_id(session.pk)}/urutkan/")
    rows = page.locator("tbody tr[data-item]")
    assert rows.count() == 3
    into_view = "row => row.scrollIntoView({block: 'start', behavior: 'instant'})"

    def drag(row: int, x: float, y: float) -> None:
        handle = rows.nth(row).locator("[data-handle]").bounding_box()
        assert 0 < handle["y"] < 1740
        page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
        page.mouse.down()
        page.mouse.move(x, y, steps=8)
        with page.expect_navigation():
            page.mouse.up()

    rows.nth(0).evaluate(into_view)
    top = rows.nth(0).bounding_box()
    drag(1, top["x"] + 20, top["y"] + 2)
    assert _order()[0] == "SULAIKHAPUSPITASARIWULANDARINGSIH"
    rows.nth(0).evaluate(into_view)
    last = rows.nth(2).bounding_box()
    # Let go beside the table, as a shaking hand does.
    drag(0, 2, min(last["y"] + last["height"] - 2, 1700))
    assert _order()[-1] == "SULAIKHAPUSPITASARIWULANDARINGSIH"


def test_a_row_is_moved_by_the_keyboard_alone_and_the_focus_follows_it(
    phone: Any, session: Session, live_server: Any
) -> None:
    page = phone()
    page.goto(f"{live_server.url}/musyawarah/{encode_id(session.pk)}/urutkan/")
    page.get_by_role("button", name="Naik: BUDI").focus()
    for _press in range(2):
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.wait_for_function("document.activeElement.getAttribute('aria-label') === 'Naik: BUDI'", timeout=5000)
    assert _order()[0] == "BUDI"
