"""What stands against a step of a usulan: asked alike by the step of one and by the steps of many."""

from __future__ import annotations

from pilar.core.declared import Step
from pilar.core.scope import Actor
from pilar.decision.proposals import problems
from pilar.decision.proposals.lifecycle import STATES_BY_CODE, step_for
from pilar.decision.proposals.models import Usul
from pilar.foundation.accounts.separation import require_separate_duties


def open_step(
    row: Usul, target: str, *, by: Actor, reason: str, held: frozenset[str], earlier: frozenset[str]
) -> Step:  # fmt: skip
    """The step of one usulan to `target`. `held` names what lies on the table; `earlier` the capabilities `by` used on it before.

    Raises USUL-004 (no such step), UMUM-403, AKUN-012 (same person), USUL-003 (no reason), USUL-006 (something is lacking).
    """
    step = step_for(row.state, target, kind=row.kind, came_from=row.came_from or None, can=by.scope.can)
    if step is None:
        raise problems.WRONG_STEP(state=STATES_BY_CODE[row.state].name)
    by.scope.require(step.capability)
    require_separate_duties(step.capability, by=by, earlier=[(one, by.username) for one in earlier])
    if "alasan" in step.needs and not reason.strip():
        raise problems.REASON_NEEDED()
    lacking = set(step.needs) - {"alasan", "keadaan_sebelumnya"} - held
    if lacking:
        raise problems.NEEDED_FIRST(what=", ".join(sorted(lacking)).replace("_", " "))
    return step
