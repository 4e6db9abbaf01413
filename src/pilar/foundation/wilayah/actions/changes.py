"""Changes of areas by decision: rename, split, merge. What was stays, with its end and its successor."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor, ScopedQuerySet
from pilar.foundation.wilayah import rules
from pilar.foundation.wilayah.actions.national import mark_changed
from pilar.foundation.wilayah.models import Area, AreaChange
from pilar.foundation.wilayah.rules import ChangeKind, Level, Origin
from pilar.foundation.wilayah.spelling import area_key


@dataclass(frozen=True, slots=True)
class NewArea:
    """An area that a split makes."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class _Act:
    by: Actor
    at: datetime
    effective: date
    legal_basis: str


def rename_area(*, by: Actor, at: datetime, code: str, name: str, effective: date, legal_basis: str) -> int:
    """Give an area (also an RW or RT: the name of a dusun) another name. Returns the id of the change.

    The same name changes nothing and returns 0. Raises UMUM-403, UMUM-404, WIL-006 to WIL-009.
    """
    act = _act(by, at, effective, legal_basis)
    name = _clean(name)
    with transaction.atomic():
        area = _open_area(by, code)
        if area.name == name:
            return 0
        old = area.name
        Area.objects.filter(pk=code).update(name=name, search_key=area_key(name), origin=Origin.ACT)
        (change,) = _remember(act, ChangeKind.RENAME, [(code, code, old, name)])
        _record(act, "wilayah.area.renamed", code, {"name": old}, {"name": name, "code": code})
    return change


def split_area(
    *,
    by: Actor,
    at: datetime,
    code: str,
    parts: Iterable[NewArea],
    effective: date,
    legal_basis: str,
    moved: Mapping[str, str] | None = None,
    ends: bool = False,
) -> list[int]:
    """Split an area: `parts` are new areas of its level; it stays beside them, or `ends` in favour of the first.

    `moved` gives old and new codes of areas below it that come under a part; with each moves everything below it,
    by exchange of the prefix. Old codes end and name their successors. Returns the ids of the changes.
    Raises UMUM-403, UMUM-404, WIL-002, WIL-004 to WIL-009.
    """
    act = _act(by, at, effective, legal_basis)
    new = [NewArea(rules.plain_code(part.code), _clean(part.name)) for part in parts]
    moved = {rules.plain_code(old): rules.plain_code(to) for old, to in (moved or {}).items()}
    with transaction.atomic():
        area = _open_area(by, code)
        _check_parts(by, area, new, moved)
        Area.objects.bulk_create(_row(part.code, part.name, effective) for part in new)
        pairs = [(code, part.code, area.name, part.name) for part in new]
        ids = _remember(act, ChangeKind.SPLIT, pairs)
        for old, to in moved.items():
            ids += _recode(act, old, to)
        if ends:
            _end({code: new[0].code}, effective)
        after = {"parts": [part.code for part in new], "moved": dict(moved), "ends": ends}
        _record(act, "wilayah.area.split", code, {"name": area.name}, after, rows=len(ids))
    return ids


def merge_areas(
    *, by: Actor, at: datetime, codes: Iterable[str], into: str, effective: date, legal_basis: str
) -> list[int]:
    """End villages, RW or RT in favour of `into` (an area of the same level). Returns the ids of the changes.

    RW and RT below a merged area end with it; their families find the successor in the history. Areas above the
    village are not merged here, because their villages need new codes (use `split_area` with `moved`).
    Raises UMUM-403, UMUM-404, WIL-005 to WIL-009.
    """
    act = _act(by, at, effective, legal_basis)
    with transaction.atomic():
        target = _open_area(by, into)
        sources = [_open_area(by, code) for code in dict.fromkeys(codes) if code != into]
        for source in sources:
            if len(source.code) != len(into) or len(into) < Level.DESA:
                raise rules.NOT_SAME_LEVEL(code=into, old=source.code)
        for source in sources:
            below = list(_below(source.code).values_list("pk", flat=True))
            _end(dict.fromkeys([source.code, *below], into), effective)
        ids = _remember(act, ChangeKind.MERGE, [(s.code, into, s.name, target.name) for s in sources])
        _record(act, "wilayah.area.merged", into, {"codes": [s.code for s in sources]}, {"into": into})
    return ids


def _act(by: Actor, at: datetime, effective: date, legal_basis: str) -> _Act:
    by.scope.require("wilayah.manage")
    if effective > rules.latest_day(at):
        raise rules.DATE_AHEAD(date=effective.isoformat())
    if not legal_basis.strip():
        raise rules.BASIS_EMPTY()
    return _Act(by, at, effective, legal_basis.strip()[:200])


