"""Every night the head of the chain is written outside the database, without anybody asking."""

from datetime import time

from pilar.core.audit import anchors
from pilar.core.clock import now
from pilar.core.jobs.rules import Daily
from pilar.core.jobs.run import Run
from pilar.core.jobs.schedules import schedule
from pilar.core.jobs.tasks import job


@job(title="Jangkar harian catatan audit")
def anchor(run: Run) -> dict[str, int | str]:
    """Append the present head to the file of anchors."""
    made = anchors.write(at=now())
    return {"seq": made.seq, "digest": made.digest}


schedule("audit-jangkar", anchor, Daily(time(23, 50)))
