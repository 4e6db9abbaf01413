"""Four eyes on one record: who proposed cannot verify, who ordered cannot reconcile (pairs: capabilities.py)."""

from collections.abc import Iterable

from pilar.core.problems import problem
from pilar.core.scope import Actor
from pilar.foundation.accounts.duties import record_conflict

SAME_PERSON = problem(
    "AKUN-012",
    "Anda sudah mengerjakan langkah sebelumnya pada data ini. {reason}",
    "Minta rekan lain yang berwenang melakukan langkah ini.",
    403,
)


def require_separate_duties(wanted: str, *, by: Actor, earlier: Iterable[tuple[str, str]]) -> None:
    """Refuse an act on a record when the same person did an incompatible one on it before.

    `wanted` is the capability the act uses; `earlier` are (capability, username) of the acts done on the record.
    Compares persons, not roles: another role does not help. Raises AKUN-012; KeyError for an undeclared capability.
    """
    own = frozenset(capability for capability, username in earlier if username == by.username)
    reason = record_conflict(wanted, own)
    if reason is not None:
        raise SAME_PERSON(reason=reason)
