"""Walk a running demonstration city as each role, in both languages, at 360 and 1440 px: every page that a link leads to.

    pilar demo --city metro --persons 3000 --through sent --no-serve && pilar serve --port 8000
    python tools/walk.py http://127.0.0.1:8000 [--roles admin,kadis] [--each 2] [--pictures FOLDER]

Pages are told apart by their address with ids taken out; of each kind `--each` are looked at. Reported: answers other than 200,
WCAG A/AA faults (axe), sideways scroll, console errors. Exit code 1 when anything is found.
"""

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page, sync_playwright

AXE = Path(__file__).resolve().parents[1] / "node_modules" / "axe-core" / "axe.min.js"
ROLES = (
    "admin kadis kabid verifikator pengisi loket bappeda inspektorat dpo walikota tksk camat lurah operator psm provinsi"
).split()
RUN_AXE = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}))
  .violations.map(fault => `${fault.id}: ${fault.nodes[0].html.slice(0, 160)}`)"""
LINKS = "nodes => nodes.filter(one => !one.hasAttribute('download')).map(one => one.href)"
ID = re.compile(r"/(?:[0-9a-z]{13}|[0-9]{2,16}|[0-9-]{7,10})(?=/)")


def kind(path: str) -> str:
    """The address without what differs between records."""
    return ID.sub("/*", path)


def sign_in(page: Page, home: str, user: str, password: str) -> None:
    page.goto(f"{home}/akun/masuk/")
    page.fill("input[name=login]", user)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    if "/akun/masuk/" in page.url:
        raise SystemExit(f"{user} cannot sign in")


def faults(page: Page, home: str, path: str, console: list[str], *, axe: str) -> list[str]:
    try:
        answer = page.goto(home + path)
    except Error as error:
        return [] if "Download is starting" in error.message else [error.message]
    if answer is None or answer.status != 200:
        return [f"answers {answer.status if answer else 'nothing'}"]
    page.evaluate(axe)
    found = list(page.evaluate(RUN_AXE))
    for width in (1440, 360):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"is wider than {width} px")
    found += [f"console: {text}" for text in console]
    return found


def walk(page: Page, home: str, who: str, options: argparse.Namespace) -> Counter[str]:
    """All kinds of pages that this person reaches by links; returns the faults found, counted."""
    console: list[str] = []
    page.on("console", lambda message: console.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: console.append(str(error)))
    waiting, seen, looked = ["/"], set[str](), Counter[str]()
    found, axe = Counter[str](), AXE.read_text("utf-8")
    while waiting:
        path = waiting.pop(0)
        if path in seen or looked[kind(path)] >= options.each:
            continue
        seen.add(path)
        looked[kind(path)] += 1
        console.clear()
        for fault in faults(page, home, path, console, axe=axe):
            found[f"{kind(path)} {fault}"] += 1
            print(f"{who} {path} {fault}", flush=True)
        if options.pictures and page.url == home + path:
            name = f"{who}{kind(path)}".replace("/", "_").replace("*", "x")
            page.screenshot(path=str(Path(options.pictures) / f"{name}.png"), full_page=True)
        for href in page.eval_on_selector_all("nav a[href], main a[href]", LINKS):
            one = urlsplit(href)
            if f"{one.scheme}://{one.netloc}" == home and one.path.endswith("/") and "/keluar/" not in one.path:
                waiting.append(one.path)
    print(f"{who}: {len(seen)} pages of {len(looked)} kinds", flush=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home")
    parser.add_argument("--roles", default=",".join(ROLES))
    parser.add_argument("--languages", default="id,en")
    parser.add_argument("--each", type=int, default=2)
    parser.add_argument("--password", default="pilar-contoh-2026")
    parser.add_argument("--pictures", default="")
    options = parser.parse_args()
    found = Counter[str]()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for role in options.roles.split(","):
            for language in options.languages.split(","):
                context = browser.new_context(viewport={"width": 360, "height": 800})
                page = context.new_page()
                sign_in(page, options.home, role, options.password)
                context.add_cookies([{"name": "bahasa", "value": language, "url": options.home}])
                found += walk(page, options.home, f"{role}-{language}", options)
                context.close()
        browser.close()
    print(f"{len(found)} different faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
