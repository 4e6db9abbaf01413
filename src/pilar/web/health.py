"""For the operator: does it live (`/sehat`), and how much is it doing (`/metrics`)."""

import hmac
import ipaddress
from datetime import datetime

from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from pilar.config import config
from pilar.core.audit import queries as audit
from pilar.core.clock import now
from pilar.core.jobs import beats
from pilar.core.jobs import queries as jobs
from pilar.core.jobs.rules import State
from pilar.core.scope import Scope
from pilar.foundation.accounts.doors import public_page

LATE_SECONDS = 300
"""A due job that nobody took for so long means that the worker does not keep up."""


@public_page
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """200 while database and worker do their part, otherwise 503; says which part fails and nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        worker = worker_state(now())
    except DatabaseError:
        return JsonResponse({"database": "fails", "worker": "unknown"}, status=503)
    return JsonResponse({"database": "ok", "worker": worker}, status=200 if worker == "ok" else 503)


@public_page
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for the machine itself or the holder of PILAR_METRICS_TOKEN; to others it does not exist."""
    if not _may_measure(request):
        raise Http404
    from prometheus_client import CollectorRegistry, Gauge
    from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

    registry = CollectorRegistry()
    by_state = Gauge("pilar_jobs", "Background jobs by state", ["state"], registry=registry)
    visible = jobs.visible(Scope.system(), username="")
    for state in State:
        by_state.labels(state.value).set(visible.filter(state=state.value).count())
    overdue = Gauge("pilar_job_overdue_seconds", "Age of the oldest due job that no worker took", registry=registry)
    overdue.set(overdue_seconds(now()))
    events = Gauge("pilar_audit_events", "Length of the audit chain", registry=registry)
    silence = beats.silence(now())
    alive = Gauge(
        "pilar_worker_silence_seconds", "Time since a worker gave a sign of life; -1: none", registry=registry
    )
    alive.set(silence.total_seconds() if silence is not None else -1)
    newest = audit.list_events(Scope.system()).first()
    events.set(newest.seq if newest else 0)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def worker_state(at: datetime) -> str:
    """ "gone": no worker gave a sign of life within a minute; "late": one lives, but a due job waits too long; else "ok"."""
    silence = beats.silence(at)
    if silence is None or silence > beats.SILENT:
        return "gone"
    return "late" if overdue_seconds(at) > LATE_SECONDS else "ok"


def overdue_seconds(at: datetime) -> float:
    """How long the oldest due job has been waiting for a worker; 0 when none is."""
    due = jobs.visible(Scope.system(), username="").filter(state=State.WAITING.value, run_after__lte=at)
    oldest = due.order_by("run_after").values_list("run_after", flat=True).first()
    return (at - oldest).total_seconds() if oldest else 0.0


def _may_measure(request: HttpRequest) -> bool:
    token, given = config().metrics_token, request.headers.get("Authorization", "")
    if token:
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    if request.headers.get("X-Forwarded-For"):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