def _clean(name: str) -> str:
    name = " ".join(name.split())[:120]
    if not name:
        raise rules.NAME_EMPTY()
    return name


def _open_area(by: Actor, code: str) -> Area:
    area = Area.objects.within(by.scope).select_for_update().filter(pk=code).first()
    if area is None:
        raise NOT_FOUND()
    if area.valid_to is not None:
        raise rules.ALREADY_ENDED(name=area.name or rules.dotted(code), date=area.valid_to.isoformat())
    return area


def _check_parts(by: Actor, area: Area, new: list[NewArea], moved: Mapping[str, str]) -> None:
    codes = [part.code for part in new]
    for code in codes:
        if len(code) != len(area.code):
            raise rules.NOT_SAME_LEVEL(code=code, old=area.code)
        if not by.scope.covers(code):
            raise NOT_FOUND()
    if not codes or len(set(codes)) != len(codes):
        raise rules.NOT_SAME_LEVEL(code=codes[0] if codes else "–", old=area.code)
    for old, to in moved.items():
        _open_area(by, old)
        if not old.startswith(area.code) or len(old) != len(to) or not to.startswith(tuple(codes)):
            raise rules.NOT_SAME_LEVEL(code=to, old=old)
    targets = [*codes, *moved.values()]
    taken = Area.objects.filter(pk__in=targets).first()
    if taken or len(set(targets)) != len(targets):
        raise rules.CODE_TAKEN(code=taken.code if taken else targets[-1], name=taken.name if taken else "bagian lain")


def _row(code: str, name: str, effective: date) -> Area:
    return Area(
        code=code, name=name, level=len(code), kind=rules.kind_of(code), search_key=area_key(name),
        valid_from=effective, origin=Origin.ACT,
    )  # fmt: skip


def _recode(act: _Act, old: str, to: str) -> list[int]:
    """Copy an area and all below it to a new prefix, and end the old codes; two statements, however many."""
    day = connection.ops.adapt_datefield_value(act.effective)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wilayah_area (code, name, level, kind, search_key, valid_from, successor, origin)"
            " SELECT %s || substr(code, %s), name, level, kind, search_key, %s, '', %s FROM wilayah_area"
            " WHERE code >= %s AND code < %s AND valid_to IS NULL",
            [to, len(old) + 1, day, Origin.ACT.value, old, f"{old}:"],
        )
        Area.objects.filter(code=to).update(kind=rules.kind_of(to))
        pairs = [
            (row.code, to + row.code[len(old) :], row.name, row.name)
            for row in Area.objects.filter(code__gte=old, code__lt=f"{old}:", valid_to__isnull=True)
        ]
        cursor.execute(
            "UPDATE wilayah_area SET valid_to = %s, successor = %s || substr(code, %s), origin = %s"
            " WHERE code >= %s AND code < %s AND valid_to IS NULL",
            [day, to, len(old) + 1, Origin.ACT.value, old, f"{old}:"],
        )
    return _remember(act, ChangeKind.RECODE, pairs)


def _below(code: str) -> ScopedQuerySet[Area]:
    return Area.objects.filter(code__gt=code, code__lt=f"{code}:", valid_to__isnull=True)


def _end(successors: Mapping[str, str], effective: date) -> None:
    for successor in set(successors.values()):
        codes = [code for code, to in successors.items() if to == successor]
        Area.objects.filter(pk__in=codes).update(valid_to=effective, successor=successor, origin=Origin.ACT)


def _remember(act: _Act, kind: ChangeKind, pairs: Iterable[tuple[str, str, str, str]]) -> list[int]:
    rows = AreaChange.objects.bulk_create(
        (
            AreaChange(
                kind=kind, old_code=old, new_code=new, old_name=old_name, new_name=new_name,
                effective_date=act.effective, legal_basis=act.legal_basis, recorded_at=act.at,
                recorded_by=act.by.username,
            )
            for old, new, old_name, new_name in pairs
        ),
        batch_size=1000,
    )  # fmt: skip
    return [row.pk for row in rows]


def _record(
    act: _Act, name: str, code: str, before: dict[str, object], after: dict[str, object], rows: int | None = None
) -> None:
    mark_changed()
    after = {**after, "effective": act.effective.isoformat()}
    audit.record(
        name, by=act.by, at=act.at, wilayah=code, before=before, after=after, reason=act.legal_basis, rows=rows
    )
