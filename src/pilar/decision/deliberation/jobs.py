"""Background work of the musyawarah: objections past their day escalate every morning."""

from datetime import time

from pilar.core.clock import now
from pilar.core.jobs.schedules import Daily, schedule
from pilar.core.jobs.tasks import job
from pilar.core.jobs.worker import Run
from pilar.decision.deliberation.actions.objections import escalate_overdue


@job(title="Eskalasi sanggah yang lewat tenggat")
def escalate(run: Run) -> dict[str, int]:
    """Mark overdue objections; repeating it changes nothing."""
    return {"escalated": escalate_overdue(by=run.actor, at=now())}


schedule("sanggah-lewat-tenggat", escalate, Daily(time(6)))
