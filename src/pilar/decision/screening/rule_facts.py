"""What check lists and their flags tell the rules: a flag still open is unknown, an upheld one true, a lifted one false.

Who is not on a list that has been compared is not on it (false); while no list has been compared nothing is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Max

from pilar.config import config
from pilar.core.scope import Scope
from pilar.decision.screening.models import Flag, FlagEvent, ListEntry
from pilar.decision.targeting.told import EVERYBODY, Told

MEMBER_FIELDS: dict[str, tuple[str, ...]] = {
    "di_daftar_aparatur": ("asn", "tni", "polri", "pejabat", "bumn_bumd"),
    "di_daftar_pensiunan": ("pensiunan",),
    "di_daftar_upah": ("upah",),
    "pengurus_perusahaan": ("pengurus_perusahaan",),
}
#: Lists that must have been compared before the absence of a name means something.
NEEDED: dict[str, tuple[str, ...]] = {**MEMBER_FIELDS, "di_daftar_aparatur": ("asn", "tni", "polri")}
LIFTED = "pengecualian_dicabut"
_UPHELD, _LIFTED_STATE = "diterima", "dibatalkan"


class CheckListFacts:
    """Facts of members from the office's check lists, and of families whose every exclusion flag was lifted."""

    fields = frozenset({*MEMBER_FIELDS, LIFTED})
    tables: tuple[str, ...] = ("screening_flag", "screening_flagevent", "screening_listentry")

    def facts(self, scope: Scope, day: date, known_at: datetime, family: int | None) -> list[Told]:
        flags = Flag.objects.within(scope).filter(as_of__lte=day, raised_at__lte=known_at, family__isnull=False)
        if family is not None:
            flags = flags.filter(family_id=family)
        lists = sorted({one for names in MEMBER_FIELDS.values() for one in names})
        rows = list(flags.filter(check_list__in=lists).order_by("as_of", "id"))
        states = _states([row.pk for row in rows], known_at)
        found = _defaults(day)
        by_person: dict[tuple[int, str], list[Flag]] = defaultdict(list)
        by_family: dict[int, list[Flag]] = defaultdict(list)
        for row in rows:
            by_family[row.family_id or 0].append(row)
            for field, names in MEMBER_FIELDS.items():
                if row.check_list in names:
                    by_person[(row.person_id, field)].append(row)
        for (person, field), own in by_person.items():
            newest = own[-1]
            value = _together(states[one.pk] for one in own)
            found.append(Told(newest.family_id or 0, person, field, value, newest.as_of, newest.source_label))
        for owner, own in by_family.items():
            if all(states[one.pk] == _LIFTED_STATE for one in own):
                found.append(
                    Told(owner, None, LIFTED, True, own[-1].as_of, "Semua tanda dibatalkan sesudah klarifikasi")
                )
        return found


def _states(ids: list[int], known_at: datetime) -> dict[int, str]:
    """The state of each flag as it stood at a moment."""
    found = dict.fromkeys(ids, "muncul")
    steps = FlagEvent.objects.filter(flag_id__in=ids, at__lte=known_at).order_by("at", "id")
    found.update(steps.values_list("flag_id", "target_state"))
    return found


def _together(states: Iterable[str]) -> bool | None:
    """True when one is upheld, else unknown while one is open, else false."""
    seen = set(states)
    if _UPHELD in seen:
        return True
    return False if seen == {_LIFTED_STATE} else None


def _defaults(day: date) -> list[Told]:
    compared = dict(ListEntry.objects.filter(as_of__lte=day).values_list("check_list").annotate(newest=Max("as_of")))
    return [
        Told(
            EVERYBODY,
            None,
            field,
            False,
            min(compared[one] for one in needed),
            "Tidak ada dalam daftar periksa",
            config().office,
        )
        for field, needed in NEEDED.items()
        if all(one in compared for one in needed)
    ]
