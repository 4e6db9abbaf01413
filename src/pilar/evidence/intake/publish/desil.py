"""The desil of families that were known before follows a new DTSEN version, in slices after the rows of the delivery."""

from __future__ import annotations

from django.db import connection

from pilar.evidence.intake.publish.run import Publication
from pilar.evidence.registry import sources

SLICE_ENTRIES = 20_000


def renew_desil_of_known(pub: Publication, *, after: int, total: int) -> None:
    """Bring the families of this version's entries up to its desil, each slice one transaction with its cursor.

    `after` is the cursor behind the last slice of rows: the slices here count on from it, so that an interrupted run goes
    on where it stopped. An older delivery never overwrites what a newer one said (`sources.renew_desil`). Just before the
    version becomes visible, since afterwards nothing would resume it.
    """
    version = int(pub.options["version_id"])
    for number, (first, last) in enumerate(_bounds(version), start=after + 1):
        if number > pub.start:
            with pub.step(number, total, total):
                pub.add(renewed_desil=sources.renew_desil(version, (first, last)))


def _bounds(version: int) -> list[tuple[int, int]]:
    """First and last entry id of each slice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(id), max(id) FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS part "
            "FROM registry_dtsenentry WHERE version_id = %s) AS numbered GROUP BY part ORDER BY part",
            [SLICE_ENTRIES, version],
        )
        return [(int(first), int(last)) for first, last in cursor.fetchall()]
