"""Background work of visits: what arrived from the field becomes reviews."""

from pilar.core.clock import now
from pilar.core.jobs.run import Run
from pilar.core.jobs.schedules import Hourly, schedule
from pilar.core.jobs.tasks import job
from pilar.evidence.visits.arrivals import receive


@job(title="Menerima hasil kunjungan")
def receive_visits(run: Run) -> dict[str, int]:
    """Reviews for records that have none yet; repeating it changes nothing."""
    return {"received": receive(by=run.actor, at=now())}


schedule("hasil-kunjungan", receive_visits, Hourly())
