"""Load the national table: set-based, repeatable, and a later edition leaves history instead of overwriting it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import connection, transaction

from pilar.config import config
from pilar.core.audit import actions as audit
from pilar.core.ids import new_id
from pilar.core.jobs.rules import office_zone
from pilar.core.scope import Actor
from pilar.foundation.wilayah.edition import read_table
from pilar.foundation.wilayah.level_defaults import LEVEL_NAMES
from pilar.foundation.wilayah.models import Area, AreaChange, AreaEdition, LevelName
from pilar.foundation.wilayah.rules import ChangeKind, Level, Origin, kind_of
from pilar.foundation.wilayah.spelling import area_key
from pilar.foundation.wilayah.staging import staged

_NATIONAL = f"area.origin = '{Origin.NATIONAL}'"
_DIFFERS = "(area.name <> new.name OR area.search_key <> new.search_key OR area.valid_to IS NOT NULL)"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load of the national table did, in rows."""

    source: str
    rows: int
    added: int
    renamed: int
    ended: int
    unchanged: int


def load_national_areas(*, by: Actor, at: datetime, within: tuple[str, ...] = ()) -> LoadReport:
    """Bring the table of areas to the edition carried in the wheel, and add missing default level names.

    `within` loads only these areas (code prefixes) with those above them and ends nothing. A name that differs is
    changed and leaves a row of history; an area that the edition no longer holds ends; rows changed by an act
    (split, rename) stay as the act left them. A second load changes nothing. Raises WIL-001, UMUM-403.
    """
    by.scope.require("wilayah.manage")
    table = read_table()
    rows = table.within(within) if within else table.rows
    source = f"{table.edition.source} {table.edition.version}"
    with transaction.atomic():
        filled = ((code, name, str(len(code)), kind_of(code).value, area_key(name)) for code, name in rows)
        with staged("wilayah_new", ("code", "name", "level", "kind", "search_key"), filled):
            renamed = _rename(source, by, at)
            ended = [] if within else _end_missing(source, by, at)
            added = _insert()
            if added and connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    # Without statistics the first reads after a load walk the whole table.
                    cursor.execute("ANALYZE wilayah_area")
        _add_level_names()
        report = LoadReport(source, len(rows), added, len(renamed), len(ended), len(rows) - added - len(renamed))
        if added or renamed or ended:
            mark_changed(source=source, at=at)
            audit.record(
                "wilayah.areas.loaded", by=by, at=at, rows=added + len(renamed) + len(ended), after=asdict(report)
            )
    return report


def mark_changed(*, source: str = "", at: datetime | None = None) -> None:
    """Make every in-process copy of area names stale, within the transaction of the change."""
    facts = {"source": source, "loaded_at": at} if source else {}
    AreaEdition.objects.update_or_create(pk=1, defaults={"number": new_id(), **facts})


def _rename(source: str, by: Actor, at: datetime) -> list[AreaChange]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT area.code, area.name, new.name FROM wilayah_area AS area"
            f" JOIN wilayah_new AS new ON new.code = area.code WHERE {_NATIONAL} AND area.name <> new.name"
        )
        changes = [
            _change(ChangeKind.RENAME, code, code, old, new, source, by, at) for code, old, new in cursor.fetchall()
        ]
        cursor.execute(
            "UPDATE wilayah_area AS area SET name = new.name, search_key = new.search_key, valid_to = NULL"
            f" FROM wilayah_new AS new WHERE new.code = area.code AND {_NATIONAL} AND {_DIFFERS}"
        )
    AreaChange.objects.bulk_create(changes, batch_size=2000)
    return changes


def _end_missing(source: str, by: Actor, at: datetime) -> list[AreaChange]:
    missing = (
        f"FROM wilayah_area AS area WHERE {_NATIONAL} AND area.valid_to IS NULL AND area.level <= {int(Level.DESA)}"
        " AND NOT EXISTS (SELECT 1 FROM wilayah_new AS new WHERE new.code = area.code)"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT area.code, area.name {missing}")
        changes = [_change(ChangeKind.REMOVED, code, "", name, "", source, by, at) for code, name in cursor.fetchall()]
    codes = [change.old_code for change in changes]
    Area.objects.filter(pk__in=codes).update(valid_to=_day(at))
    AreaChange.objects.bulk_create(changes, batch_size=2000)
    return changes


def _day(at: datetime) -> date:
    return at.astimezone(office_zone(config().office)).date()


def _change(
    kind: ChangeKind, old: str, new: str, old_name: str, new_name: str, source: str, by: Actor, at: datetime
) -> AreaChange:
    day = _day(at)
    return AreaChange(
        kind=kind, old_code=old, new_code=new, old_name=old_name, new_name=new_name, effective_date=day,
        legal_basis=f"Edisi {source}", recorded_at=at, recorded_by=by.username,
    )  # fmt: skip


def _insert() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wilayah_area (code, name, level, kind, search_key, successor, origin)"
            f" SELECT code, name, CAST(level AS smallint), kind, search_key, '', '{Origin.NATIONAL}'"
            " FROM wilayah_new AS new WHERE NOT EXISTS"
            " (SELECT 1 FROM wilayah_area AS area WHERE area.code = new.code) ORDER BY code"
        )
        return int(cursor.rowcount)


def _add_level_names() -> None:
    known = set(LevelName.objects.values_list("wilayah", "level", "kind"))
    LevelName.objects.bulk_create(
        LevelName(
            wilayah=entry.wilayah, level=int(entry.level), kind=entry.kind, label=entry.label, short=entry.short,
            head_title=entry.head_title, legal_basis=entry.basis,
        )
        for entry in LEVEL_NAMES
        if (entry.wilayah, int(entry.level), entry.kind) not in known
    )  # fmt: skip
