"""Taking in what providers report: set-based, idempotent by (channel, bank reference, kind), the same end in any order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from django.db import connection, transaction

from pilar.core.audit import actions as audit
from pilar.core.bulk.write import insert_tuples
from pilar.core.ids import new_ids
from pilar.core.scope import Actor
from pilar.core.vault import mask_numbers
from pilar.delivery.disbursement import problems
from pilar.delivery.disbursement.actions.ledger import book_rows, temporary
from pilar.delivery.disbursement.lifecycle import AT_PROVIDER, PAID
from pilar.delivery.disbursement.lists import CHANNELS_BY_CODE
from pilar.delivery.disbursement.models import Answer, Instruction
from pilar.delivery.disbursement.verdicts import KINDS, Kind, Result, weigh_all

if TYPE_CHECKING:
    import pyarrow as pa

_FIELDS = ("channel", "bank_reference", "kind", "e2e", "amount_rp", "on", "reason_code", "reason_text")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of a provider: what became of one payment. `bank_reference` is the provider's own name of the event."""

    channel: str
    bank_reference: str
    kind: Kind
    e2e: str
    amount_rp: int
    on: date
    reason_code: str = ""
    reason_text: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeReport:
    """`results[i]` is what became of outcome i: posted, known, conflict, orphan or amount_mismatch. Conflicts are not booked."""

    results: tuple[Result, ...]
    posted_rp: int

    @property
    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = defaultdict(int)
        for result in self.results:
            counts[result] += 1
        return dict(counts)


@dataclass(slots=True)
class _Line:
    """A fresh answer with the instruction it names (None: nobody's)."""

    place: int
    facts: tuple[Any, ...]
    instruction: tuple[Any, ...] | None
    result: Result = "orphan"


@transaction.atomic
def apply_outcomes(*, by: Actor, at: datetime, source: str, outcomes: pa.Table | Iterable[Outcome]) -> OutcomeReport:
    """Book what a provider reports. `source` names the file or message (never personal data, at most 80 signs).

    Every outcome is kept as an Answer with its result. The same key again with the same content is `known`, with other content
    `conflict`. Raises SALUR-013 for an unknown channel or kind, an empty reference, an amount that is no positive integer.
    """
    by.scope.require("disbursement.reconcile")
    rows = _rows(outcomes)
    results: list[Result] = ["known"] * len(rows)
    fresh = _fresh(rows, results)
    lines = _joined(rows, fresh)
    moved, posted = _decide(lines, at)
    for line in lines:
        results[line.place] = line.result
    _keep(lines, source, at)
    _book(moved, at)
    if lines:
        audit.record(
            "disbursement.outcomes.applied", by=by, at=at, rows=len(lines),
            after={"source": mask_numbers(source)[:80], **OutcomeReport(tuple(results), posted).counts},
        )  # fmt: skip
    return OutcomeReport(tuple(results), posted)


def _rows(outcomes: pa.Table | Iterable[Outcome]) -> list[tuple[Any, ...]]:
    if hasattr(outcomes, "column"):
        columns = [cast(Any, outcomes).column(name).to_pylist() for name in _FIELDS]
        given: Iterable[tuple[Any, ...]] = zip(*columns, strict=True)
    else:
        given = (tuple(getattr(one, name) for name in _FIELDS) for one in cast("Iterable[Outcome]", outcomes))
    # An identity number in the place of our reference is masked before anything keeps or compares it.
    rows = [(*row[:3], mask_numbers(str(row[3]).strip())[:40], *row[4:6], row[6] or "", row[7] or "") for row in given]
    for channel, reference, kind, _, amount, on, *_ in rows:
        if channel not in CHANNELS_BY_CODE:
            raise problems.BAD_OUTCOME(why=f"penyalur “{channel}” tidak dikenal")
        if kind not in KINDS:
            raise problems.BAD_OUTCOME(why=f"jenis “{kind}” tidak dikenal")
        if not reference or len(reference) > 64:
            raise problems.BAD_OUTCOME(why="referensi penyalur kosong atau lebih dari 64 huruf")
        if type(amount) is not int or amount <= 0:
            raise problems.BAD_OUTCOME(why="jumlah bukan rupiah bulat yang positif")
        if not isinstance(on, date):
            raise problems.BAD_OUTCOME(why="tanggal tidak ada")
    return rows


