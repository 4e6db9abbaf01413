"""Pure decisions about visits: what failed visits lead to, merging of fields, agreement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any, Literal

VOLUNTEER_ROLES = ("psm", "tksk", "pendamping_pkh", "fasilitator_slrt")
DEFAULT_FAILED_LIMIT = 2
DEFAULT_GAP_DAYS = 1
"""Without a rule of the office: two failed visits on different days end an assignment (our own choice)."""
SHORT_SHARE = 1 / 3
SAME_POINT_HOMES = 3
FAR_DEGREES = 0.09
"""About 10 km along a meridian; near the equator also along a parallel."""
SAME_ANSWERS = 3


def after_result(
    failed: bool, ends: bool, earlier_failed: Iterable[date], day: date, *, limit: int, gap_days: int
) -> tuple[str, bool]:
    """(state of the assignment after this result, whether the visit counts as failed).

    A failed visit counts only when at least `gap_days` days lie between it and every counted one: knocking twice in a morning
    is one visit. After `limit` counted ones the state is "gagal"; what is unknown stays unknown, nobody loses aid by it.
    """
    if not failed:
        return ("selesai" if ends else "dikirim"), False
    counted = list(earlier_failed)
    counts = all(abs((day - one).days) >= gap_days for one in counted)
    return ("gagal" if len(counted) + counts >= limit else "dibagi"), counts


Choice = Literal["sama", "baru", "konflik"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One fact of a record beside the register. `choice`: "sama" nothing to do, "baru" may be taken, "konflik": the register
    changed this very fact after the volunteer left, people decide."""

    key: str
    registered: Any
    visited: Any
    choice: Choice


def merge_fields(
    registered: Mapping[str, Any], visited: Mapping[str, Any], changed_since: frozenset[str] | None
) -> list[FieldChange]:
    """Field by field, in the order of `visited`. `changed_since`: keys that the register changed after the state the volunteer saw;
    None when that state is not known: then every difference that would overwrite something is for people to decide."""
    found = []
    for key, value in visited.items():
        mine = registered.get(key)
        if _plain(mine) == _plain(value):
            choice: Choice = "sama"
        elif changed_since is None:
            choice = "baru" if _plain(mine) == "" else "konflik"
        else:
            choice = "konflik" if key in changed_since else "baru"
        found.append(FieldChange(key, mine, value, choice))
    return found


def _plain(value: Any) -> str:
    return "" if value is None else str(value).strip()


def wilson(agreeing: int, total: int) -> tuple[float, float]:
    """95 % Wilson interval of a share (Wilson 1927); (0, 1) for nothing seen."""
    if total == 0:
        return 0.0, 1.0
    z = 1.959964
    share = agreeing / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)
