"""Who acts in the month, and how far each kelurahan comes: the same for the same city, however often it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pilar.core.scope import Actor, Scope
from pilar.demo.elements import Person
from pilar.demo.staff import Login, make_login
from pilar.foundation.wilayah.queries import children

SHARES = (("sent", 35), ("endorsed", 20), ("verified", 15), ("checked", 10), ("district", 10), ("village", 10))
"""Of the kelurahan that held their session: where what they found eligible lies at the end, in percent."""
HELD = tuple(code for code, _ in SHARES)


@dataclass(frozen=True, slots=True)
class VillageDesk:
    """Those who act in a kelurahan, and the people of its table."""

    code: str
    operator: Actor
    lurah: Actor
    checker: Actor
    lurah_name: str
    operator_name: str
    people: Sequence[Person]


@dataclass(frozen=True, slots=True)
class Desks:
    """Everybody who acts. `aims`: kelurahan -> "own" (of the named logins), "planned", "none", or a code of `SHARES`."""

    office: str
    seed: int
    period: str
    address: str
    by_role: Mapping[str, Actor]
    villages: Mapping[str, VillageDesk]
    aims: Mapping[str, str] = field(default_factory=dict)

    def with_aim(self, *aims: str) -> list[VillageDesk]:
        """Kelurahan with one of the aims, by code."""
        return [self.villages[code] for code in sorted(self.aims) if self.aims[code] in aims]


def make_desks(
    *, office: str, seed: int, own: str, logins: Sequence[Login], seated: Mapping[str, Sequence[Person]], address: str, at: datetime
) -> Desks:  # fmt: skip
    """A lurah and an operator for every kelurahan and a camat for every kecamatan, beside the named logins."""
    from pilar.foundation.accounts.queries import today

    by_role = {one.role: one.actor for one in logins}
    villages = {}
    for district in children(Scope.system(), office):
        mine = own.startswith(district.code)
        camat = by_role["camat"] if mine else make_login(f"camat-{district.code}", "camat", district.code, "").actor
        for village in children(Scope.system(), district.code):
            people = seated.get(village.code, ())
            villages[village.code] = _village(village.code, village.code == own, people, by_role, camat, logins)
    aims = aims_of(_usul_counts(office), own, villages)
    return Desks(office, seed, today(at).strftime("%Y-%m"), address.rstrip("/"), by_role, villages, aims)


def _village(
    code: str, own: bool, people: Sequence[Person], by_role: Mapping[str, Actor], camat: Actor, logins: Sequence[Login]
) -> VillageDesk:
    names = {one.position: one.name.title() for one in people}
    lurah_name, operator_name = names.get("Lurah", ""), names.get("Operator SIKS-NG", "")
    if own:
        full = {one.role: one.full_name for one in logins}
        lurah_name, operator_name = full["lurah"], full["operator_kelurahan"]
        return VillageDesk(
            code, by_role["operator_kelurahan"], by_role["lurah"], camat, lurah_name, operator_name, people
        )
    lurah = make_login(f"lurah-{code}", "lurah", code, lurah_name)
    operator = make_login(f"operator-{code}", "operator_kelurahan", code, operator_name)
    return VillageDesk(code, operator.actor, lurah.actor, camat, lurah.full_name, operator.full_name, people)


def _usul_counts(office: str) -> dict[str, int]:
    """How many usulan came by sheet from each kelurahan; later steps do not change it."""
    from django.db.models import Count
    from django.db.models.functions import Substr

    from pilar.decision.proposals.models import Usul

    rows = Usul.objects.within(Scope((office,), frozenset({"*"}))).filter(source_id__isnull=False)
    counted = rows.annotate(village=Substr("wilayah", 1, 10)).values_list("village").annotate(size=Count("id"))
    return {str(code): int(size) for code, size in counted.order_by("village")}


def aims_of(counts: Mapping[str, int], own: str, villages: Mapping[str, object]) -> dict[str, str]:
    """How far each kelurahan comes. The smallest two hold none and plan one; those of the own kecamatan wait at the nearer desks."""
    known = sorted(code for code in counts if code in villages)
    aims = {own: "own"} if own in known else {}
    others = sorted((code for code in known if code != own), key=lambda code: (counts[code], code))
    if len(others) > 3:
        aims |= dict(zip(others[:2], ("none", "planned"), strict=True))
        others = others[2:]
    others.sort(key=lambda code: (code[:6] == own[:6], code))
    for place, code in enumerate(others):
        aims[code] = _share_at((place + 0.5) * 100 / len(others))
    return aims


def _share_at(percent: float) -> str:
    reached = 0
    for code, share in SHARES:
        reached += share
        if percent < reached:
            return code
    return SHARES[-1][0]
