"""What a stage owes to each member now, set-based, into temporary tables: components due, less what frozen decrees owe already.

A first decree, a member who came later and a changed amount are the same sum: due now minus entitled so far. Nothing left: no line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pilar.core.scope import Scope
from pilar.core.ui.formats import tanggal
from pilar.decision.targeting.queries.runs import current_run
from pilar.delivery.programs import problems, setwise
from pilar.delivery.programs.catalogue import programme_kinds, tariff_on
from pilar.delivery.programs.models import Stage

_ALIVE = (
    "programs_membership m JOIN registry_person mp ON mp.id = m.person_id AND mp.status = 'hidup' AND mp.merged_into IS NULL "
    "JOIN registry_family mf ON mf.id = m.family_id AND mf.merged_into IS NULL"
)
"""Members whose record carries on: a dead or merged recipient is decreed nothing until somebody transfers the membership."""
DUE, DIFF, LINES = "programs_due_now", "programs_diff_now", "programs_line_now"


@dataclass(frozen=True, slots=True)
class Computed:
    """Result of a computation. `without`: active members for whom nothing can be computed, by reason."""

    lines: int
    total_rp: int
    without: dict[str, int]
    source: str


def compute(stage: Stage) -> Computed:
    """Fill LINES (membership, family, person, wilayah, sequence, amount) and DIFF (subject, component, amount, before). Raises PROG-010, PROG-019."""
    setwise.temporary(DUE, "membership_id bigint, subject_id bigint, component varchar(40), amount_rp bigint")
    setwise.temporary(DIFF, "subject_id bigint, component varchar(40), amount_rp bigint, due_rp bigint")
    setwise.temporary(
        LINES, "membership_id bigint, subject_id bigint, family_id bigint, person_id bigint, wilayah varchar(16), sequence smallint, amount_rp bigint"
    )  # fmt: skip
    source, without = _from_rules(stage) if stage.programme.rule_key else (_from_tariff(stage), {})
    inside = "m.programme_id = %s AND m.state = 'aktif'"
    gone = setwise.number(f"SELECT count(*) FROM programs_membership m WHERE {inside}", [stage.programme_id])
    gone -= setwise.number(f"SELECT count(*) FROM {_ALIVE} WHERE {inside}", [stage.programme_id])
    without |= {"mati": gone} if gone else {}
    _differences(stage)
    lines, total = setwise.rows(f"SELECT count(*), sum(amount_rp) FROM {LINES}")[0]
    return Computed(int(lines), int(total or 0), without, source)


def subject_of(stage: Stage, alias: str = "m") -> str:
    """SQL: whom the programme counts, family or person."""
    return f"{alias}.family_id" if stage.programme.per_family else f"{alias}.person_id"


def times(stage: Stage) -> int:
    """By how much an amount is multiplied: the months of the stage, or once."""
    kind = programme_kinds().get(stage.programme.code)
    return stage.months if kind is None or kind.times == "bulan" else 1


def _from_tariff(stage: Stage) -> str:
    found = tariff_on(stage.programme.tariff, stage.active_from)
    if found is None:
        raise problems.NO_AMOUNT(programme=stage.programme.name, day=tanggal(stage.active_from))
    setwise.execute(
        f"INSERT INTO {DUE} SELECT m.id, {subject_of(stage)}, %s, %s FROM {_ALIVE} "
        "WHERE m.programme_id = %s AND m.state = 'aktif' AND m.wilayah >= %s AND m.wilayah < %s",
        [found.key, found.rupiah * times(stage), stage.programme_id, stage.wilayah, stage.wilayah + ":"],
    )
    return found.basis


def _from_rules(stage: Stage) -> tuple[str, dict[str, int]]:
    run = current_run(Scope.system(), stage.wilayah)
    if run is None:
        raise problems.NO_RUN(programme=stage.programme.name)
    source, key, value = setwise.pairs_of_json("o.components")
    factor = times(stage)
    setwise.execute(
        f"INSERT INTO {DUE} SELECT m.id, {subject_of(stage)}, {key}, {value} * {factor} FROM {_ALIVE} "
        f"JOIN targeting_outcome o ON o.run_id = %s AND o.family_id = m.family_id AND o.programme = %s AND o.outcome = 'met' "
        f"CROSS JOIN {source} WHERE m.programme_id = %s AND m.state = 'aktif' AND m.wilayah >= %s AND m.wilayah < %s AND {value} > 0",
        [run.pk, stage.programme.rule_key, stage.programme_id, stage.wilayah, stage.wilayah + ":"],
    )
    missing = setwise.rows(
        f"SELECT coalesce(o.outcome, 'belum'), count(*) FROM {_ALIVE} LEFT JOIN targeting_outcome o ON o.run_id = %s "
        "AND o.family_id = m.family_id AND o.programme = %s WHERE m.programme_id = %s AND m.state = 'aktif' AND m.wilayah >= %s "
        f"AND m.wilayah < %s AND NOT EXISTS (SELECT 1 FROM {DUE} d WHERE d.membership_id = m.id) GROUP BY 1 ORDER BY 1",
        [run.pk, stage.programme.rule_key, stage.programme_id, stage.wilayah, stage.wilayah + ":"],
    )
    version = run.version
    return f"Ketentuan {version.number}, hitungan {tanggal(run.day)}", {code: int(count) for code, count in missing}


def entitled(stage: Stage) -> tuple[str, list[Any]]:
    """SQL of what frozen decrees of the stage owe: (subject, component, amount, sequence), following merged families and persons."""
    table, column = ("registry_family", "family_id") if stage.programme.per_family else ("registry_person", "person_id")
    return (
        f"SELECT coalesce(k.merged_into, k.id) AS subject_id, p.component, p.amount_rp, e.sequence FROM programs_entitlement e "
        f"JOIN programs_entitlementpart p ON p.entitlement_id = e.id JOIN {table} k ON k.id = e.{column} WHERE e.stage_id = %s",
        [stage.pk],
    )


def _differences(stage: Stage) -> None:
    """Due minus entitled per component; a line for each member whose sum is not zero, with the next sequence."""
    before, parameters = entitled(stage)
    setwise.execute(
        f"INSERT INTO {DIFF} SELECT x.subject_id, x.component, sum(x.amount_rp), sum(x.due_rp) FROM ("
        f"SELECT subject_id, component, amount_rp, amount_rp AS due_rp FROM {DUE} UNION ALL "
        f"SELECT b.subject_id, b.component, -b.amount_rp, 0 FROM ({before}) b WHERE EXISTS (SELECT 1 FROM {DUE} d WHERE d.subject_id = b.subject_id)"
        ") x GROUP BY x.subject_id, x.component HAVING sum(x.amount_rp) <> 0",
        parameters,
    )
    setwise.execute(
        f"INSERT INTO {LINES} SELECT m.id, s.subject_id, m.family_id, m.person_id, m.wilayah, "
        "coalesce(b.last, 0) + 1, s.total FROM (SELECT subject_id, sum(amount_rp) AS total "
        f"FROM {DIFF} GROUP BY subject_id HAVING sum(amount_rp) <> 0) s "
        f"JOIN (SELECT DISTINCT membership_id, subject_id FROM {DUE}) u ON u.subject_id = s.subject_id "
        f"JOIN programs_membership m ON m.id = u.membership_id "
        f"LEFT JOIN (SELECT subject_id, max(sequence) AS last FROM ({before}) e GROUP BY subject_id) b ON b.subject_id = s.subject_id",
        parameters,
    )
