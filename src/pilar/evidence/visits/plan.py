"""Who visits whom: volunteers of an area with their load, and the plan of distribution as one statement of SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db import connection

from pilar.core.scope import Scope
from pilar.evidence.visits.models import FailedVisitRule
from pilar.evidence.visits.rules import DEFAULT_FAILED_LIMIT, DEFAULT_GAP_DAYS, VOLUNTEER_ROLES


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Somebody who may visit: `area` is the one they hold, `load` their open assignments."""

    user_id: int
    name: str
    area: str
    load: int


@dataclass(frozen=True, slots=True)
class Plan:
    """(assignment, volunteer) pairs; `left`: assignments for which nobody holds the area. `digest` names exactly this plan."""

    pairs: tuple[tuple[int, int], ...]
    left: int
    digest: str


_HANDS = """
hands AS (
  SELECT DISTINCT h.user_id, h.wilayah AS area FROM accounts_assignment h JOIN accounts_user u ON u.id = h.user_id
  WHERE u.is_active AND h.role IN ({roles}) AND h.wilayah <> '' AND h.active_from <= %s AND (h.active_to IS NULL OR h.active_to > %s)
    AND NOT EXISTS (SELECT 1 FROM visits_absence o WHERE o.user_id = h.user_id AND o.active_from <= %s
                    AND (o.active_to IS NULL OR o.active_to > %s))
),
loads AS (
  SELECT volunteer_id, COUNT(*) AS n FROM visits_assignment
  WHERE is_open AND state IN ('dibagi', 'dikembalikan') AND volunteer_id IS NOT NULL GROUP BY volunteer_id
)"""

_PLAN = """
WITH RECURSIVE {hands},
places AS (SELECT DISTINCT t.wilayah FROM visits_assignment t WHERE t.state = 'baru' AND {scope}),
near AS (
  SELECT p.wilayah, MAX(LENGTH(h.area)) AS deep FROM places p JOIN hands h ON SUBSTR(p.wilayah, 1, LENGTH(h.area)) = h.area
  GROUP BY p.wilayah
),
tasks AS (
  SELECT t.id, SUBSTR(t.wilayah, 1, n.deep) AS team,
         ROW_NUMBER() OVER (PARTITION BY SUBSTR(t.wilayah, 1, n.deep) ORDER BY t.wilayah, t.due_date, t.id) AS nth,
         COUNT(*) OVER (PARTITION BY SUBSTR(t.wilayah, 1, n.deep)) AS many
  FROM visits_assignment t LEFT JOIN near n ON n.wilayah = t.wilayah WHERE t.state = 'baru' AND {scope}
),
sizes AS (SELECT team, MAX(many) AS many FROM tasks WHERE team IS NOT NULL GROUP BY team),
slots AS (
  SELECT s.team, h.user_id, COALESCE(l.n, 0) + 1 AS level, 1 AS k, s.many FROM sizes s JOIN hands h ON h.area = s.team
  LEFT JOIN loads l ON l.volunteer_id = h.user_id
  UNION ALL SELECT team, user_id, level + 1, k + 1, many FROM slots WHERE k < many
),
seats AS (SELECT team, user_id, level, ROW_NUMBER() OVER (PARTITION BY team ORDER BY level, user_id) AS nth, many FROM slots),
taken AS (SELECT team, user_id, ROW_NUMBER() OVER (PARTITION BY team ORDER BY user_id, level) AS nth FROM seats WHERE nth <= many)
SELECT t.id, k.user_id FROM tasks t LEFT JOIN taken k ON k.team = t.team AND k.nth = t.nth ORDER BY t.id
"""
"""Team of a place: those who hold the deepest area around it (a PSM before the TKSK). Every member offers seats at load + 1,
load + 2, ...; the lowest seats are filled, so that new loads differ by at most one. Seats are then sorted by member and tasks by
place, so that each gets neighbouring homes."""


def plan_distribution(scope: Scope, area: str, day: date) -> Plan:
    """The plan for everything not handed out below `area`. The same data give the same plan. Needs field.assign."""
    scope.require("field.assign")
    condition, bounds = scope.narrowed(area).sql("t.wilayah")
    roles = ", ".join(["%s"] * len(VOLUNTEER_ROLES))
    sql = _PLAN.format(hands=_HANDS.format(roles=roles), scope=condition)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*VOLUNTEER_ROLES, *[day.isoformat()] * 4, *bounds, *bounds])
        rows = cursor.fetchall()
    pairs = tuple((int(task), int(user)) for task, user in rows if user is not None)
    return Plan(pairs, len(rows) - len(pairs), sha256(repr(pairs).encode()).hexdigest())


def eligible(wilayah: str, day: date) -> list[Volunteer]:
    """All volunteers whose area covers a place on `day`, least load first."""
    roles = ", ".join(["%s"] * len(VOLUNTEER_ROLES))
    sql = (
        f"WITH {_HANDS.format(roles=roles)} SELECT h.user_id, MAX(u.full_name), MAX(u.username), MAX(h.area), COALESCE(MAX(l.n), 0) "
        "FROM hands h JOIN accounts_user u ON u.id = h.user_id LEFT JOIN loads l ON l.volunteer_id = h.user_id "
        "WHERE SUBSTR(%s, 1, LENGTH(h.area)) = h.area GROUP BY h.user_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*VOLUNTEER_ROLES, *[day.isoformat()] * 4, wilayah])
        rows = cursor.fetchall()
    found = [Volunteer(int(user), full or name, area, int(load)) for user, full, name, area, load in rows]
    return sorted(found, key=lambda one: (one.load, one.user_id))


def volunteers(day: date) -> list[Volunteer]:
    """Everybody who may visit somewhere on `day`, by name; `area` is the widest they hold."""
    roles = ", ".join(["%s"] * len(VOLUNTEER_ROLES))
    sql = (
        f"WITH {_HANDS.format(roles=roles)} SELECT h.user_id, MAX(u.full_name), MAX(u.username), MIN(h.area), COALESCE(MAX(l.n), 0) "
        "FROM hands h JOIN accounts_user u ON u.id = h.user_id LEFT JOIN loads l ON l.volunteer_id = h.user_id GROUP BY h.user_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*VOLUNTEER_ROLES, *[day.isoformat()] * 4])
        rows = cursor.fetchall()
    return sorted(
        (Volunteer(int(u), full or name, area, int(load)) for u, full, name, area, load in rows), key=lambda v: v.name
    )


def rule_on(wilayah: str, day: date) -> tuple[int, int]:
    """(limit of failed visits, days between them) in force at a place: deepest area, then newest; else the package's default."""
    rows = FailedVisitRule.objects.filter(valid_from__lte=day).values_list("wilayah", "valid_from", "limit", "gap_days")
    fitting = [one for one in rows if wilayah.startswith(one[0])]
    if not fitting:
        return DEFAULT_FAILED_LIMIT, DEFAULT_GAP_DAYS
    best = max(fitting, key=lambda one: (len(one[0]), one[1]))
    return best[2], best[3]