def _fresh(rows: Sequence[tuple[Any, ...]], results: list[Result]) -> list[int]:
    """Places of the rows whose key is new; repeated ones get their result here. Serialised, so that two files cannot both be first."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE disbursement_answer IN SHARE ROW EXCLUSIVE MODE")
    temporary("answer_now", "place integer, channel varchar(10), bank_reference varchar(64), kind varchar(14)")
    insert_tuples(
        "answer_now", ("place", "channel", "bank_reference", "kind"), [(n, *row[:3]) for n, row in enumerate(rows)]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.place, a.e2e, a.amount_rp FROM answer_now n JOIN disbursement_answer a ON a.channel = n.channel AND "
            "a.bank_reference = n.bank_reference AND a.kind = n.kind"
        )
        known = {place: (e2e, amount) for place, e2e, amount in cursor.fetchall()}
    first: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    fresh = []
    for place, row in enumerate(rows):
        before = known.get(place) or first.get(row[:3])
        if before is None:
            first[row[:3]] = row[3:5]
            fresh.append(place)
        elif before != row[3:5]:
            results[place] = "conflict"
    return fresh


def _joined(rows: Sequence[tuple[Any, ...]], fresh: Sequence[int]) -> list[_Line]:
    """The fresh answers with their instructions, whose rows are locked."""
    if not fresh:
        return []
    temporary("answer_e2e", "place integer, e2e varchar(40)")
    insert_tuples("answer_e2e", ("place", "e2e"), [(place, rows[place][3]) for place in fresh])
    lock = " FOR UPDATE OF i" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.place, i.id, i.entitlement_id, i.state, i.amount_rp, i.channel, i.attempt, i.paid_on FROM answer_e2e n "
            f"JOIN disbursement_instruction i ON i.e2e = n.e2e ORDER BY i.id{lock}"
        )
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    return [_Line(place, rows[place], found.get(place)) for place in fresh]


def _decide(lines: Sequence[_Line], at: datetime) -> tuple[list[tuple[Any, ...]], int]:
    """Give every line its result. Returns what moves: (instruction, amount, channel, books, state, paid on, reason), and the sum paid."""
    groups: dict[int, list[_Line]] = defaultdict(list)
    for line in lines:
        if line.instruction is None:
            continue
        _, _, _, amount, channel, *_ = line.instruction
        if line.facts[4] != amount:
            line.result = "amount_mismatch"
        elif line.facts[0] != channel:
            line.result = "conflict"
        else:
            groups[line.instruction[0]].append(line)
    held = _held(list(groups))
    later = _superseded([group[0].instruction for group in groups.values()])
    moved, posted, freed = [], 0, []
    for number, group in groups.items():
        _, _, state, amount, channel, _, paid_on = cast("tuple[Any, ...]", group[0].instruction)
        waiting = held.get(number, [])
        kinds = [line.facts[2] for line in group] + [kind for _, kind, *_ in waiting]
        end, books, results = weigh_all(state, kinds, superseded=number in later, was_paid=paid_on is not None)
        for line, result in zip(group, results, strict=False):
            line.result = result
        freed += [
            (row[0], result) for row, result in zip(waiting, results[len(group) :], strict=True) if result != "conflict"
        ]
        if books:
            dates = {line.facts[2]: line.facts[5] for line in group} | {kind: on for _, kind, on, *_ in waiting}
            deciding = max(group, key=lambda line: line.facts[5])
            paid_on = paid_on or (dates.get("paid") or deciding.facts[5] if "paid" in books else None)
            moved.append(
                (number, amount, channel, books, end, paid_on, deciding.facts[6], mask_numbers(deciding.facts[7]))
            )
            posted += amount if end == PAID else 0
    for result in {result for _, result in freed}:
        Answer.objects.filter(pk__in=[pk for pk, own in freed if own == result]).update(result=result)
    return moved, posted


def _held(instructions: list[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Earlier answers of these instructions that could not be booked then: they are weighed again with the new ones."""
    held: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    if not instructions:
        return held
    if not Answer.objects.filter(result="conflict").exists():
        return held
    wanted = set(instructions)
    waiting = Answer.objects.filter(result="conflict", instruction_id__isnull=False)
    for pk, kind, on, number, channel in waiting.values_list("pk", "kind", "on_date", "instruction_id", "channel"):
        if number in wanted and Instruction.objects.filter(pk=number, channel=channel).exists():
            held[number].append((pk, kind, on))
    return held


def _superseded(instructions: Iterable[tuple[Any, ...] | None]) -> set[int]:
    """Those of them after which a later attempt was made. Only a closed instruction can have one."""
    ended = {row[1]: (row[0], row[5]) for row in instructions if row and row[2] not in (*AT_PROVIDER, PAID)}
    if not ended:
        return set()
    later = Instruction.objects.filter(entitlement_id__in=list(ended)).values_list("entitlement_id", "attempt")
    return {ended[entitlement][0] for entitlement, attempt in later if attempt > ended[entitlement][1]}


def _keep(lines: Sequence[_Line], source: str, at: datetime) -> None:
    moment = connection.ops.adapt_datetimefield_value(at)
    as_day = connection.vendor != "postgresql"
    columns = (
        "id", "channel", "bank_reference", "kind", "e2e", "amount_rp", "on_date", "reason_code", "reason_text", "instruction_id", "result",
        "source", "at",
    )  # fmt: skip
    rows = [
        (
            number, *line.facts[:5], str(line.facts[5]) if as_day else line.facts[5],
            line.facts[6][:30], mask_numbers(line.facts[7])[:250], line.instruction[0] if line.instruction else None, line.result,
            source[:80], moment,
        )
        for number, line in zip(new_ids(len(lines)), lines, strict=True)
    ]  # fmt: skip
    insert_tuples("disbursement_answer", columns, rows)


def _book(moved: Sequence[tuple[Any, ...]], at: datetime) -> None:
    """The new states and their movements in the ledger."""
    if not moved:
        return
    as_day = connection.vendor != "postgresql"
    temporary(
        "moved_now", "id bigint primary key, state varchar(10), paid_on date, reason_code varchar(30), reason_text varchar(250)"
    )  # fmt: skip
    rows = [
        (number, state, str(paid) if paid and as_day else paid, code[:30], text[:250])
        for number, _, _, _, state, paid, code, text in moved
    ]
    insert_tuples("moved_now", ("id", "state", "paid_on", "reason_code", "reason_text"), rows)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE disbursement_instruction SET state = m.state, state_since = %s, paid_on = m.paid_on, reason_code = m.reason_code, "
            "reason_text = m.reason_text FROM moved_now m WHERE disbursement_instruction.id = m.id",
            [connection.ops.adapt_datetimefield_value(at)],
        )
    for kind in ("paid", "rejected", "returned", "unspent", "refund"):
        booked = [(row[0], row[1], row[2], kind) for row in moved if kind in row[3]]
        if booked:
            book_rows(booked, at=at)
