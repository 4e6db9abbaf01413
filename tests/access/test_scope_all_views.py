"""No row from outside the area or role comes out of any view (goal S1).

Non-interference: whatever is added outside somebody's area changes not one letter of any page, list, count, search, drop-down, sheet or paper that this
person can get; and what lies outside answers as what does not exist. All views of the resolver, all roles, areas from RT to province.
"""

import io
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.db.models import Q
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.access.scope_cases import EXEMPT, OWN, asked_of, values_of
from tests.access.scope_offices import HIDDEN_PPKS, Office, fill, ghost, open_versions
from tests.unit.evidence.registry.two_cities import AT, load_areas

from pilar.core.doors import door_of
from pilar.core.jobs import worker
from pilar.core.scope import Actor, Scope, ScopedQuerySet
from pilar.evidence.registry.ppks import PPKS_BY_CODE
from pilar.foundation.accounts import doors
from pilar.foundation.accounts import queries as accounts
from pilar.foundation.accounts.capabilities import AGGREGATE_ONLY
from pilar.foundation.accounts.models import Assignment, User
from pilar.foundation.accounts.roles import ROLES, Level

PLACES = (
    ("ALFANI", "1872011001002003"),
    ("BRAVONI", "1872011001002004"),  # another RT of the RW
    ("ERLANDI", "1872011003001001"),  # another kelurahan of the kecamatan
    ("DELTANI", "3573011001001001"),  # another province
)
LENGTH: Mapping[Level, int] = {
    Level.WARGA: 16,
    Level.RT: 16,
    Level.RW: 13,
    Level.KELURAHAN: 10,
    Level.KECAMATAN: 6,
    Level.KOTA: 4,
    Level.PROVINSI: 2,
}
KNOWN_UNTIL = {16: 1, 13: 2, 10: 2, 6: 3, 4: 3, 2: 3}
"""How many of the PLACES lie inside an area of this length around the first one."""
COMPARED = (10,)
"""Areas whose every page is compared before and after; for the others the marks of outside places are looked for."""
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style|\sstyle=|\son[a-z]+=\"", re.IGNORECASE
)
_GAP = re.compile(r"(?<=\d)[ .\u2009\xa0](?=\d)")
"""What stands between the groups of a long number on a page."""
_CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": *"[^"]*"|name="kunci"[^>]*'
    r'|<td class="number" data-label="Nomor">\d+</td>'
)
"""Tokens of a request, and the place in the audit chain, which is one for the whole office so that a gap shows."""


def walk(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern, list[str]]]:
    """(name with its namespace, pattern, parameters) of every view."""
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from walk(part, f"{space}{part.namespace}:" if part.namespace else space)
        else:
            yield f"{space}{part.name}", part, list(part.pattern.converters)


VIEWS_THERE = [(name, pattern, parameters) for name, pattern, parameters in walk(get_resolver())]


def _undeclared(office: Office) -> list[str]:
    missing = []
    for name, _, parameters in VIEWS_THERE:
        if name in EXEMPT or name.startswith(OWN):
            continue
        try:
            values_of(name, parameters, office)
        except KeyError as error:
            missing.append(f"{name}: {error}")
    return missing


class City:
    """The database with the sets of places, and the people who look."""

    def __init__(self) -> None:
        load_areas()
        user = User.objects.create_user("uji.dpo", full_name="Uji Uji")
        Assignment.objects.create(
            user=user, role="dpo", wilayah="1872", active_from=date(2020, 1, 1), created_at=AT, created_by="uji"
        )
        self.versions = open_versions()
        self.offices: list[Office] = []

    def grow(self, upto: int) -> None:
        for number in range(len(self.offices), upto):
            self.offices.append(fill(*PLACES[number], number + 1, self.versions))
            worker.run_pending()


NAMING = {
    "registry:families", "registry:family", "registry:person", "registry:search", "registry:families-sheet", "proposals:list",
    "proposals:detail", "screening:flags", "screening:flag", "intake:list", "accounts:list", "audit", "jobs:list", "home",
}  # fmt: skip
"""One view of every kind, asked as each single role, and with the filter of areas taken away."""


def _only(monkeypatch: pytest.MonkeyPatch, names: set[str]) -> None:
    monkeypatch.setattr(sys.modules[__name__], "VIEWS_THERE", [one for one in VIEWS_THERE if one[0] in names])


class Browser(Client):
    """A test client that does not copy the context of every template: pages have hundreds of small ones."""

    def request(self, **request: Any) -> Any:
        answer = self.handler(self._base_environ(**request))
        self.cookies.update(answer.cookies)
        return answer


