"""Every page that the navigation leads to, with a family in the register, on a phone, in both languages: no WCAG A/AA fault, no
sideways scroll, no error."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from tests.unit.evidence.registry.two_cities import YOSO, add_desil, add_family, load_areas

from pilar.core.clock import now
from pilar.core.ids import encode_id
from pilar.core.scope import Actor, Scope
from pilar.foundation.accounts.models import Assignment, User
from pilar.foundation.accounts.roles import ROLES
from pilar.web.navigation import sections_for

playwright = pytest.importorskip("playwright.sync_api")
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_engine,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (npm install)"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium on this machine"),
]
MORE_PAGES = 5
"""Pages looked at beside the sections."""
RUN_AXE = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}))
  .violations.map(fault => `${fault.id}: ${fault.nodes[0].html.slice(0, 160)}`)"""
LINKS = "nodes => nodes.filter(one => !one.hasAttribute('download')).map(one => one.href)"


def _covering_roles() -> list[str]:
    """Few roles that together see every section that any role may enter, the one that sees most first."""
    seen = {
        code: {one.url_name for one in sections_for(Actor("uji", code, Scope(("1872",), role.capabilities), "web"))}
        for code, role in sorted(ROLES.items())
    }
    missing, chosen = set[str]().union(*seen.values()), list[str]()
    while missing:
        best = max(seen, key=lambda code: len(seen[code] & missing))
        chosen.append(best)
        missing -= seen[best]
    return chosen


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A phone of 360 px on which somebody with the role that is asked for is signed in; `faults` are its console errors."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's own loop runs in this thread
    role, language = request.param
    load_areas()
    family = add_family(YOSO, ["SITI AMINAH", "JUMADI"], 1)
    add_desil([family.id], [("v2", date(2026, 6, 30), 3), ("v3", date(2026, 9, 30), 2)])
    user = User.objects.create_user("siti", password="sapu lidi biru 7", full_name="Siti Aminah", language=language)
    Assignment.objects.create(
        user=user,
        role=role,
        wilayah="1872",
        active_from=date(2020, 1, 1),
        created_at=now(),
        created_by="uji",
    )
    client = Client()
    client.force_login(user)
    client.cookies["bahasa"] = language
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 360, "height": 740})
        context.add_cookies(
            [{"name": name, "value": one.value, "url": live_server.url} for name, one in client.cookies.items()]
        )
        page = context.new_page()
        page.faults, page.registered = (
            [],
            (f"/keluarga/{encode_id(family.id)}/", f"/orang/{encode_id(family.people[0])}/"),
        )
        page.on("console", lambda message: page.faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        yield page
        browser.close()


def _paths(page: Any, home: str, where: str) -> list[str]:
    """Addresses of pages linked from there: same site, no sign-out, no files."""
    found = (urlsplit(href) for href in page.eval_on_selector_all(where, LINKS))
    here = [one.path for one in found if f"{one.scheme}://{one.netloc}" == home]
    return [path for path in here if path.endswith("/") and "/keluar/" not in path]


def _faults_of(page: Any, path: str, source: str) -> list[str]:
    page.evaluate(source)
    found = [f"{path} {fault}" for fault in page.evaluate(RUN_AXE)]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found.append(f"{path} is wider than 360 px")
    found += [f"{path} console: {text}" for text in page.faults]
    page.faults.clear()
    return found


@pytest.mark.parametrize(
    "page", [(role, language) for role in _covering_roles() for language in ("id", "en")], indirect=True, ids="-".join
)
def test_pages_of_the_navigation_are_accessible_on_a_phone(
    page: Any, live_server: Any, request: pytest.FixtureRequest
) -> None:
    (_, language), source = request.node.callspec.params["page"], AXE.read_text("utf-8")
    home = str(live_server.url)
    page.goto(f"{home}/")
    sections = list(dict.fromkeys(_paths(page, home, "nav a[href]")))
    assert len(sections) >= 3, sections
    registered = page.registered if "/keluarga/" in sections else ()
    waiting, seen, found = ["/", *registered, *sections], set[str](), list[str]()
    while waiting and len(seen) < len(sections) + MORE_PAGES:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = page.goto(home + path)
        if answer.status != 200:
            found.append(f"{path} answers {answer.status}")
            continue
        assert page.get_attribute("html", "lang") == language
        found += _faults_of(page, path, source)
        waiting += _paths(page, home, "main a[href]")
    assert {*sections, *registered} <= seen
    assert found == []
