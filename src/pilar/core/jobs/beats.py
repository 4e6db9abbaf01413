"""Signs of life: a worker says every ten seconds that all its threads run; whoever asks learns how long ago that was."""

import os
import socket
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from pilar.core.jobs.models import Beat

SILENT = timedelta(seconds=60)
"""After this long without a sign a worker counts as gone: six beats, or a write that waited its 20 s twice."""


def worker_name() -> str:
    """Host and process number."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


def beat(at: datetime) -> None:
    """Leave the sign of this process and sweep those of processes long gone."""
    with transaction.atomic():
        Beat.objects.update_or_create(worker=worker_name(), defaults={"at": at})
        Beat.objects.filter(at__lt=at - 10 * SILENT).delete()


def leave() -> None:
    """This process ends in order: its sign does not outlive it."""
    Beat.objects.filter(worker=worker_name()).delete()


def silence(at: datetime) -> timedelta | None:
    """How long ago the newest sign is; None when no worker ever left one, or the last one ended in order."""
    newest = Beat.objects.aggregate(newest=Max("at"))["newest"]
    return at - newest if newest else None
