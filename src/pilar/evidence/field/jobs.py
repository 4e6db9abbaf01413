"""Background work of the field: the forms of the package are put in place for an office."""

from pilar.core.clock import now
from pilar.core.jobs.run import Run
from pilar.core.jobs.tasks import job
from pilar.evidence.field.actions.forms import install_shipped


@job(title="Memasang formulir bawaan")
def install_forms(run: Run, area: str) -> dict[str, list[str]]:
    """Convert, check and publish the shipped forms for the roles of the area; those that are there stay as they are."""
    return {"installed": install_shipped(area=area, by=run.actor, at=now())}