@dataclass(frozen=True, slots=True)
class Looker:
    """Somebody who looks: a real role in its area, or one with the capabilities of all roles together."""

    role: str
    area: str
    capabilities: frozenset[str]

    @property
    def known(self) -> int:
        return KNOWN_UNTIL[len(self.area)]

    def enter(self) -> Client:
        """A browser whose every request acts as this looker."""
        client = Browser()
        client.force_login(User.objects.get(username="uji.dpo"))
        return client

    def acting(self, user_id: int, *_: Any) -> accounts.Acting:
        scope = Scope((self.area,), self.capabilities)
        return accounts.Acting([self.role], Actor("uji.dpo", self.role, scope, user_id=user_id))


def _area(level: Level) -> str:
    return PLACES[0][1][: LENGTH.get(level, 4)]


ROLE_LOOKERS = [Looker(one.code, _area(one.level), one.capabilities) for one in ROLES.values()]
UNIONS = [
    Looker(
        "dpo",
        PLACES[0][1][:length],
        frozenset().union(*(one.capabilities for one in ROLE_LOOKERS)) - {AGGREGATE_ONLY},
    )
    for length in COMPARED
]


def _content(answer: Any) -> str:
    """Status and everything that can be read in an answer, without what changes with every request."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    # By what the file is, not by what it is said to be: rows made for this test may name any kept file.
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            text = "\n".join(book.read(name).decode() for name in sorted(book.namelist()) if name.startswith("xl/"))
    elif body.startswith(b"%PDF-"):
        from pypdf import PdfReader

        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    else:
        text = _CHANGING.sub("", body.decode("utf-8", "replace"))
    return f"{answer.status_code} {answer.headers.get('Location', '')}\n{text}"


def _strict(answer: Any) -> bool:
    """A page allows no code but our own files, and contains none (goal S9)."""
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return True
    # The field app's engine compiles WebAssembly; that permission lets no text become code.
    policy = answer.headers.get("Content-Security-Policy", "").replace("'wasm-unsafe-eval'", "")
    return "default-src 'none'" in policy and "unsafe" not in policy and not INLINE.search(answer.text)


def _requests(looker: Looker, office: Office) -> Iterator[tuple[str, str, dict[str, str] | None, bool]]:
    """(view, address, form to post or None, whether it names a row) that this looker may ask about one place."""
    for name, pattern, parameters in VIEWS_THERE:
        door = door_of(pattern.callback)
        if name in EXEMPT or name.startswith(OWN) or door is None:
            continue
        if door.capabilities and not set(door.capabilities) & looker.capabilities:
            continue  # that it is refused is proved in test_every_view_declares_its_door
        asked = asked_of(name)
        for values in values_of(name, parameters, office):
            address = reverse(name, kwargs=values)
            for query in asked.queries:
                yield name, address + query, None, bool(parameters) and not asked.public
            for form in asked.searches:
                yield name, address, dict(form), False


class Eyes:
    """Looks at all views as somebody, leaves nothing behind, and tells what should not have been seen."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch, self.pages = monkeypatch, 0
        monkeypatch.setattr(doors, "proved_recently", lambda request: True)

    def look(self, looker: Looker, office: Office) -> dict[str, str]:
        """All that the looker gets to see about one place, by request."""
        self.monkeypatch.setattr(accounts, "find_actor", looker.acting)
        seen = {}
        with transaction.atomic():
            client = looker.enter()
            for name, address, form, _ in _requests(looker, office):
                answer = client.get(address) if form is None else client.post(address, form)
                assert answer.status_code < 500, (looker.role, address)
                assert _strict(answer), (looker.role, address, "inline code, or a loose policy")
                seen[f"{name} {address} {form or ''}"] = _content(answer)
            transaction.set_rollback(True)
        self.pages += len(seen)
        return seen

    def strangers(self, looker: Looker, office: Office) -> list[str]:
        """Rows of another place that do not answer as rows do that do not exist: 404, or the same refusal of the form."""
        self.monkeypatch.setattr(accounts, "find_actor", looker.acting)
        faults = []
        with transaction.atomic():
            client = looker.enter()
            named = [
                one
                for one in zip(_requests(looker, office), _requests(looker, ghost(office)), strict=True)
                if one[0][3]
            ]
            for (name, address, form, _), (_, unknown, _, _) in named:
                if form is not None or "?" in address:
                    continue
                known = self._knock(client, address)
                if office.mark in known or (known[:3] != "404" and known[:3] != self._knock(client, unknown)[:3]):
                    faults.append(f"{len(looker.area)} {name} {address}: {known[:3]}")
            transaction.set_rollback(True)
        return faults

    def _knock(self, client: Client, address: str) -> str:
        """What an address answers; a view that only takes POST is POSTed to."""
        with transaction.atomic():
            answer = client.get(address)
            if answer.status_code == 405:
                answer = client.post(address)
            transaction.set_rollback(True)
        self.pages += 1
        return _content(answer)


