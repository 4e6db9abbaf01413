"""Home, language, problem pages, audit page, health and metrics."""

import ast
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

import pilar
from pilar.config import config
from pilar.core.audit import actions as audit
from pilar.core.clock import now
from pilar.core.ids import encode_id
from pilar.core.jobs import beats
from pilar.core.jobs.models import Job
from pilar.core.scope import Actor, Scope
from pilar.foundation.accounts.models import Assignment, User
from pilar.web import health
from pilar.web.audit_words import act_words
from pilar.web.navigation import SECTIONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter() -> Callable[..., Client]:
    """`enter("dpo", "1872")`: the browser of somebody with that role."""

    def make(role: str, wilayah: str, language: str = "") -> Client:
        cache.clear()
        user = User.objects.create_user(f"uji.{role}", full_name="Orang Uji")
        Assignment.objects.create(
            user=user, role=role, wilayah=wilayah, active_from=date(2020, 1, 1), created_at=now(), created_by="uji"
        )
        client = Client()
        client.force_login(user)
        if language:
            client.cookies["bahasa"] = language
        return client

    return make


def test_home_links_what_the_role_may_do(enter: Callable[..., Client]) -> None:
    admin, auditor, resident = enter("admin", "1872"), enter("dpo", "1872"), enter("warga", "1872011001")
    links = [{item.url for item in client.get("/").context["sections"]} for client in (admin, auditor, resident)]
    assert "/pengguna/" in links[0] and "/audit/" not in links[0]
    assert {"/pengguna/", "/audit/"} <= links[1]
    assert not {"/pengguna/", "/audit/"} & links[2]


def test_pages_are_indonesian_until_somebody_chooses_english(enter: Callable[..., Client]) -> None:
    client = enter("admin", "1872")
    before = client.get("/", headers={"accept-language": "en-US,en"})
    assert '<html lang="id"' in before.text and before.headers["Content-Language"] == "id"
    answer = client.post("/bahasa/", {"language": "en", "next": "/pengguna/"})
    assert answer.url == "/pengguna/" and '<html lang="en"' in client.get("/").text
    assert User.objects.get().language == "en"


def test_times_are_shown_on_the_clock_of_the_office(enter: Callable[..., Client]) -> None:
    client = enter("admin", "1872")
    User.objects.update(last_login="2026-11-24T03:05:00Z")
    page = client.get(f"/pengguna/{encode_id(User.objects.get().pk)}/")
    assert "24 November 2026 10.05 WIB" in page.text


@pytest.mark.parametrize("target", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)", "\\\\jahat"])
def test_the_language_switch_leads_nowhere_else(target: str) -> None:
    assert Client().post("/bahasa/", {"language": "id", "next": target}).url == "/"


def test_an_unknown_language_of_a_visitor_is_ignored() -> None:
    client = Client()
    client.post("/bahasa/", {"language": "xx", "next": "/"})
    assert "bahasa" not in client.cookies


def test_a_refusal_is_a_page_with_sentence_advice_and_number(enter: Callable[..., Client]) -> None:
    answer = enter("lurah", "1872011001").get("/audit/")
    assert answer.status_code == 403
    assert "Peran Anda tidak mencakup tindakan ini." in answer.text and "UMUM-403" in answer.text


def test_what_does_not_exist_and_what_lies_outside_look_alike(enter: Callable[..., Client]) -> None:
    client = enter("admin", "1872")
    stranger = User.objects.create_user("jauh")
    Assignment.objects.create(
        user=stranger,
        role="lurah",
        wilayah="3573011001",
        active_from=date(2020, 1, 1),
        created_at=now(),
        created_by="uji",
    )
    outside, unknown = client.get(f"/pengguna/{encode_id(stranger.pk)}/"), client.get(f"/pengguna/{encode_id(5)}/")
    assert outside.status_code == unknown.status_code == 404
    assert "jauh" not in outside.text and "UMUM-404" in outside.text and "UMUM-404" in unknown.text


def test_an_expired_form_says_that_nothing_was_saved(enter: Callable[..., Client]) -> None:
    answer = Client(enforce_csrf_checks=True).post("/akun/masuk/", {"login": "x", "password": "y"})
    assert answer.status_code == 403 and "Tidak ada yang disimpan" in answer.text


