"""Writing of the coverage gap: BPS figures, the estimate per kelurahan, and the list of likely poor but unlisted families."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor, Scope
from pilar.core.ui.formats import tanggal
from pilar.decision.targeting import problems_rank as problems
from pilar.decision.targeting.actions.rank_scoring import add_visits
from pilar.decision.targeting.models import (
    CoverageArea,
    CoverageRun,
    PovertyFigure,
    RankRun,
    Survey,
    SurveyHousehold,
)
from pilar.decision.targeting.queries.coverage import anchor_for, line_for
from pilar.evidence.intake.publish.matching import moment

if TYPE_CHECKING:
    from pilar.decision.targeting.measure.coverage import Estimate, Families, Sample

SHIPPED = Path(__file__).parent.parent / "measure" / "angka_bps.toml"
LISTED_DESIL = 4
"""Desil up to which families count as listed for social aid [src: Kepmensos 79/HUK/2025, press accounts]."""
SERVED_DAYS = 183
"""A recipient list counts as the present state for half a year, as in the desk check."""
LIKELY_TENTH = 2


def load_shipped_figures(*, by: Actor, at: datetime) -> int:
    """Bring the figures that Pilar ships; those there already stay. Returns how many are new."""
    rows = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["figure"]
    fresh = 0
    with transaction.atomic():
        for row in rows:
            keys = {
                "wilayah": row["wilayah"],
                "part": row.get("part", ""),
                "as_of": row["as_of"],
                "source": row["source"],
            }
            values = {name: row.get(name) for name in ("line", "p0", "p1", "p2", "poor_people")}
            _, new = PovertyFigure.objects.get_or_create(
                **keys,
                defaults={**values, "note": row.get("note", ""), "shipped": True, "by": by.username, "at": at},
            )
            fresh += new
        if fresh:
            audit.record("targeting.figures.shipped", by=by, at=at, after={"new": fresh}, rows=fresh)
    return fresh


@transaction.atomic
def add_figure(
    *,
    wilayah: str,
    part: str,
    as_of: date,
    source: str,
    by: Actor,
    at: datetime,
    line: int | None = None,
    p0: int | None = None,
    p1: int | None = None,
    p2: int | None = None,
    poor_people: int | None = None,
    note: str = "",
) -> int:
    """Write down a published figure (shares in hundredths of a percent). Raises UMUM-403, UMUM-404, SKOR-008 (no source)."""
    by.scope.require("targeting.manage")
    if not (by.scope.covers(wilayah) or any(prefix.startswith(wilayah) for prefix in by.scope.prefixes)):
        raise NOT_FOUND()
    if not source.strip():
        raise problems.REASON_NEEDED()
    figure, _ = PovertyFigure.objects.update_or_create(
        wilayah=wilayah,
        part=part,
        as_of=as_of,
        source=source.strip()[:200],
        defaults={
            "line": line, "p0": p0, "p1": p1, "p2": p2, "poor_people": poor_people, "note": note.strip()[:200],
            "shipped": False, "by": by.username, "at": at,
        },
    )  # fmt: skip
    audit.record(
        "targeting.figure.added",
        by=by,
        at=at,
        wilayah=wilayah,
        subject=("poverty_figure", figure.pk),
        after={"line": line, "p0": p0, "as_of": as_of.isoformat(), "source": source.strip()},
    )
    return figure.pk


@dataclass(frozen=True)
class _Loaded:
    run: RankRun
    codes: list[str]
    families: Families
    listed: Any
    served: Any


def estimate(*, area: str, by: Actor, at: datetime) -> dict[str, int]:
    """Estimate all kelurahan from the current scores, keep the result as the current one, renew the worklist.

    Returns areas, opened, closed. Raises UMUM-403, UMUM-404, SKOR-010 (no scores), SKOR-020 (no line).
    """
    from pilar.decision.targeting.measure.coverage import estimate as estimated
    from pilar.decision.targeting.rank.card import POINT, card_of

    by.scope.require("targeting.manage")
    if not by.scope.covers(area):
        raise NOT_FOUND()
    run = RankRun.objects.filter(wilayah=area, current=True).select_related("card__survey").first()
    if run is None:
        raise problems.NO_RUN()
    survey = run.card.survey
    line, anchor = line_for(area, survey.as_of), anchor_for(area, run.data_date)
    card = card_of(run.card.card, f"kartu {run.card.number}")
    loaded = _load(run)
    found = estimated(
        loaded.families,
        line=float(line.line or 0),
        spread=card.spread,
        village_spread=float(card.report.get("village_spread", 0.0)),
        point=POINT,
        sample=_sample(survey, loaded.codes, float(line.line or 0)),
        anchor=None if anchor is None or anchor.p0 is None else anchor.p0 / 10_000,
    )
    with transaction.atomic():
        kept = _keep(run, survey, line, anchor, loaded, found, by, at)
        visits = _renew_worklist(run, at)
        audit.record(
            "targeting.coverage.estimated",
            by=by,
            at=at,
            wilayah=area,
            subject=("coverage_run", kept),
            after={"method": found.method, "areas": len(loaded.codes), **visits},
        )
    return {"areas": len(loaded.codes), **visits}


def _load(run: RankRun) -> _Loaded:
    import numpy as np

    from pilar.decision.targeting.measure.coverage import Families, areas_of

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.wilayah, s.score, coalesce(f.member_count, 0), s.desil, "
            f"CASE WHEN {_served('s')} THEN 1 ELSE 0 END FROM targeting_familyscore s "
            "JOIN registry_family f ON f.id = s.family_id WHERE s.run_id = %s",
            [*_served_values(run), run.pk],
        )
        rows = cursor.fetchall()
    if not rows:
        raise problems.NO_RUN()
    wilayah, score, people, desil, served = zip(*rows, strict=True)
    codes, place = areas_of(wilayah)
    listed = np.array([one is not None and one <= LISTED_DESIL for one in desil])
    aided = np.array(served, dtype=bool)
    families = Families(
        place, np.array(score, dtype=np.float64), np.array(people, dtype=np.float64), ~(listed | aided), len(codes)
    )
    return _Loaded(run, codes, families, listed, aided)


def _served(alias: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM registry_receivedaid a WHERE a.family_id = {alias}.family_id AND a.as_of >= %s "
        "AND a.as_of <= %s)"
    )


def _served_values(run: RankRun) -> list[str]:
    first = date.fromordinal(run.data_date.toordinal() - SERVED_DAYS)
    last = date.fromordinal(run.data_date.toordinal() + SERVED_DAYS)
    return [first.isoformat(), last.isoformat()]


def _sample(survey: Survey, codes: list[str], line: float) -> Sample | None:
    import numpy as np

    from pilar.decision.targeting.measure.coverage import Sample

    rows = list(
        SurveyHousehold.objects.filter(survey=survey).values_list(
            "wilayah", "consumption", "weight_millionths", "group"
        )
    )
    if not rows:
        return None
    number = {code: place for place, code in enumerate(codes)}
    return Sample(
        np.array([number.get(code[:10], -1) for code, *_ in rows]),
        np.array([float(consumption < line) for _, consumption, *_ in rows]),
        np.array([weight / 1e6 for *_, weight, _ in rows]),
        np.array([group for *_, group in rows]),
    )


def _keep(
    run: RankRun, survey: Survey, line: PovertyFigure, anchor: PovertyFigure | None, loaded: _Loaded, found: Estimate,
    by: Actor, at: datetime,
) -> int:  # fmt: skip
    import numpy as np

    CoverageRun.objects.filter(wilayah=run.wilayah, current=True).update(current=False)
    notes = [*found.notes]
    if abs(line.as_of.toordinal() - survey.as_of.toordinal()) > 200:
        notes.append(f"Garis {tanggal(line.as_of)} dan survei {tanggal(survey.as_of)} berjauhan waktunya.")
    kept = CoverageRun(
        wilayah=run.wilayah, rank_run=run, survey=survey, line=line.line or 0, line_source=line.source,
        anchor=anchor.p0 if anchor else None, anchor_source=anchor.source if anchor else "", method=found.method,
        notes=notes, current=True, requested_by=by.username, at=at,
    )  # fmt: skip
    kept.save(force_insert=True)
    families, size = loaded.families, loaded.families.areas
    counts = np.bincount(families.area, minlength=size)
    people = np.bincount(families.area, families.people, minlength=size)
    listed = np.bincount(families.area, loaded.listed, minlength=size)
    served = np.bincount(families.area, loaded.served, minlength=size)
    CoverageArea.objects.bulk_create(
        [
            CoverageArea(
                run=kept, wilayah=code, families=int(counts[n]), people=int(people[n]),
                poor_hundredths=round(float(found.poor[n]) * 100), low_hundredths=round(float(found.low[n]) * 100),
                high_hundredths=round(float(found.high[n]) * 100),
                direct_share=None if np.isnan(found.direct[n]) else float(found.direct[n]),
                direct_error=None if np.isnan(found.direct_error[n]) else float(found.direct_error[n]),
                surveyed=int(found.surveyed[n]), listed=int(listed[n]), served=int(served[n]),
                unlisted_poor_hundredths=round(float(found.open_poor[n]) * 100),
            )
            for n, code in enumerate(loaded.codes)
        ]
    )  # fmt: skip
    return kept.pk


def _renew_worklist(run: RankRun, at: datetime) -> dict[str, int]:
    """Families without a desil and without aid in the two poorest tenths: somebody should knock. Others are closed."""
    likely = f"s.run_id = {run.pk} AND s.desil IS NULL AND s.tenth <= {LIKELY_TENTH} AND NOT {_served('s')}"
    values = _served_values(run)
    where, inside = Scope((run.wilayah,)).sql("v.wilayah")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE targeting_visittask SET is_open = %s, result = 'tidak_berlaku', closed_at = %s, closed_by = 'sistem' "
            f"WHERE id IN (SELECT v.id FROM targeting_visittask v WHERE v.is_open AND v.kind = 'gap' AND {where} "
            f"AND NOT EXISTS (SELECT 1 FROM targeting_familyscore s WHERE s.family_id = v.family_id AND {likely}))",
            [False, moment(at), *inside, *values],
        )
        closed = cursor.rowcount
        cursor.execute(
            f"SELECT s.family_id, s.wilayah, 20 - s.tenth, 'Skor lokal persepuluhan ' || s.tenth || ' (mungkin ' || s.low || "
            "' sampai ' || s.high || '), belum ada desil BPS dan belum tercatat menerima bantuan' "
            f"FROM targeting_familyscore s WHERE {likely} AND NOT EXISTS (SELECT 1 FROM targeting_visittask v "
            "WHERE v.family_id = s.family_id AND v.kind = 'gap' AND v.is_open)",
            values,
        )
        fresh = cursor.fetchall()
    add_visits(run, "gap", fresh, at)
    return {"opened": len(fresh), "closed": closed}
