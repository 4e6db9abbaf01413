"""The JSON doors and pages of the field app, asked as a phone asks."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests.access.scope_offices import fill, open_versions
from tests.unit.evidence.field.field_office import AT, SYSTEM, make_phone
from tests.unit.evidence.registry.two_cities import load_areas

from pilar.core.audit.models import AuditEvent
from pilar.core.scope import Actor
from pilar.evidence.field.actions.phones import revoke_phone
from pilar.evidence.field.app import shell, sources, views
from pilar.evidence.field.app.sources import Returned, Visit
from pilar.evidence.field.models import Device

pytestmark = pytest.mark.django_db
RT = "1872011001002003"


class _OneVisit:
    """Hands one family to `psm.a` and nothing to anybody else."""

    def __init__(self, family: int) -> None:
        self.family = family

    def visits_for(self, actor: Actor, today: date) -> Sequence[Visit]:
        mine = Visit("k1", "uji", "Cek lapangan", "ALFANI SATU", "Jl. Melati", "RT 003", family_id=self.family)
        return [mine] if actor.username == "psm.a" else []

    def visit_of(self, actor: Actor, key: str) -> Visit | None:
        return next((one for one in self.visits_for(actor, AT.date()) if one.key == key), None)

    def returned_for(self, actor: Actor) -> Sequence[Returned]:
        return [Returned("uuid:r", "uji", "Foto gelap", AT)] if actor.username == "psm.a" else []


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    cache.clear()
    monkeypatch.setattr(sources, "_sources", [_OneVisit(1)])
    yield make_phone("psm.a")


def _ask(token: str, path: str, body: Any = None) -> Any:
    more = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
    address = f"/lapangan/api/{path}"
    if body is None:
        return Client().get(address, **more)
    return Client().post(address, data=body if isinstance(body, str) else json.dumps(body), content_type="application/json", **more)  # fmt: skip


@pytest.mark.parametrize(("path", "body"), [("masuk", None), ("hari-ini", {}), ("kunjungan/k1/riwayat", None), ("terdaftar", {})])  # fmt: skip
@pytest.mark.parametrize("wrong", ["", "bukan-kode"])
def test_without_a_token_in_force_nothing_is_said(token: str, path: str, body: Any, wrong: str) -> None:
    answer = _ask(wrong, path, body)
    assert answer.status_code in {401, 403}
    assert set(answer.json()) == {"code", "sentence", "advice"}


def test_a_phone_gets_its_own_visits_and_says_what_it_holds(token: str) -> None:
    said = _ask(token, "hari-ini", {"held": [{"instance_id": "uuid:1", "form_id": "uji"}]}).json()
    assert [one["key"] for one in said["visits"]] == ["k1"]
    assert said["returned"][0]["note"] == "Foto gelap"
    device = Device.objects.get()
    assert device.holds["instances"] == ["uuid:1"]
    assert len(device.holds["families"]) == 1
    other = _ask(make_phone("psm.b"), "hari-ini", {}).json()
    assert other["visits"] == other["returned"] == []


def test_history_is_short_logged_and_only_for_own_visits(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    load_areas()
    monkeypatch.setattr(sources, "_sources", [_OneVisit(fill("ALFANI", RT, 1, open_versions()).family)])
    answer = _ask(token, "kunjungan/k1/riwayat")
    assert answer.status_code == 200, answer.content
    assert set(answer.json()) == {"as_of", "members", "aid", "expires_at"}
    assert all(set(one) == {"name", "relation", "age", "alive"} for one in answer.json()["members"])
    assert AuditEvent.objects.filter(act="field.history.viewed", actor="psm.a").count() == 1
    assert _ask(token, "kunjungan/k2/riwayat").status_code == 404
    assert _ask(make_phone("psm.b"), "kunjungan/k1/riwayat").status_code == 404


def test_a_number_is_answered_masked_limited_and_logged(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = _ask(token, "terdaftar", {"number": "1872.0150.0190.9999"})
    assert answer.json()["found"] == []
    assert _ask(token, "terdaftar", {"number": "187201"}).status_code == 422
    monkeypatch.setattr(views, "ASKS_A_DAY", 2)
    assert _ask(token, "terdaftar", {"number": "1872015001909999"}).status_code == 200
    assert _ask(token, "terdaftar", {"number": "1872015001909999"}).status_code == 429
    asked = AuditEvent.objects.filter(act="field.number.asked")
    assert asked.count() == 2
    assert "1872015001909999" not in json.dumps([event.data for event in asked])


def test_names_are_masked() -> None:
    assert views.masked_name("SITI AMINAH") == "S••• A•••"


@pytest.mark.parametrize("body", ["[1]", "{", '{"held": 3}', '{"held": [1]}', "[" * 100_000])
def test_spoiled_requests_are_refused_with_a_sentence(token: str, body: str) -> None:
    answer = _ask(token, "hari-ini", body)
    assert answer.status_code == 400
    assert answer.json()["code"] == "LAP-400"


def test_a_revoked_phone_is_refused_and_what_it_held_is_told(token: str) -> None:
    _ask(token, "hari-ini", {"held": [{"instance_id": "uuid:9"}]})
    held = revoke_phone(device_id=Device.objects.get().pk, reason="hilang", by=SYSTEM, at=AT)
    assert held["instances"] == ["uuid:9"]
    assert held["families"]
    assert _ask(token, "hari-ini", {}).status_code == 403


def test_the_shell_alone_may_compile_webassembly(client: Client) -> None:
    if not (shell.BUILT / "sw.js").exists():
        pytest.skip("client/ is not built")
    page = client.get("/lapangan/")
    assert "'wasm-unsafe-eval'" in page["Content-Security-Policy"]
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    worker = client.get("/lapangan/sw.js")
    assert worker["Cache-Control"] == "no-cache"
    assert worker["Content-Type"].startswith("text/javascript")
    assert "wasm-unsafe-eval" not in worker["Content-Security-Policy"]
    assert client.get("/lapangan/manifest.webmanifest").json()["scope"] == "/lapangan/"
