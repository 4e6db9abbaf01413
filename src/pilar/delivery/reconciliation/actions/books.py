"""Telling the books: lines that match become outcomes; what the books say comes back as a class; failures open repair cases."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pilar.core.scope import Actor
from pilar.delivery.disbursement.actions.outcomes import apply_outcomes
from pilar.delivery.reconciliation.matching import outcomes_sql
from pilar.delivery.reconciliation.models import Inbound, RepairCase
from pilar.delivery.reconciliation.rules.repair import REASON_BY_CODE, reason_of
from pilar.foundation.accounts.queries import today

if TYPE_CHECKING:
    import duckdb

    from pilar.delivery.disbursement.models import Instruction

_REFUSED = {"conflict": "bentrok", "orphan": "tidak_dipesan", "amount_mismatch": "lebih"}


def tell_books(engine: duckdb.DuckDBPyConnection, inbound: Inbound, *, by: Actor, at: datetime) -> None:
    """Hand the outcomes over at once and change the class of what was refused."""
    engine.execute(
        f"""CREATE OR REPLACE TEMP TABLE told AS
        SELECT t.n, ? AS channel, left(t.ref, 64) AS bank_reference, t.kind, o.e2e, t.amount AS amount_rp, coalesce(t.day, ?) AS "on",
          left(t.reason_code, 30) AS reason_code, t.reason_text, t.instruction_id, o.stage_id, o.wilayah, o.person_id, o.name
        FROM ({outcomes_sql()}) t JOIN orders o USING (instruction_id) ORDER BY t.instruction_id, t.kind""",
        [inbound.channel, today(at)],
    )
    outcomes = engine.execute("SELECT * FROM told ORDER BY instruction_id, kind").to_arrow_table()
    if not outcomes.num_rows:
        return
    report = apply_outcomes(by=by, at=at, source=f"rekonsiliasi {inbound.pk}", outcomes=outcomes)
    refused = {
        place: _REFUSED[result] for place, result in enumerate(report.results) if result in _REFUSED
    }  # fmt: skip
    if refused:
        import pyarrow as pa

        keys = (
            outcomes.take(list(refused))
            .select(["instruction_id", "kind"])
            .append_column("class", pa.array(list(refused.values())))
        )
        engine.register("refused_in", keys)
        engine.execute(
            """UPDATE result SET class = f.class, other = 'keadaan perintah' FROM refused_in f, lines l
            WHERE l.n = result.n AND result.instruction_id = f.instruction_id AND result.class IN
              ('cocok', 'bagian', 'gagal', 'tidak_diambil', 'retur', 'pembalikan') AND CASE result.class WHEN 'gagal' THEN 'rejected'
              WHEN 'tidak_diambil' THEN 'not_collected' WHEN 'retur' THEN 'returned' WHEN 'pembalikan' THEN 'returned' ELSE 'paid' END = f.kind"""
        )
        engine.unregister("refused_in")
    _open_cases(engine, inbound, at)


def _open_cases(engine: duckdb.DuckDBPyConnection, inbound: Inbound, at: datetime) -> None:
    rows = engine.execute(
        """SELECT t.instruction_id, t.stage_id, t.wilayah, t.person_id, t.e2e, t.amount_rp, t.name, t.kind, t.reason_code, t.reason_text
        FROM told t JOIN result r ON r.n = t.n WHERE r.class IN ('gagal', 'tidak_diambil', 'retur', 'pembalikan')"""
    ).fetchall()
    cases = []
    for instruction, stage, wilayah, person, e2e, amount, name, kind, code, text in rows:
        reason = REASON_BY_CODE[_reason(kind, code, text)]
        cases.append(
            RepairCase(
                instruction_id=instruction, stage_id=stage, wilayah=wilayah, person_id=person, e2e=e2e, channel=inbound.channel,
                amount_rp=amount, name=name, reason=reason.code, provider_words=f"{code} {text}".strip()[:250], owner=reason.owner,
                opened_at=at, due_date=today(at) + timedelta(days=reason.days),
            )
        )  # fmt: skip
    RepairCase.objects.bulk_create(cases, batch_size=500, ignore_conflicts=True)


def _reason(kind: str, code: str, text: str) -> str:
    found = reason_of(code, text)
    return "tidak_diambil" if found == "lainnya" and kind == "not_collected" else found


def open_case_of(order: Instruction, kind: str, code: str, text: str, at: datetime) -> None:
    """A repair case for one failed order that two persons accepted from a line."""
    reason = REASON_BY_CODE[_reason(kind, code, text)]
    case = RepairCase(
        instruction_id=order.pk, stage_id=order.stage_id, wilayah=order.wilayah, person_id=order.person_id, e2e=order.e2e,
        channel=order.channel, amount_rp=order.amount_rp, name=order.name, reason=reason.code, owner=reason.owner, opened_at=at,
        provider_words=f"{code} {text}".strip()[:250], due_date=today(at) + timedelta(days=reason.days),
    )  # fmt: skip
    RepairCase.objects.bulk_create([case], ignore_conflicts=True)
