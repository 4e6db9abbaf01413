"""The gallery in a real browser: strict policy, axe-core, no sideways scroll, typing that is never lost."""

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings as project
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path

ROOT = Path(__file__).parents[3]
CHROMIUM = Path("/usr/bin/chromium")
AXE = ROOT / "node_modules/axe-core/axe.min.js"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
WIDTHS = (320, 360, 768, 1440)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium"),
]


class SomebodyMiddleware:
    """Stands in for the login, so that the shell shows its menus without a database."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleNamespace(is_authenticated=True, pk=7, get_username=lambda: "sri")  # type: ignore[assignment]
        return self.get_response(request)


def user(request: HttpRequest) -> dict[str, Any]:
    return {"user": request.user}


urlpatterns = [
    path("bahasa/", include("django.conf.urls.i18n")),
    path("keluar/", lambda request: HttpResponse("<!DOCTYPE html><title>Keluar</title>"), name="account_logout"),
    path("", include("pilar.core.ui.gallery")),
]


class Silent(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Requests are not printed."""


class Threaded(WSGIServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    processors = ["django.template.context_processors.request", f"{__name__}.user"]
    processors.append("django.contrib.messages.context_processors.messages")
    templates = [
        project.TEMPLATES[0] | {"OPTIONS": project.TEMPLATES[0]["OPTIONS"] | {"context_processors": processors}}
    ]
    middleware = [
        "csp.middleware.CSPMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
        f"{__name__}.SomebodyMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
    ]  # fmt: skip
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(
        DEBUG=True, ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, MIDDLEWARE=middleware, TEMPLATES=templates,
        STORAGES=project.STORAGES | plain, SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    ):  # fmt: skip
        server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), Threaded, Silent)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/ui/galeri/"
        server.shutdown()
        thread.join(5)
        server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Any, site: str) -> Iterator[Any]:
    """`visit(width=360, javascript=True, at="")`: a page of the gallery and the list of its console complaints."""
    contexts: list[Any] = []

    def go(width: int = 1440, javascript: bool = True, at: str = "") -> tuple[Any, list[str]]:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, locale="id-ID", java_script_enabled=javascript
        )
        contexts.append(context)
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
        response = page.goto(site + at)
        assert response.ok
        policy = response.headers["content-security-policy"]
        parts = {part.strip() for part in policy.split(";")}
        assert {"script-src 'self'", "style-src 'self'"} <= parts and "unsafe" not in policy
        return page, complaints

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("at", ["", "surat/"])
def test_no_sideways_scroll_and_no_complaint_under_the_strict_policy(visit: Any, width: int, at: str) -> None:
    page, complaints = visit(width, at=at)
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
    assert page.evaluate("document.fonts.check('16px \"Pilar Sans\"')")


@pytest.mark.parametrize("width", WIDTHS)
def test_letters_are_large_and_targets_can_be_hit(visit: Any, width: int) -> None:
    page, _ = visit(width)
    small = page.evaluate(
        """[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().width > 1
           && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
           && parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []
    low = page.evaluate(
        """[...document.querySelectorAll('button, summary, select, textarea, input, .button, .stat, .nav-link')]
           .filter(e => { const hit = e.closest('label') ?? e, r = hit.getBoundingClientRect();
             return r.width > 1 && r.height > 1 && r.height < 43.5; }).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert low == []


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed (npm ci)")
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("at", ["", "surat/"])
def test_axe_finds_nothing(visit: Any, width: int, at: str) -> None:
    page, _ = visit(width, at=at)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = !d.matches('.usermenu, .more'); })")
    # axe comes through the debugger, so the page's own policy stays as it is.
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        """axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})
           .then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))]))"""
    )
    assert found == []


def test_nik_is_grouped_while_typing_and_the_caret_stays(visit: Any) -> None:
    page, _ = visit(360)
    box = page.locator("#id_nik").first
    box.press_sequentially("3573010203900001")
    assert box.input_value() == "3573 0102 0390 0001"
    box.evaluate("e => e.setSelectionRange(6, 6)")
    page.keyboard.press("Backspace")
    assert box.input_value() == "3573 1020 3900 001"
    page.keyboard.type("9")
    assert box.input_value() == "3573 9102 0390 0001"
    box.fill("3573.0102.0390-0001")
    assert box.input_value() == "3573 0102 0390 0001"
    box.fill("3573 O102")
    assert box.input_value() == "3573 O102"


def test_a_draft_comes_back_without_the_nik(visit: Any) -> None:
    page, _ = visit()
    form = page.locator("form[data-draft]")
    form.locator("#id_nama").fill("Siti Aminah")
    form.locator("#id_nik").fill("3573010203900001")
    form.locator("#id_kelamin_1").check()
    form.locator("#id_bantuan_0").check()
    form.locator("#id_kelurahan").select_option("2")
    page.wait_for_timeout(600)
    stored = page.evaluate("JSON.stringify(localStorage)")
    assert "Siti Aminah" in stored and "pilar.draft:7:galeri" in stored
    assert "3573" not in stored and "csrf" not in stored
    page.reload()
    assert form.locator("#id_nama").input_value() == ""
    page.locator("[data-draft-restore]").click()
    assert form.locator("#id_nama").input_value() == "Siti Aminah"
    assert form.locator("#id_nik").input_value() == ""
    assert form.locator("#id_kelamin_1").is_checked() and form.locator("#id_bantuan_0").is_checked()
    assert form.locator("#id_kelurahan").input_value() == "2"
    page.locator(".usermenu > summary").click()
    page.locator("form[data-logout] button").click()
    page.wait_for_load_state()
    assert "Siti Aminah" not in page.evaluate("JSON.stringify(localStorage)")


def test_keyboard_reaches_search_menus_and_dialogs(visit: Any) -> None:
    page, _ = visit()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "cari"
    page.keyboard.type("/")
    assert page.locator("#cari").input_value() == "/"
    page.locator(".usermenu > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".usermenu .sheet").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".usermenu .sheet").is_visible()
    assert page.evaluate("document.activeElement.matches('.usermenu > summary')")
    page.locator("[data-dialog=batal]").focus()
    page.keyboard.press("Enter")
    assert page.locator("#batal").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#batal").is_visible()
    assert page.evaluate("document.activeElement.dataset.dialog") == "batal"


def test_errors_take_the_focus_and_lead_to_their_field(visit: Any) -> None:
    page, _ = visit()
    assert page.evaluate("document.activeElement.matches('.error-summary')")
    assert page.title().startswith("Ada yang perlu diperbaiki")


def test_progress_is_asked_again_without_stealing_the_focus(visit: Any) -> None:
    page, complaints = visit()
    cancel = page.locator(".progress button")
    cancel.focus()
    with page.expect_response("**/kemajuan/", timeout=8000) as answer:
        pass
    assert answer.value.ok
    page.wait_for_timeout(200)
    assert page.locator("section.progress").count() == 2
    assert page.evaluate("document.activeElement.matches('.progress button')")
    assert complaints == []


def test_without_javascript_everything_is_still_there(visit: Any) -> None:
    page, _ = visit(360, javascript=False)
    page.locator("details.more > summary").click()
    assert page.locator("details.more .sheet a").first.is_visible()
    page.locator(".masked summary").click()
    assert page.locator(".masked select").is_visible()
    assert page.locator("[data-dialog=batal]").get_attribute("href") == "#batal"
    assert page.locator("form[data-draft] button[type=submit]").is_visible()
