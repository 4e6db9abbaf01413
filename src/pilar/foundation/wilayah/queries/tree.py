"""The tree of areas: one area, its children, the cascade of a picker, its history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Q

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope, ScopedQuerySet
from pilar.foundation.wilayah.models import Area, AreaChange
from pilar.foundation.wilayah.queries.names import AreaName, current_words, resolve, title_of, word_of
from pilar.foundation.wilayah.rules import NO_UNIT, Level, ancestors, dotted, is_code, next_level
from pilar.foundation.wilayah.staging import codes_parameter, codes_select


@dataclass(frozen=True, slots=True)
class AreaPage:
    """One area as a page shows it. `counts` are areas below it in force, by kind, in order of level."""

    code: str
    dotted: str
    name: str
    title: str
    path: str
    level: int
    kind: str
    word: str
    head_title: str
    bps_code: str | None
    valid_from: date | None
    valid_to: date | None
    successor: str
    above: tuple[AreaName, ...]
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Child:
    """One area in a list: code, name as people call it, kind."""

    code: str
    name: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Step:
    """One drop-down of a cascade: level word, its options in order of name, the chosen code ("" for none)."""

    level: int
    label: str
    options: tuple[Child, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change in the history of an area."""

    kind: str
    kind_label: str
    old_code: str
    new_code: str
    old_name: str
    new_name: str
    effective_date: date
    legal_basis: str
    recorded_by: str


CHANGE_WORDS = {
    "pemekaran": "Pemekaran",
    "ganti_nama": "Ganti nama",
    "penggabungan": "Penggabungan",
    "ganti_kode": "Ganti kode",
    "tidak_dimuat_lagi": "Tidak dimuat lagi pada edisi nasional",
}


def get_area(scope: Scope, code: str) -> AreaPage:
    """One area, also one that has ended. Raises UMUM-404 when unknown, or an RW or RT outside the scope."""
    area = _visible(scope).filter(pk=code).first() if is_code(code) else None
    if area is None:
        raise NOT_FOUND()
    steps = ancestors(code)
    names = resolve(scope, steps)
    word = word_of(current_words(), code)
    return AreaPage(
        code=code, dotted=dotted(code), name=area.name, title=names[code].title, path=names[code].path,
        level=area.level, kind=area.kind, word=word.label, head_title=word.head_title, bps_code=area.bps_code,
        valid_from=area.valid_from, valid_to=area.valid_to, successor=area.successor,
        above=tuple(names[step] for step in steps[:-1]), counts=_counts_below(scope, code),
    )  # fmt: skip


def children(scope: Scope, code: str = "") -> tuple[Child, ...]:
    """Areas in force one level below `code` ("" is the country), in code order.

    Where a village has RT without RW, these stand among its RW. RW and RT only inside the scope.
    """
    level = next_level(code)
    if level is None or (code and not is_code(code)):
        return ()
    levels = [level, Level.RT] if level == Level.RW else [level]
    rows = _visible(scope).filter(_below(code), level__in=levels, valid_to__isnull=True).order_by("code")
    if level == Level.RW:
        rows = rows.filter(Q(level=Level.RW) | Q(code__startswith=f"{code}{NO_UNIT}")).exclude(pk=f"{code}{NO_UNIT}")
    found = list(rows.values_list("code", "name", "kind"))
    words = current_words()
    names = {row[0]: row[1] for row in found}
    return tuple(Child(each, name, title_of(each, names, words), kind) for each, name, kind in found)


def picker(scope: Scope, chosen: str, root: str = "", deepest: int = Level.DESA) -> tuple[Step, ...]:
    """The drop-downs of a cascade from below `root` to the level after `chosen`, at most to `deepest`.

    A `chosen` that is no known area below `root` counts as nothing chosen.
    """
    if not (is_code(chosen) and chosen.startswith(root)) or not _visible(scope).filter(pk=chosen).exists():
        chosen = root
    path = [root, *(step for step in ancestors(chosen) if len(step) > len(root))]
    steps = []
    for place, parent in enumerate(path):
        level = next_level(parent)
        if level is None or level > deepest:
            break
        options = children(scope, parent)
        if not options:
            break
        here = path[place + 1] if place + 1 < len(path) else ""
        label = word_of(current_words(), options[0].code).label
        if level == Level.DESA and len({option.kind for option in options}) > 1:
            label = "Desa/Kelurahan"
        if level == Level.KABKOTA:
            label = "Kabupaten/Kota"
        ordered = tuple(sorted(options, key=lambda child: child.title if level >= Level.DESA else child.name))
        steps.append(Step(level, label, ordered, here))
    return tuple(steps)


def history(scope: Scope, code: str) -> tuple[Change, ...]:
    """Changes of one area or into it, newest first."""
    if not scope.prefixes:
        return ()
    rows = AreaChange.objects.filter(Q(old_code=code) | Q(new_code=code)).order_by("-effective_date", "-id")
    return tuple(_change(row) for row in rows)


def changes_since(scope: Scope, day: date) -> tuple[Change, ...]:
    """Changes inside the scope with effect on `day` or later, oldest first: what a register must follow."""
    rows = AreaChange.objects.within(scope).filter(effective_date__gte=day).order_by("effective_date", "id")
    return tuple(_change(row) for row in rows)


def unknown_codes(scope: Scope, codes: Iterable[str]) -> set[str]:
    """Those of the given codes that are no area in force (also those outside the scope), in one query."""
    wanted = set(codes)
    asked = {code for code in wanted if is_code(code) and scope.covers(code)}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT wanted.code FROM ({codes_select()}) AS wanted JOIN wilayah_area AS area"
            " ON area.code = wanted.code WHERE area.valid_to IS NULL",
            [codes_parameter(sorted(asked))],
        )
        return wanted - {row[0] for row in cursor.fetchall()}


def _visible(scope: Scope) -> ScopedQuerySet[Area]:
    if not scope.prefixes:
        return Area.objects.none()
    if "" in scope.prefixes:
        return Area.objects.all()
    return Area.objects.filter(Q(level__lte=int(Level.DESA)) | scope.filter("code"))


def _below(code: str) -> Q:
    return Q(code__gt=code, code__lt=f"{code}:") if code else Q()


def _counts_below(scope: Scope, code: str) -> tuple[tuple[str, int], ...]:
    rows = (
        _visible(scope)
        .filter(_below(code), level__gt=len(code), valid_to__isnull=True)
        .exclude(code__endswith=NO_UNIT, level=Level.RW)
        .values("level", "kind")
        .annotate(n=Count("code"))
        .order_by("level", "kind")
    )
    return tuple((row["kind"], row["n"]) for row in rows)


def _change(row: AreaChange) -> Change:
    return Change(
        row.kind, CHANGE_WORDS[row.kind], row.old_code, row.new_code, row.old_name, row.new_name,
        row.effective_date, row.legal_basis, row.recorded_by,
    )  # fmt: skip
