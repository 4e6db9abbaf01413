"""The English switch: nothing open, no placeholder lost, the compiled file is the written one, pages really are English."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override

from pilar.core.clock import now
from pilar.core.problems import CATALOGUE, NOT_ALLOWED
from pilar.foundation.accounts.models import Assignment, User

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "src" / "pilar"
MESSAGES = SOURCES / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%[sd]|\{\w*\}|</?\w+>")
GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "translate"}
INDONESIAN = (
    "yang", "dan", "untuk", "dengan", "tidak", "belum", "atau", "kata sandi", "masuk", "keluar", "pengguna", "beranda",
    "kiriman", "keluarga", "pekerjaan", "wilayah", "bantuan", "peramban", "menunggu", "hubungi",
)  # fmt: skip
"""Words that no English page has. Names of offices and legal nouns are not among them."""


@pytest.fixture(scope="module")
def book() -> polib.POFile:
    return polib.pofile(str(MESSAGES), wrapwidth=0)


def _sides(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)] if entry.msgid_plural else [entry.msgstr]


def test_every_message_has_its_english(book: polib.POFile) -> None:
    assert len(book) > 1_000
    assert [entry.msgid for entry in book if entry.fuzzy or entry.obsolete] == []
    assert [entry.msgid for entry in book if not all(side.strip() for side in _sides(entry))] == []
    assert [entry.msgid for entry in book if entry.msgid_plural and len(_sides(entry)) != 2] == []


def test_no_placeholder_or_edge_is_lost(book: polib.POFile) -> None:
    """A lost placeholder is a fact withheld; a new one is a page that breaks."""
    for entry in book:
        for side in _sides(entry):
            assert sorted(PLACEHOLDER.findall(side)) == sorted(PLACEHOLDER.findall(entry.msgid)), entry.msgid
            assert side[:1].isspace() == entry.msgid[:1].isspace() and side[-1:].isspace() == entry.msgid[-1:].isspace()


def test_the_compiled_file_is_the_written_one(book: polib.POFile) -> None:
    compiled = {entry.msgid: _sides(entry) for entry in polib.mofile(str(MESSAGES.with_suffix(".mo")))}
    assert compiled == {entry.msgid: _sides(entry) for entry in book}


def test_the_message_file_is_not_stale() -> None:
    """A sentence added to a page or declared as a problem must come with its English."""
    run = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "messages.py"), "--check"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, f"run tools/messages.py and translate what is open: {run.stdout}{run.stderr}"


def test_problems_speak_english_when_english_is_chosen(book: polib.POFile) -> None:
    known = {entry.msgid for entry in book}
    ours = [kind for code, kind in CATALOGUE.items() if not code.startswith("UJI")]
    assert [kind.code for kind in ours if not {kind.sentence, kind.advice} - {""} <= known] == []
    with override("en"):
        assert NOT_ALLOWED().sentence == "Your role does not cover this act."
    with override("id"):
        assert NOT_ALLOWED().sentence == "Peran Anda tidak mencakup tindakan ini."


def _composed(path: Path) -> Iterator[str]:
    """Calls of gettext whose message is put together before it is looked up: it can never be found."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = (
            node.func.id
            if isinstance(node.func, ast.Name)
            else node.func.attr
            if isinstance(node.func, ast.Attribute)
            else ""
        )
        first = node.args[0]
        if name not in GETTEXT or (isinstance(node.func, ast.Attribute) and name == "translate"):
            continue
        formatted = (
            isinstance(first, ast.Call) and isinstance(first.func, ast.Attribute) and first.func.attr == "format"
        )
        if isinstance(first, (ast.JoinedStr, ast.BinOp)) or formatted:
            yield f"{path.relative_to(SOURCES)}:{node.lineno}"


def test_no_message_is_composed_before_it_is_looked_up() -> None:
    found = [place for path in sorted(SOURCES.rglob("*.py")) for place in _composed(path)]
    assert found == []


class _Words(HTMLParser):
    """The words of a page that people see or hear, without scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style"}
        self.parts += [value or "" for name, value in attrs if name in {"aria-label", "placeholder", "title", "alt"}]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def _indonesian_in(page: str) -> list[str]:
    words = _Words()
    words.feed(page)
    seen = " ".join(words.parts).replace("Bahasa Indonesia", "").lower()
    return [word for word in INDONESIAN if re.search(rf"\b{word}\b", seen)]


def _browser(language: str) -> Client:
    cache.clear()
    client = Client()
    client.cookies["bahasa"] = language
    return client


@pytest.mark.django_db
def test_the_sign_in_page_is_english_throughout() -> None:
    english, indonesian = (_browser(language).get("/akun/masuk/") for language in ("en", "id"))
    assert english.status_code == 200 and "Sign in" in english.text
    assert _indonesian_in(english.text) == []
    assert {"masuk", "kata sandi", "pengguna"} <= set(_indonesian_in(indonesian.text))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/pengguna/", "/wilayah/", "/pekerjaan/", "/tidak-ada/"])
def test_pages_behind_the_door_are_english_throughout(path: str) -> None:
    user = User.objects.create_user("budi", full_name="Budi Uji")
    Assignment.objects.create(
        user=user, role="admin", wilayah="1872", active_from=date(2020, 1, 1), created_at=now(), created_by="uji"
    )
    client = _browser("en")
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code in {200, 404} and '<html lang="en"' in answer.text
    assert _indonesian_in(answer.text) == []