def test_a_fault_of_ours_is_a_plain_page(enter: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    client = enter("admin", "1872")
    client.raise_request_exception = False
    monkeypatch.setattr("pilar.foundation.accounts.queries.list_users", lambda *args, **kwargs: 1 / 0)
    answer = client.get("/pengguna/")
    assert answer.status_code == 500 and "gangguan di pihak kami" in answer.text and "division" not in answer.text


def _events(area: str, count: int, act: str = "uji.baris.dicatat", actor: str = "siti") -> None:
    by = Actor(username=actor, role="operator", scope=Scope((area,)))
    with transaction.atomic():
        for number in range(count):
            audit.record(act, by=by, at=now(), wilayah=area, subject=("uji", number), reason=f"sebab {number}")


def test_the_audit_page_shows_the_own_area_a_page_at_a_time(enter: Callable[..., Client]) -> None:
    _events("1872011001", 60)
    _events("3573011001", 3, actor="orang.malang")
    client = enter("dpo", "1872")
    first = client.get("/audit/")
    shown = [event.seq for event in first.context["events"]]
    assert shown == list(range(60, 10, -1)) and "orang.malang" not in first.text
    second = client.get("/audit/", {"after": first.context["next_after"]})
    assert [event.seq for event in second.context["events"]] == list(range(10, 0, -1))
    assert second.context["next_after"] == ""


def test_the_audit_page_filters_by_act_person_day_and_subject(enter: Callable[..., Client]) -> None:
    _events("1872", 3, act="satu.hal", actor="siti")
    _events("1872", 2, act="dua.hal", actor="budi")
    client = enter("dpo", "1872")

    def count(**asked: str) -> int:
        return len(client.get("/audit/", asked).context["events"])

    today, tomorrow = now().date(), now().date() + timedelta(days=2)
    assert (count(act="satu"), count(actor="budi"), count(subject=encode_id(2))) == (3, 2, 1)
    assert (count(since=f"{today:%d-%m-%Y}"), count(since=f"{tomorrow:%d-%m-%Y}")) == (5, 0)
    assert client.get("/audit/", {"subject": "!"}).status_code == 422


def test_the_chain_is_verified_by_who_may_read_it(enter: Callable[..., Client]) -> None:
    _events("1872", 4)
    auditor = enter("dpo", "1872")
    auditor.post("/audit/periksa/")
    assert "Rantai utuh: 4 catatan" in auditor.get("/audit/").text
    assert enter("admin", "1872").post("/audit/periksa/").status_code == 403


def _job(minutes: int) -> None:
    at = now() - timedelta(minutes=minutes)
    Job.objects.create(
        name="x", title="x", queue="light", max_attempts=1, run_after=at, created_at=at, updated_at=at,
        requested_by="siti", actor={},
    )  # fmt: skip


def test_health_tells_when_nobody_takes_the_work() -> None:
    assert Client().get("/sehat/").json() == {"database": "ok", "worker": "gone"}
    beats.beat(now() - timedelta(minutes=2))
    assert Client().get("/sehat/").status_code == 503
    beats.beat(now())
    assert Client().get("/sehat/").json() == {"database": "ok", "worker": "ok"}
    _job(minutes=1)
    assert Client().get("/sehat/").status_code == 200
    _job(minutes=10)
    answer = Client().get("/sehat/")
    assert (answer.status_code, answer.json()["worker"]) == (503, "late")
    beats.leave()
    assert Client().get("/sehat/").json()["worker"] == "gone"


def test_metrics_are_for_the_machine_itself_or_the_holder_of_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    _job(minutes=10)
    client = Client()
    text = client.get("/metrics").text
    assert 'pilar_jobs{state="waiting"} 1.0' in text and "pilar_job_overdue_seconds 6" in text
    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 404
    assert client.get("/metrics", headers={"x-forwarded-for": "10.1.2.3"}).status_code == 404
    monkeypatch.setattr(health, "config", lambda: config().model_copy(update={"metrics_token": "rahasia-panjang"}))
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer salah"}).status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer rahasia-panjang"}).status_code == 200


def test_the_audit_page_speaks_the_words_of_the_office(enter: Callable[..., Client]) -> None:
    _events("1872011001", 1, act="registry.family.viewed")
    answer = enter("dpo", "1872").get("/audit/")
    row = answer.context["lines"][0]
    assert (row.act, row.area) == ("Halaman keluarga dilihat", "18.72.01.1001")  # no areas are loaded here
    assert dict(answer.context["form"].fields["act"].choices)["registry.family.viewed"] == "Halaman keluarga dilihat"


_WORDED = (
    "accounts", "bulk", "deliberation", "intake", "jobs", "linkage", "proposals", "registry", "screening", "targeting", "vault", "wilayah",
)  # fmt: skip


def test_every_act_of_the_trail_has_words() -> None:
    """The first text of each call that records an event."""
    recorded = set()
    for path in Path(pilar.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and (
                first := [*node.args, *(k.value for k in node.keywords if k.arg == "act")]
            ):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                texts = [a.value for a in first if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                recorded |= {
                    t for t in texts[:1] if name.endswith("record") and t.split(".")[0] in _WORDED and t.count(".") == 2
                }
    assert len(recorded) > 40
    assert sorted(act for act in recorded if act_words(act) == act) == []


def test_the_bar_of_a_phone_begins_with_the_work_of_the_role(enter: Callable[..., Client]) -> None:
    first = [item.url for item in enter("verifikator", "1872").get("/").context["bottom_nav"][:3]]
    assert first[:2] == ["/", "/verifikasi/"]
    page = enter("lurah", "1872011001").get("/")
    assert [item.url for item in page.context["bottom_nav"][:3]] == ["/", "/musyawarah/", "/loket/"]
    assert {item.url for item in page.context["bottom_nav"]} == {item.url for item in page.context["nav"]}
    assert '<p class="nav-group">Usulan dan musyawarah</p>' in page.text


def test_sections_of_one_kind_of_work_stand_together() -> None:
    groups = [str(one.group) for one in SECTIONS]
    assert groups == sorted(groups, key=groups.index), "a heading would appear twice"
