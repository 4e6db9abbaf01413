"""The page of a family, and the list of families with its filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Collate, Upper
from django.db.models.lookups import IContains, IsNull

from pilar.core import vault
from pilar.core.ids import decode_id, encode_id
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope, is_area_code
from pilar.evidence.registry.models import DtsenEntry, Family, FamilyFacts, Person, ReceivedAid
from pilar.evidence.registry.queries import related
from pilar.evidence.registry.queries.answers import Block, fact_values, family_blocks
from pilar.evidence.registry.queries.people import MemberLine, list_members
from pilar.evidence.registry.rules import (
    ACTIVE,
    ALIVE,
    DEAD,
    HEAD,
    KK_FIELD,
    NIK_FIELD,
    Member,
    digits_of,
    family_faults,
)
from pilar.foundation.wilayah.queries import name_path, resolve

PAGE = 50
_ORDER = ("wilayah", "head_name", "id")
COUNTED_TO = 10_000
COUNTED_TO_WIDELY = 500
"""For filters that must look at every family (`_looks_at_each`) in an area wider than a kelurahan."""
_KELURAHAN = 10
_FEW = 2_000
"""Recipients up to which a list of families starts from them instead of asking each family."""
STATE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "aktif": "Aktif",
        "pindah_keluar": "Pindah ke luar wilayah",
        "digabung": "Digabung dengan keluarga lain",
        "bubar": "Tidak ada anggota lagi",
        "tidak_ditemukan": "Tidak ditemukan",
    }
)
PROGRAMMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "pkh": ("PKH", "menerima_pkh"),
        "sembako": ("BPNT/Sembako", "menerima_bpnt"),
        "blt_desa": ("BLT Dana Desa", "menerima_blt_desa"),
        "bantuan_pemda": ("Bantuan pemerintah daerah", "menerima_bantuan_pemda"),
        "subsidi_listrik": ("Subsidi listrik", "menerima_subsidi_listrik"),
        "subsidi_pupuk": ("Subsidi pupuk", "menerima_subsidi_pupuk"),
        "subsidi_lpg": ("Subsidi LPG", "menerima_subsidi_lpg"),
    }
)
"""Filter code -> (words, the family's own answer that it receives it)."""


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """Everything a family's page shows within a scope, identifiers masked."""

    id: int
    head_name: str
    kk_masked: str
    wilayah: str
    place: str
    address: str
    status: str
    status_text: str
    member_count: int
    desil: int | None
    desil_meaning: str
    as_of: date
    revision: int
    facts_as_of: date | None
    faults: tuple[str, ...]
    members: tuple[MemberLine, ...]
    blocks: tuple[Block, ...]
    desil_steps: tuple[related.DesilStep, ...]
    aid: tuple[related.Aid, ...]
    ppks: tuple[related.PpksMark, ...]
    civil: tuple[related.CivilAnswer, ...]
    former: tuple[related.FormerNumber, ...]


@dataclass(frozen=True, slots=True)
class FamilyFilter:
    """What a list of families is narrowed to. `wilayah` "" is the whole scope; `head`: words of the head's name."""

    wilayah: str = ""
    desil: tuple[int, ...] = ()
    without_desil: bool = False
    programme: str = ""
    flaws: frozenset[str] = field(default_factory=frozenset)
    status: str = ACTIVE
    head: str = ""
    least_members: int = 0
    most_members: int | None = None

    def __post_init__(self) -> None:
        if not is_area_code(self.wilayah):
            raise ValueError("not an area code")


FLAWS: Mapping[str, str] = MappingProxyType(
    {
        "tanpa_nik": "Ada anggota tanpa NIK",
        "kepala_meninggal": "Kepala keluarga meninggal",
        "tanpa_kepala": "Belum ada kepala keluarga",
        "tanpa_kk": "Tanpa nomor KK",
        "tanpa_anggota": "Belum ada anggota",
        "berubah": "Desil berubah sejak kiriman sebelumnya",
        "baru": "Baru pada kiriman terakhir",
        "hilang": "Tidak ada lagi pada kiriman terakhir",
    }
)


@dataclass(frozen=True, slots=True)
class FamilyLine:
    """One row of the list."""

    id: int
    head_name: str
    kk_masked: str
    place: str
    address: str
    member_count: int
    desil: int | None
    status: str


@dataclass(frozen=True, slots=True)
class FamilyList:
    """A page of rows; cursors are opaque; `count` stops at COUNTED_TO or COUNTED_TO_WIDELY (then `more`)."""

    rows: tuple[FamilyLine, ...]
    after: str
    before: str
    count: int
    more: bool


def family_row(scope: Scope, family_id: int) -> Family:
    """The row behind a page. Raises UMUM-404 when it does not exist or lies outside the scope."""
    row = Family.objects.within(scope).select_related("facts").filter(pk=family_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def get_family(scope: Scope, family_id: int, today: date) -> FamilyPage:
    """A family with members, facts, desil, aid. Query count does not depend on its size."""
    row = family_row(scope, family_id)
    members = list_members(scope, family_id, today)
    people = [member.id for member in members]
    facts = getattr(row, "facts", None)
    known = [Member(m.id, m.relation_code, m.birth_date, m.alive) for m in members]
    return FamilyPage(
        id=row.pk,
        head_name=row.head_name,
        kk_masked=vault.mask_digits(vault.unseal(KK_FIELD, row.kk_sealed)),
        wilayah=row.wilayah,
        place=name_path(scope, row.wilayah) if row.wilayah else "",
        address=row.address,
        status=row.status,
        status_text=STATE_WORDS.get(row.status, row.status),
        member_count=row.member_count,
        desil=row.desil,
        desil_meaning=related.desil_meaning(row.desil),
        as_of=row.as_of,
        revision=row.revision,
        facts_as_of=facts.as_of if facts else None,
        faults=tuple(family_faults(known, today)) if row.status == ACTIVE else (),
        members=tuple(members),
        blocks=family_blocks(fact_values(facts, "family")),
        desil_steps=tuple(related.desil_history(scope, family_id)),
        aid=tuple(related.aid_of(scope, family_id, people)),
        ppks=tuple(related.ppks_of(scope, people)),
        civil=tuple(related.civil_answers(scope, people)),
        former=tuple(related.former_numbers(scope, [family_id, *people])),
    )


def list_families(
    scope: Scope, asked: FamilyFilter, *, after: str = "", before: str = "", size: int = PAGE
) -> FamilyList:
    """A page of families by area (kelurahan, RW, RT) and name of the head, keyset-paged; as many queries however many rows.
    An unreadable cursor begins anew."""
    chosen = _filtered(scope, asked)
    backwards = bool(before)
    place = _cursor(scope, before or after)
    ordered = chosen.order_by(*(f"-{name}" for name in _ORDER)) if backwards else chosen.order_by(*_ORDER)
    if place:
        ordered = ordered.filter(_beyond(place, backwards=backwards))
    rows = list(ordered[: size + 1])
    further = len(rows) > size
    rows = rows[:size][::-1] if backwards else rows[:size]
    has_next, has_before = (True, further) if backwards else (further, bool(place))
    most = _counted_to(scope, asked)
    whole = not place and not further
    counted = len(rows) if whole else chosen.order_by()[: most + 1].count()
    return FamilyList(
        rows=tuple(_lines(scope, rows)),
        after=encode_id(rows[-1].pk) if rows and has_next else "",
        before=encode_id(rows[0].pk) if rows and has_before else "",
        count=min(counted, most),
        more=counted > most,
    )


def families_for_sheet(scope: Scope, asked: FamilyFilter, limit: int) -> list[FamilyLine]:
    """At most `limit` families of a filter, by area. Three queries."""
    return _lines(scope, list(_filtered(scope, asked).order_by(*_ORDER)[:limit]))


def _lines(scope: Scope, rows: list[Family]) -> list[FamilyLine]:
    names = resolve(scope, {row.wilayah for row in rows if row.wilayah})
    numbers = vault.unseal_many(KK_FIELD, [row.kk_sealed for row in rows])
    return [
        FamilyLine(
            row.pk, row.head_name, vault.mask_digits(kk), names[row.wilayah].path if row.wilayah else "", row.address,
            row.member_count, row.desil, row.status,
        )
        for row, kk in zip(rows, numbers, strict=True)
    ]  # fmt: skip


def _filtered(scope: Scope, asked: FamilyFilter) -> QuerySet[Family]:
    families = Family.objects.within(scope.narrowed(asked.wilayah) if asked.wilayah else scope)
    if asked.status:
        families = families.filter(status=asked.status)
    wanted = Q(desil__in=asked.desil) if asked.desil else Q()
    if asked.without_desil:
        wanted |= Q(desil__isnull=True)
    families = families.filter(wanted)
    # In PostgreSQL the letters of other languages' rules would cost a third more.
    head = Collate("head_name", "C") if connection.vendor == "postgresql" else F("head_name")
    for word in asked.head.split()[:6]:
        families = families.filter(IContains(head, word))
    if asked.least_members:
        families = families.filter(member_count__gte=asked.least_members)
    if asked.most_members is not None:
        families = families.filter(member_count__lte=asked.most_members)
    if asked.programme in PROGRAMMES:
        families = families.filter(_receives(asked.programme))
    for flaw in sorted(asked.flaws & FLAWS.keys()):
        families = families.filter(_flaw(scope, flaw))
    return families


def _receives(code: str) -> Q:
    """Families that say so themselves, or that a list names, or one of whose members a list names."""
    _words, fact = PROGRAMMES[code]
    aid = ReceivedAid.objects.alias(code=Upper("programme")).filter(code=code.upper())
    if aid[: _FEW + 1].count() <= _FEW:
        named = aid.exclude(family=None).values_list("family_id")
        member = aid.exclude(person__family=None).values_list("person__family_id")
        return Q(pk__in=FamilyFacts.objects.filter(**{fact: 1}).values_list("family_id").union(named, member))
    return (
        _any(FamilyFacts.objects.filter(family_id=OuterRef("pk"), **{fact: 1}))
        | _any(aid.filter(family_id=OuterRef("pk")))
        | _any(aid.filter(person__family_id=OuterRef("pk")))
    )


def _any(rows: QuerySet[Any]) -> Q:
    """Whether there is such a row, asked family by family: for an EXISTS or a join inside an OR PostgreSQL reads the whole table first,
    though the first page and the capped count need only the beginning when many receive."""
    return Q(IsNull(Subquery(rows.values("pk")[:1]), False))


def _flaw(scope: Scope, flaw: str) -> Q:
    members = Person.objects.filter(family_id=OuterRef("pk"))
    if flaw == "tanpa_nik":
        return Q(Exists(members.filter(status=ALIVE, nik_index__isnull=True)))
    if flaw == "kepala_meninggal":
        return Q(Exists(members.filter(relation=HEAD, status=DEAD)))
    if flaw == "tanpa_kepala":
        return Q(member_count__gt=0) & ~Q(Exists(members.filter(relation=HEAD, status=ALIVE)))
    if flaw == "tanpa_kk":
        return Q(kk_index__isnull=True)
    if flaw == "tanpa_anggota":
        return Q(member_count=0)
    return _movement(scope, flaw)


def _movement(scope: Scope, flaw: str) -> Q:
    """Against the last two published versions; nobody when there are fewer than two."""
    newest = related.versions(scope, limit=2)
    if len(newest) < 2:
        return Q(pk__in=[])
    now, was = (DtsenEntry.objects.filter(version_id=v.pk, family_id=OuterRef("pk")) for v in newest)
    if flaw == "baru":
        return Q(Exists(now)) & ~Q(Exists(was))
    if flaw == "hilang":
        return Q(Exists(was)) & ~Q(Exists(now))
    old_desil = DtsenEntry.objects.filter(version_id=newest[1].pk, family_id=OuterRef("family_id")).values("desil")[:1]
    return Q(Exists(now.annotate(old=Subquery(old_desil)).exclude(desil=F("old"))))


def _counted_to(scope: Scope, asked: FamilyFilter) -> int:
    narrow = all(len(prefix) >= _KELURAHAN for prefix in scope.narrowed(asked.wilayah).prefixes)
    return COUNTED_TO_WIDELY if _looks_at_each(asked) and not narrow else COUNTED_TO


def _looks_at_each(asked: FamilyFilter) -> bool:
    return bool(asked.head or asked.programme or asked.flaws)


def _beyond(place: tuple[str, str, int], *, backwards: bool) -> Q:
    wilayah, head, number = place
    if backwards:
        return Q(wilayah__lte=wilayah) & (
            Q(wilayah__lt=wilayah) | Q(head_name__lt=head) | Q(head_name=head, id__lt=number)
        )
    return Q(wilayah__gte=wilayah) & (Q(wilayah__gt=wilayah) | Q(head_name__gt=head) | Q(head_name=head, id__gt=number))


def _cursor(scope: Scope, text: str) -> tuple[str, str, int] | None:
    """The place in the order of the family that a cursor names: only its id stands in the address, never a name."""
    try:
        number = decode_id(text)
    except ValueError:
        return None
    return Family.objects.within(scope).filter(pk=number).values_list(*_ORDER).first()


def known_families(scope: Scope, ids: Sequence[int]) -> list[int]:
    """Those of the ids that are active families inside the scope."""
    return list(Family.objects.within(scope).filter(pk__in=ids, status=ACTIVE).values_list("pk", flat=True))


def families_of_number(scope: Scope, text: str) -> list[int]:
    """Active families inside the scope with this KK number, or with a living member of this NIK; none for other texts."""
    digits = digits_of(text)
    if len(digits) != 16 or not digits.isdigit():
        return []
    by_card = Family.objects.within(scope).filter(kk_index__in=vault.index_candidates(KK_FIELD, digits), status=ACTIVE)
    people = Person.objects.within(scope).filter(nik_index__in=vault.index_candidates(NIK_FIELD, digits), status=ALIVE)
    found = list(by_card.values_list("pk", flat=True)[:2])
    return found or known_families(scope, [each for each in people.values_list("family_id", flat=True)[:2] if each])
