"""Paid list = decreed list: the proof that a decree, its lines, its entitlements and its annex say the same."""

from __future__ import annotations

from dataclasses import dataclass

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.delivery.programs import setwise
from pilar.delivery.programs.digest import digest_of
from pilar.delivery.programs.models import Decree

_SAME = (
    "e.id = l.id AND e.decree_id = l.decree_id AND e.family_id = l.family_id AND e.person_id = l.person_id AND e.wilayah = l.wilayah "
    "AND e.sequence = l.sequence AND e.amount_rp = l.amount_rp"
)


@dataclass(frozen=True, slots=True)
class Proof:
    """Counts and rupiah of both sides; `strangers`: entitlements without their line, `missing`: lines without their entitlement,
    `uneven`: entitlements whose parts do not sum up; `sealed`: the lines still give the digest."""

    lines: int
    entitlements: int
    lines_rp: int
    entitlements_rp: int
    strangers: int
    missing: int
    uneven: int
    sealed: bool

    @property
    def holds(self) -> bool:
        """True when nothing differs, to the rupiah."""
        same = (self.lines, self.lines_rp) == (self.entitlements, self.entitlements_rp)
        return same and not (self.strangers or self.missing or self.uneven) and self.sealed


def proof_of_decree(scope: Scope, decree_id: int) -> Proof:
    """The proof for a frozen decree, over all its lines whatever the scope. Needs programs.view. Raises UMUM-404."""
    scope.require("programs.view")
    row = Decree.objects.within(scope).filter(pk=decree_id, state="frozen").first()
    if row is None:
        raise NOT_FOUND()
    lines, lines_rp = setwise.rows(
        "SELECT count(*), coalesce(sum(amount_rp), 0) FROM programs_decreeline WHERE decree_id = %s", [row.pk]
    )[0]
    owed, owed_rp = setwise.rows(
        "SELECT count(*), coalesce(sum(amount_rp), 0) FROM programs_entitlement WHERE decree_id = %s", [row.pk]
    )[0]
    strangers = setwise.number(
        f"SELECT count(*) FROM programs_entitlement e WHERE e.decree_id = %s AND NOT EXISTS (SELECT 1 FROM programs_decreeline l WHERE {_SAME})",
        [row.pk],
    )
    missing = setwise.number(
        f"SELECT count(*) FROM programs_decreeline l WHERE l.decree_id = %s AND NOT EXISTS (SELECT 1 FROM programs_entitlement e WHERE {_SAME})",
        [row.pk],
    )
    uneven = setwise.number(
        "SELECT count(*) FROM programs_entitlement e WHERE e.decree_id = %s AND e.amount_rp <> "
        "coalesce((SELECT sum(p.amount_rp) FROM programs_entitlementpart p WHERE p.entitlement_id = e.id), 0)",
        [row.pk],
    )
    sealed = (row.count, row.total_rp) == (int(lines), int(lines_rp)) and row.digest == digest_of(row)
    return Proof(int(lines), int(owed), int(lines_rp), int(owed_rp), strangers, missing, uneven, sealed)
