"""Pure decisions of programmes: states of a stage and of a membership, months, quota and rank. No Django, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

STAGE_STEPS: Mapping[str, tuple[str, ...]] = {
    "draft": ("decreed",),
    "decreed": ("ordering", "closed"),
    "ordering": ("closed",),
    "closed": (),
}
"""A stage goes forward only; `closed` is the end (reconciliation closes it)."""

MEMBER_ACTS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "promosi": (("antre",), "aktif"),
    "tangguh": (("aktif",), "ditangguhkan"),
    "lanjut": (("ditangguhkan",), "aktif"),
    "lulus": (("aktif", "ditangguhkan"), "lulus"),
    "keluar": (("aktif", "antre", "ditangguhkan"), "keluar"),
}
"""Act -> (states it may start from, state it leads to). `daftar` and `antre` begin a membership; `pindah` keeps the state."""


def may_step(state: str, target: str) -> bool:
    """True when a stage may go from `state` to `target`; staying is no step."""
    return target in STAGE_STEPS.get(state, ())


def may_act(act: str, state: str) -> bool:
    """True when a membership in `state` may take `act`."""
    return act in MEMBER_ACTS and state in MEMBER_ACTS[act][0]


def whole_months(first: date, end: date) -> int:
    """Calendar months that a half-open period touches: 1 Jan to 1 Apr is 3. ValueError for an empty period.

    >>> whole_months(date(2026, 1, 1), date(2026, 4, 1))
    3
    """
    if end <= first:
        raise ValueError("empty period")
    last = date.fromordinal(end.toordinal() - 1)
    return (last.year - first.year) * 12 + last.month - first.month + 1


def quota_for(area: str, quotas: Iterable[str]) -> str | None:
    """The quota area that contains `area`: the deepest one; None when no quota speaks of it."""
    found = [code for code in quotas if area.startswith(code)]
    return max(found, key=len) if found else None


def nested(areas: Sequence[str]) -> tuple[str, str] | None:
    """A pair of areas of which one contains the other, or None."""
    ordered = sorted(areas)
    for outer, inner in pairwise(ordered):
        if inner.startswith(outer):
            return outer, inner
    return None
