"""The page of a person, and the members of a family."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as translate

from pilar.core import vault
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.evidence.registry.models import Membership, Person
from pilar.evidence.registry.queries import related
from pilar.evidence.registry.queries.answers import (
    PERSON_STATE_WORDS,
    Block,
    fact_values,
    person_blocks,
    relation_text,
    sex_text,
)
from pilar.evidence.registry.rules import ALIVE, HEAD, NIK_FIELD, PHONE_FIELD, age_on
from pilar.foundation.wilayah.queries import name_path


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member as a list shows it: NIK masked, "" when there is none."""

    id: int
    name: str
    relation: str
    relation_code: int | None
    sex: str
    sex_code: int | None
    birth_date: date | None
    age: int | None
    nik_masked: str
    status: str
    status_text: str
    revision: int

    @property
    def alive(self) -> bool:
        return self.status == ALIVE

    @property
    def is_head(self) -> bool:
        return self.relation_code == HEAD


@dataclass(frozen=True, slots=True)
class MembershipLine:
    """In which family a person stood, when and why it ended."""

    family_id: int
    head_name: str
    relation: str
    active_from: date
    active_to: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything a person's page shows within a scope, identifiers masked."""

    line: MemberLine
    wilayah: str
    place: str
    birth_place: str
    has_mother: bool
    phone_masked: str
    died_date: date | None
    family_id: int | None
    family_head: str
    desil: int | None
    desil_meaning: str
    as_of: date
    blocks: tuple[Block, ...]
    memberships: tuple[MembershipLine, ...]
    aid: tuple[related.Aid, ...]
    ppks: tuple[related.PpksMark, ...]
    civil: tuple[related.CivilAnswer, ...]
    former: tuple[related.FormerNumber, ...]


def person_row(scope: Scope, person_id: int) -> Person:
    """The row behind a page. Raises UMUM-404 when it does not exist or lies outside the scope."""
    row = Person.objects.within(scope).select_related("family", "facts").filter(pk=person_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def get_person(scope: Scope, person_id: int, today: date) -> PersonPage:
    """A person with facts, membership, aid, PPKS. Query count does not depend on what is found."""
    row = person_row(scope, person_id)
    family = row.family if row.family and scope.covers(row.family.wilayah) else None
    line = member_line(row, today)
    facts = fact_values(getattr(row, "facts", None), "person")
    return PersonPage(
        line=line,
        wilayah=row.wilayah,
        place=name_path(scope, row.wilayah) if row.wilayah else "",
        birth_place=row.birth_place,
        has_mother=row.mother_sealed is not None,
        phone_masked=vault.mask_digits(vault.unseal(PHONE_FIELD, row.phone_sealed)),
        died_date=row.died_date,
        family_id=family.pk if family else None,
        family_head=family.head_name if family else "",
        desil=family.desil if family else None,
        desil_meaning=related.desil_meaning(family.desil if family else None),
        as_of=row.as_of,
        blocks=person_blocks(scope, facts, age=line.age, sex=row.sex),
        memberships=tuple(memberships(scope, person_id)),
        aid=tuple(related.aid_of(scope, None, [person_id])),
        ppks=tuple(related.ppks_of(scope, [person_id])),
        civil=tuple(related.civil_answers(scope, [person_id])),
        former=tuple(related.former_numbers(scope, [person_id])),
    )


def list_members(scope: Scope, family_id: int, today: date) -> list[MemberLine]:
    """Members of a family in the order of the card: head first, then relation and age; dead ones last."""
    rows = Person.objects.within(scope).filter(family_id=family_id)
    lines = [member_line(row, today) for row in rows]
    return sorted(lines, key=lambda m: (not m.alive, m.relation_code or 99, m.birth_date or date.max, m.id))


def member_line(row: Person, today: date) -> MemberLine:
    """A row as a line; its NIK is opened only to be masked."""
    age = age_on(row.birth_date, row.died_date or today)
    return MemberLine(
        row.pk, row.name, relation_text(row.relation), row.relation, sex_text(row.sex), row.sex, row.birth_date, age,
        vault.mask_digits(vault.unseal(NIK_FIELD, row.nik_sealed)), row.status,
        translate(PERSON_STATE_WORDS.get(row.status, row.status)), row.revision,
    )  # fmt: skip


def memberships(scope: Scope, person_id: int) -> list[MembershipLine]:
    """Families a person belonged to, newest first; a family outside the scope keeps its name to itself."""
    rows = Membership.objects.filter(person_id=person_id).select_related("family").order_by("-active_from", "-id")
    return [
        MembershipLine(
            row.family_id,
            row.family.head_name if scope.covers(row.family.wilayah) else "",
            relation_text(row.relation),
            row.active_from,
            row.active_to,
            row.reason,
        )
        for row in rows
    ]
