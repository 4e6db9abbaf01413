"""Quality signals over reviews, as one statement. A signal asks for a look, it judges nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from pilar.core.scope import Scope
from pilar.evidence.visits.rules import FAR_DEGREES, SAME_ANSWERS, SAME_POINT_HOMES, SHORT_SHARE

PERIOD = timedelta(days=90)

_SIGNALS = """
WITH r AS (
  SELECT r.id, r.version_id, r.form_id, r.volunteer_id, r.seconds, r.latitude AS lat, r.longitude AS lon, r.answers_digest,
         COALESCE(r.family_id, r.submission_id) AS home, SUBSTR(r.wilayah, 1, 10) AS village,
         CAST(ROUND(r.latitude * 10000) AS {whole}) AS y, CAST(ROUND(r.longitude * 10000) AS {whole}) AS x,
         (r.latitude IS NOT NULL AND NOT (r.latitude = 0 AND r.longitude = 0)) AS placed
  FROM visits_review r WHERE r.received_at >= %s AND {scope}
),
usual AS (SELECT form_id, AVG(seconds) AS mean FROM r WHERE seconds > 0 GROUP BY form_id HAVING COUNT(*) >= 10),
points AS (SELECT y, x FROM r WHERE placed GROUP BY y, x HAVING COUNT(DISTINCT home) >= {homes}),
middles AS (SELECT village, AVG(lat) AS lat, AVG(lon) AS lon FROM r WHERE placed GROUP BY village HAVING COUNT(*) >= 5),
same AS (
  SELECT volunteer_id, answers_digest FROM r WHERE answers_digest <> ''
  GROUP BY volunteer_id, answers_digest HAVING COUNT(DISTINCT home) >= {answers}
),
copies AS (
  SELECT a.sha256 FROM r JOIN field_attachment a ON a.version_id = r.version_id
  WHERE a.sha256 <> '' AND a.size > 0 AND a.media_type LIKE 'image/%%' GROUP BY a.sha256 HAVING COUNT(DISTINCT r.home) >= 2
)
SELECT r.id, 'singkat' FROM r JOIN usual u ON u.form_id = r.form_id WHERE r.seconds < u.mean * {short}
UNION SELECT r.id, 'titik_sama' FROM r JOIN points p ON p.y = r.y AND p.x = r.x WHERE r.placed
UNION SELECT r.id, 'gps_nol' FROM r WHERE NOT r.placed
UNION SELECT r.id, 'gps_jauh' FROM r JOIN middles m ON m.village = r.village
  WHERE r.placed AND (ABS(r.lat - m.lat) > {far} OR ABS(r.lon - m.lon) > {far})
UNION SELECT r.id, 'jawaban_seragam' FROM r JOIN same s ON s.volunteer_id = r.volunteer_id AND s.answers_digest = r.answers_digest
UNION SELECT r.id, 'foto_sama' FROM r JOIN field_attachment a ON a.version_id = r.version_id JOIN copies c ON c.sha256 = a.sha256
ORDER BY 1, 2
"""


def signals(scope: Scope, at: datetime) -> dict[int, tuple[str, ...]]:
    """Review id -> codes of its signals, over the records of the last 90 days inside the scope. Needs field.assign."""
    scope.require("field.assign")
    condition, bounds = scope.sql("r.wilayah")
    sql = _SIGNALS.format(
        scope=condition, whole="bigint" if connection.vendor == "postgresql" else "integer", homes=SAME_POINT_HOMES,
        answers=SAME_ANSWERS, short=SHORT_SHARE, far=FAR_DEGREES,
    )  # fmt: skip
    since = connection.ops.adapt_datetimefield_value(at - PERIOD)
    with connection.cursor() as cursor:
        cursor.execute(sql, [since, *bounds])
        rows = cursor.fetchall()
    found: dict[int, tuple[str, ...]] = {}
    for review, code in rows:
        found[int(review)] = (*found.get(int(review), ()), str(code))
    return found
