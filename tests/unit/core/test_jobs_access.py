"""Who sees, cancels and retries a job, what the audit keeps, and what the pages show."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import resolve, reverse

from pilar.core.audit.models import AuditEvent
from pilar.core.ids import new_id
from pilar.core.jobs import actions, leases, queries
from pilar.core.jobs.models import Job
from pilar.core.jobs.rules import State
from pilar.core.jobs.run import Run
from pilar.core.jobs.tasks import job
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope

pytestmark = pytest.mark.django_db


@job(title="Memuat berkas")
def load(run: Run, batch_id: int) -> None:
    """Never run here: these tests are about the row."""


def person(username: str, *areas: str, can: tuple[str, ...] = ()) -> Actor:
    return Actor(username, "uji", Scope(areas, frozenset(can)))


ANI = person("ani", "187201")
BUDI = person("budi", "187201")
HEAD = person("kepala", "1872", can=("jobs.view_all",))
ADMIN = person("admin", "1872", can=("jobs.view_all", "jobs.manage"))
ELSEWHERE = person("luar", "3573", can=("jobs.view_all", "jobs.manage"))
EVERYWHERE = person("pusat", "", can=("jobs.view_all",))
NOWHERE = person("baru", can=("jobs.view_all", "jobs.manage"))


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def job_id(at: datetime) -> int:
    return actions.request(task=load, args=[7], by=ANI, at=at)


def claimed(job_id: int, at: datetime) -> None:
    assert leases.claim(owner="w", queues=["default"], at=at) == job_id


def failed(job_id: int, at: datetime) -> None:
    claimed(job_id, at)
    assert leases.close(job_id, "w", at, State.FAILED, problem_code="UJI-1", problem_sentence="Gagal.")


def acts() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("seq").values_list("act", "actor"))


@pytest.mark.parametrize(
    ("who", "sees"),
    [(ANI, True), (BUDI, False), (HEAD, True), (ADMIN, True), (ELSEWHERE, False), (EVERYWHERE, True), (NOWHERE, False)],
    ids=lambda value: getattr(value, "username", ""),
)
def test_visible_to_the_asker_and_to_holders_of_view_all_in_the_area(job_id: int, who: Actor, sees: bool) -> None:
    assert [row.pk for row in queries.list_jobs(who.scope, username=who.username)] == ([job_id] if sees else [])
    if sees:
        assert queries.get_job(who.scope, job_id, username=who.username).pk == job_id
    else:
        with pytest.raises(Problem, match="UMUM-404"):
            queries.get_job(who.scope, job_id, username=who.username)


def test_the_second_asker_sees_the_shared_job_once_in_the_list(at: datetime) -> None:
    first = actions.request(task=load, args=[1], by=ANI, at=at, unique_key="k")
    assert actions.request(task=load, args=[1], by=BUDI, at=at, unique_key="k") == first
    assert actions.request(task=load, args=[1], by=BUDI, at=at, unique_key="k") == first
    assert [row.pk for row in queries.list_jobs(BUDI.scope, username="budi", open_only=True)] == [first]
    assert acts() == [("jobs.job.requested", "ani"), ("jobs.job.followed", "budi")]


def test_a_waiting_job_is_cancelled_at_once(job_id: int, at: datetime) -> None:
    assert actions.cancel(job_id=job_id, by=ANI, at=at) == State.CANCELLED
    assert leases.claim(owner="w", queues=["default"], at=at + timedelta(days=1)) is None
    assert acts() == [("jobs.job.requested", "ani"), ("jobs.job.cancelled", "ani")]
    with pytest.raises(Problem, match="KERJA-409"):
        actions.cancel(job_id=job_id, by=ANI, at=at)


def test_a_running_job_is_told(job_id: int, at: datetime) -> None:
    claimed(job_id, at)
    assert actions.cancel(job_id=job_id, by=ADMIN, at=at) == State.RUNNING
    row = Job.objects.get(pk=job_id)
    assert (row.state, row.cancel_requested_at, row.owner) == (State.RUNNING, at, "w")


@pytest.mark.parametrize(
    ("who", "code"), [(BUDI, "UMUM-404"), (HEAD, "UMUM-403"), (ELSEWHERE, "UMUM-404")], ids=lambda v: str(v)[:20]
)
def test_others_neither_cancel_nor_retry(job_id: int, at: datetime, who: Actor, code: str) -> None:
    with pytest.raises(Problem, match=code):
        actions.cancel(job_id=job_id, by=who, at=at)
    failed(job_id, at)
    with pytest.raises(Problem, match=code):
        actions.retry(job_id=job_id, by=who, at=at)
    assert acts() == [("jobs.job.requested", "ani")]


def test_only_a_failed_job_is_retried(job_id: int, at: datetime) -> None:
    with pytest.raises(Problem, match="KERJA-408"):
        actions.retry(job_id=job_id, by=ANI, at=at)
    failed(job_id, at)
    actions.retry(job_id=job_id, by=ADMIN, at=at)
    row = Job.objects.get(pk=job_id)
    assert (row.state, row.problem_code, row.finished_at, row.actor["username"]) == ("waiting", "", None, "ani")
    assert acts()[-1] == ("jobs.job.retried", "admin")


def test_retry_gives_way_to_the_same_work_asked_anew(at: datetime) -> None:
    first = actions.request(task=load, args=[1], by=ANI, at=at, unique_key="k")
    failed(first, at)
    actions.request(task=load, args=[1], by=ANI, at=at, unique_key="k")
    with pytest.raises(Problem, match="KERJA-407"):
        actions.retry(job_id=first, by=ANI, at=at)


def page(name: str, who: Actor | None, job_id: int | None = None, method: str = "get") -> Any:
    url = reverse(f"jobs:{name}", kwargs={} if job_id is None else {"job_id": job_id})
    request = getattr(RequestFactory(), method)(url)
    request.user = get_user_model()(username=who.username) if who else AnonymousUser()
    request.actor, request.roles = who, []
    request.htmx = False
    request.session = {}
    match = resolve(url)
    return match.func(request, *match.args, **match.kwargs)


def test_the_page_polls_while_open_and_reloads_without_script(job_id: int, at: datetime) -> None:
    claimed(job_id, at)
    Job.objects.filter(pk=job_id).update(done=250, total=1000, message="Memeriksa baris")
    html = page("detail", ANI, job_id).content.decode()
    fragment = page("progress", ANI, job_id).content.decode()
    for shown in ("Memuat berkas", "250 dari 1.000", "Memeriksa baris", "Sedang berjalan", "kemajuan/", "Batalkan"):
        assert shown in html and shown in fragment
    assert '<noscript><meta http-equiv="refresh"' in html
    assert "<html" not in fragment
    assert "10.00 WIB" in html, "03:00 UTC on the clock of the office"


def test_the_page_of_a_failed_job_says_what_to_do(job_id: int, at: datetime) -> None:
    failed(job_id, at)
    html = page("detail", ANI, job_id).content.decode()
    assert "UJI-1: Gagal." in html
    assert "Coba lagi" in html
    assert "hx-trigger" not in html and "http-equiv" not in html
    assert "Coba lagi" not in page("detail", HEAD, job_id).content.decode()


def test_the_buttons_act(job_id: int, at: datetime) -> None:
    assert page("cancel", ANI, job_id, "post").status_code == 302
    assert Job.objects.get(pk=job_id).state == State.CANCELLED
    assert page("cancel", ANI, job_id, "get").status_code == 405
    other = actions.request(task=load, args=[8], by=ANI, at=at)
    failed(other, at)
    assert page("retry", ANI, other, "post").status_code == 302
    assert Job.objects.get(pk=other).state == State.WAITING


def test_the_list_and_its_empty_state(job_id: int) -> None:
    assert "Memuat berkas" in page("list", ANI).content.decode()
    assert "Belum ada pekerjaan" in page("list", BUDI).content.decode()


@pytest.mark.parametrize("name", ["detail", "progress"])
def test_unknown_and_forbidden_answer_alike(job_id: int, name: str) -> None:
    sentences = []
    for wanted in (job_id, new_id()):
        with pytest.raises(Problem) as refused:
            page(name, BUDI, wanted)
        sentences.append(refused.value.as_dict())
    assert sentences[0] == sentences[1]


def test_visitors_are_sent_to_the_login(job_id: int) -> None:
    for name, given, method in (("list", None, "get"), ("detail", job_id, "get"), ("cancel", job_id, "post")):
        answer = page(name, None, given, method)
        assert answer.status_code == 302
        assert "/pekerjaan/" not in answer.url.split("?")[0]
    assert Job.objects.get(pk=job_id).state == State.WAITING
