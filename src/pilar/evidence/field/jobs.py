"""Background work of the field: the forms of the package are put in place for an office; the nightly sweep."""

from datetime import time

from pilar.core.clock import now
from pilar.core.jobs.rules import Daily
from pilar.core.jobs.run import Run
from pilar.core.jobs.schedules import schedule
from pilar.core.jobs.tasks import job
from pilar.evidence.field.actions.forms import install_shipped
from pilar.evidence.field.actions.sweep import sweep


@job(title="Memasang formulir bawaan")
def install_forms(run: Run, area: str) -> dict[str, list[str]]:
    """Convert, check and publish the shipped forms for the roles of the area; those that are there stay as they are."""
    return {"installed": install_shipped(area=area, by=run.actor, at=now())}


@job(title="Merapikan kiriman lapangan")
def sweep_field(run: Run) -> dict[str, int]:
    """Held entity changes after five days, half-written files after one; tells what waits in quarantine and what is missing."""
    return sweep(by=run.actor, at=now())


schedule("lapangan-malam", sweep_field, Daily(time(2, 30)))
