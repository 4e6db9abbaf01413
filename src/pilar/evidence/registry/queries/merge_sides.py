"""One side of a pair under review: who, where, with whom, which aid. Identifiers masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from pilar.core import vault
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.evidence.registry.models import DukcapilResult, Family, Person, ReceivedAid
from pilar.evidence.registry.queries.families import get_family
from pilar.evidence.registry.queries.people import MemberLine, list_members, member_line
from pilar.evidence.registry.queries.related import Aid, aid_of
from pilar.evidence.registry.rules import KK_FIELD
from pilar.foundation.wilayah.queries import name_path


@dataclass(frozen=True, slots=True)
class Side:
    """A person (or a family, then `line` is None) beside the other of a pair. `confirmed`: Dukcapil answered "padan"."""

    id: int
    name: str
    line: MemberLine | None
    birth_place: str
    place: str
    wilayah: str
    address: str
    kk_masked: str
    family_id: int | None
    family_head: str
    members: tuple[MemberLine, ...]
    aid: tuple[Aid, ...]
    desil: int | None
    as_of: date
    confirmed: bool
    merged: bool

    @property
    def rank(self) -> tuple[bool, bool, bool, int, int]:
        """Which of two records had better carry on: confirmed by Dukcapil, with a NIK, with aid, with a larger family, the older."""
        numbered = bool(self.line.nik_masked if self.line else self.kk_masked)
        return (self.confirmed, numbered, bool(self.aid), len(self.members), -self.id)


def person_side(scope: Scope, person_id: int, today: date) -> Side:
    """Raises UMUM-404 outside the scope."""
    row = Person.objects.within(scope).select_related("family").filter(pk=person_id).first()
    if row is None:
        raise NOT_FOUND()
    family = row.family if row.family and scope.covers(row.family.wilayah) else None
    members = tuple(list_members(scope, family.pk, today)) if family else ()
    newest = DukcapilResult.objects.filter(person_id=row.pk).order_by("-as_of", "-id").first()
    return Side(
        row.pk, row.name, member_line(row, today), row.birth_place, name_path(scope, row.wilayah) if row.wilayah else "",
        row.wilayah, family.address if family else "", _kk(family), family.pk if family else None,
        family.head_name if family else "", members, tuple(aid_of(scope, family.pk if family else None, [row.pk])),
        family.desil if family else None, row.as_of, newest is not None and newest.result == "padan", row.merged_into is not None,
    )  # fmt: skip


def family_side(scope: Scope, family_id: int, today: date) -> Side:
    """Raises UMUM-404 outside the scope."""
    page = get_family(scope, family_id, today)
    return Side(
        page.id, page.head_name, None, "", page.place, page.wilayah, page.address, page.kk_masked, page.id, page.head_name,
        page.members, page.aid, page.desil, page.as_of, False, page.status == "digabung",
    )  # fmt: skip


def _kk(family: Family | None) -> str:
    return vault.mask_digits(vault.unseal(KK_FIELD, family.kk_sealed)) if family else ""


def receive_aid(*, people: Sequence[int] = (), families: Sequence[int] = ()) -> bool:
    """A list says that one of these persons, their families, or one of these families receives aid. Whatever the scope: two
    persons must then decide."""
    of_people = Person.objects.filter(pk__in=people, family_id__isnull=False).values_list("family_id", flat=True)
    within = Person.objects.filter(family_id__in=families).values_list("pk", flat=True)
    mine = Q(person_id__in=list(people)) | Q(family_id__in=[*families, *of_people]) | Q(person_id__in=list(within))
    return ReceivedAid.objects.filter(mine).exists()
