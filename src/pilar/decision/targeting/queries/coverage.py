"""Reads of the coverage gap: BPS figures, estimates per kelurahan, poverty measures of a survey."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.decision.targeting import problems_rank as problems
from pilar.decision.targeting.models import CoverageArea, CoverageRun, PovertyFigure, Survey, SurveyHousehold
from pilar.foundation.accounts.capabilities import AGGREGATE_ONLY
from pilar.foundation.wilayah.queries import resolve

READ = ("targeting.view", "reports.view")
SMALL = frozenset(range(1, 5))
"""Counts that could point at somebody: not shown to roles that see no names."""


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One kelurahan; families. `gap`: expected poor families neither listed nor served. Hidden counts are None."""

    code: str
    name: str
    group: str
    families: int | None
    poor: float
    low: float
    high: float
    listed: int | None
    served: int | None
    gap: float
    surveyed: int
    direct: float | None

    @property
    def gap_share(self) -> float | None:
        """Part of the expected poor that is neither listed nor served."""
        return self.gap / self.poor if self.poor > 0 else None


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure of a survey beside BPS's: shares 0..1; `low`, `high` 95 %."""

    name: str
    value: float
    error: float
    low: float
    high: float
    published: float | None


def _shown(count: int, hidden: frozenset[int]) -> int | None:
    return None if count in hidden else count


def _require(scope: Scope) -> None:
    if not any(scope.can(one) for one in READ):
        scope.require(READ[0])


def figures_above(area: str) -> list[PovertyFigure]:
    """Figures of an area and of those around it, nearest area first, newest first."""
    codes = list(dict.fromkeys([area[:4], area[:2], ""]))
    rows = PovertyFigure.objects.filter(wilayah__in=codes, part="")
    return sorted(rows, key=lambda row: (-len(row.wilayah), -row.as_of.toordinal(), -row.pk))


def line_for(area: str, day: date) -> PovertyFigure:
    """The line nearest in area, then the newest up to the day, else the first one after. Raises SKOR-020."""
    rows = [row for row in figures_above(area) if row.line]
    if not rows:
        raise problems.NO_LINE()
    nearest = [row for row in rows if row.wilayah == rows[0].wilayah]
    before = [row for row in nearest if row.as_of <= day]
    return before[0] if before else nearest[-1]


def anchor_for(area: str, day: date) -> PovertyFigure | None:
    """The newest share of the kab/kota itself up to the day; a wider area's share is no anchor."""
    rows = [row for row in figures_above(area) if row.p0 is not None and row.wilayah == area[:4] and len(area) == 4]
    return next((row for row in rows if row.as_of <= day), None)


def list_figures(scope: Scope) -> list[PovertyFigure]:
    """Figures of the scope's areas and of those above, nearest area first. Raises UMUM-403."""
    _require(scope)
    found: dict[int, PovertyFigure] = {}
    for prefix in scope.prefixes:
        found |= {row.pk: row for row in figures_above(prefix)}
        found |= {row.pk: row for row in PovertyFigure.objects.within(scope)[:200]}
    return sorted(found.values(), key=lambda row: (-len(row.wilayah), -row.as_of.toordinal()))


def current_estimate(scope: Scope) -> CoverageRun | None:
    """The newest estimate of an area that contains the scope or lies inside it. Raises UMUM-403."""
    _require(scope)
    codes = {prefix[:length] for prefix in scope.prefixes for length in (0, 2, 4, 6, 10) if len(prefix) >= length}
    rows = CoverageRun.objects.filter(current=True)
    found = list(rows.filter(wilayah__in=codes)) or list(rows.within(scope))
    return max(found, key=lambda row: row.at, default=None)


def area_lines(scope: Scope, run: CoverageRun) -> list[AreaLine]:
    """Kelurahan of the scope, largest gap first; roles that see no names see no counts of 1 to 4."""
    hidden = SMALL if scope.can(AGGREGATE_ONLY) and not scope.can("*") else frozenset()
    rows = list(CoverageArea.objects.within(scope).filter(run=run))
    names = resolve(scope, {code for row in rows for code in (row.wilayah, row.wilayah[:6])})
    lines = [
        AreaLine(
            row.wilayah, names[row.wilayah].name or row.wilayah, names[row.wilayah[:6]].name, _shown(row.families, hidden),
            row.poor_hundredths / 100, row.low_hundredths / 100, row.high_hundredths / 100, _shown(row.listed, hidden), _shown(row.served, hidden),
            row.unlisted_poor_hundredths / 100, row.surveyed, row.direct_share,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-line.gap, line.code))


def poverty_of_survey(scope: Scope, run: CoverageRun) -> list[MeasureLine]:
    """P0, P1, P2 over persons of the run's survey with linearised errors; empty without one, or for part of its area.

    Raises UMUM-403, UMUM-404.
    """
    import numpy as np

    from pilar.decision.targeting.measure.poverty import SampleRefused, poverty

    _require(scope)
    if not scope.covers(run.wilayah):
        return []
    survey = Survey.objects.filter(pk=run.survey_id).first() if run.survey_id else None
    if survey is None:
        raise NOT_FOUND()
    rows = list(
        SurveyHousehold.objects.filter(survey=survey).values_list(
            "consumption", "weight_millionths", "members", "group"
        )
    )
    if not rows:
        return []
    weights = np.array([weight / 1e6 * (members or 1) for _, weight, members, _ in rows])
    try:
        found = poverty(
            np.array([float(consumption) for consumption, *_ in rows]),
            float(run.line),
            weights=weights,
            units=[group for *_, group in rows],
        )
    except SampleRefused:
        return []
    published = next(
        (row for row in figures_above(run.wilayah) if row.wilayah == run.wilayah[:4] and row.p0 is not None), None
    )
    shares = (published.p0, published.p1, published.p2) if published else (None, None, None)
    return [
        MeasureLine(name, one.value, one.error, *one.interval(), None if share is None else share / 10_000)
        for name, one, share in zip(("P0", "P1", "P2"), found, shares, strict=True)
    ]