def _first_difference(one: str, two: str) -> str:
    place = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return f"{one[max(place - 60, 0) : place + 80]!r} != {two[max(place - 60, 0) : place + 80]!r}"


def _shown(looker: Looker, seen: dict[str, str], outside: list[Office]) -> list[str]:
    """Marks of places outside that stand on a page, unless the looker typed them."""
    return [
        f"{looker.role} {len(looker.area)} {key}: shows {one.mark}"
        for key, text in seen.items()
        for one in outside
        if one.mark in text and one.mark not in key
    ]


def _interference(eyes: Eyes, city: City, lookers: list[Looker]) -> list[str]:
    """Grows the city from the first place outwards and compares what each looker sees before and after."""
    before, faults = {}, []
    for looker in sorted(lookers, key=lambda one: one.known):
        city.grow(looker.known)
        before[looker] = eyes.look(looker, city.offices[0])
    city.grow(len(PLACES))
    for looker in lookers:
        outside = city.offices[looker.known :]
        after = eyes.look(looker, city.offices[0])
        faults += [
            f"{len(looker.area)} {key}: {_first_difference(text, after[key])}"
            for key, text in before[looker].items()
            if after[key] != text
        ]
        faults += _shown(looker, after, outside) + eyes.strangers(looker, outside[0])
    return faults


def _beyond_the_role(looker: Looker, seen: dict[str, str], city: City) -> list[str]:
    """What the role must not see inside its own area: open numbers, sensitive PPKS, names for roles that only count."""
    own, faults = city.offices[0], []
    hidden = PPKS_BY_CODE[HIDDEN_PPKS].name_id
    for key, text in seen.items():
        where = f"{looker.role} {key}"
        if own.nik in _GAP.sub("", text):
            faults.append(f"{where}: shows a whole NIK")
        if hidden in text and "ppks.sensitive.view" not in looker.capabilities:
            faults.append(f"{where}: shows a sensitive PPKS")
        if AGGREGATE_ONLY in looker.capabilities and own.mark in text:
            faults.append(f"{where}: shows a name to a role that counts")
    return faults


@pytest.mark.django_db
@pytest.mark.timeout(900)
def test_what_lies_outside_changes_no_letter_and_answers_as_if_it_did_not_exist(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with time_machine.travel(AT, tick=False):
        eyes, city = Eyes(monkeypatch), City()
        faults = _interference(eyes, city, UNIONS)
        assert not (missing := _undeclared(city.offices[0])), f"declare in tests/access/scope_cases.py: {missing}"
        pages = eyes.pages
        _only(monkeypatch, NAMING)
        for looker in ROLE_LOOKERS:
            seen = eyes.look(looker, city.offices[0])
            faults += _shown(looker, seen, city.offices[looker.known :]) + _beyond_the_role(looker, seen, city)
    assert pages > 400 and eyes.pages > pages + 100
    assert not faults, "\n".join(faults[:80])


@pytest.mark.django_db
@pytest.mark.timeout(600)
def test_a_planted_leak_is_seen_in_every_kind_of_view(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above is not empty: with the filter of areas gone, lists, counts, searches, pages and sheets are named."""
    _only(monkeypatch, NAMING)
    monkeypatch.setattr(ScopedQuerySet, "within", lambda rows, scope: rows.all())
    monkeypatch.setattr(Scope, "filter", lambda scope, path="wilayah": Q())
    monkeypatch.setattr(Scope, "sql", lambda scope, column: ("1=1", []))
    monkeypatch.setattr(Scope, "covers", lambda scope, code: True)
    with time_machine.travel(AT, tick=False):
        faults = _interference(Eyes(monkeypatch), City(), UNIONS)
    seen = {name for name in NAMING if any(f" {name} " in fault for fault in faults)}
    # The search narrows by the prefixes themselves, and an empty condition adds nothing to "my own jobs": these two do not leak this way.
    assert seen >= NAMING - {"registry:search", "jobs:list"}, faults[:20]
