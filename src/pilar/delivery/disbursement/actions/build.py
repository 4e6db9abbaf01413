"""Drawing up a batch: set-based, one live instruction per entitlement, account frozen, booked in the same transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Sum

from pilar.core.audit import actions as audit
from pilar.core.bulk.write import insert_tuples
from pilar.core.ids import new_id, new_ids
from pilar.core.scope import Actor, Scope
from pilar.delivery.disbursement import problems
from pilar.delivery.disbursement.actions.ledger import book, book_rows, temporary
from pilar.delivery.disbursement.lifecycle import CANCELLED, DRAFT, LIVE, RETURNED, TREASURY
from pilar.delivery.disbursement.lists import CHANNELS_BY_CODE, PAYABLE_ACCOUNTS
from pilar.delivery.disbursement.models import Batch, Instruction, Txn
from pilar.delivery.disbursement.providers.profiles import profile_for
from pilar.delivery.disbursement.references import MOST_ATTEMPTS, reference
from pilar.delivery.programs import queries as programs
from pilar.delivery.programs.actions import set_stage_state

_COLUMNS = (
    "entitlement_id",
    "instruction_id",
    "family_id",
    "person_id",
    "wilayah",
    "amount_rp",
    "attempt",
    "e2e",
    "from_retur",
)
_TYPES = (
    "entitlement_id bigint, instruction_id bigint, family_id bigint, person_id bigint, wilayah varchar(16), amount_rp bigint, "
    "attempt smallint, e2e varchar(19), from_retur smallint"
)


@transaction.atomic
def build_batch(
    *, stage_id: int, channel: str, profile: str, entitlement_ids: Iterable[int], by: Actor, at: datetime
) -> int:
    """Order the payment of these entitlements over one channel. Returns the batch.

    An empty selection pays nobody: SALUR-001. Every selected entitlement must be ready (decreed, positive, no live instruction, and
    for a bank an account that works): otherwise nothing is made, SALUR-007 says how many and why. Raises UMUM-404 for a stage
    outside the scope, SALUR-002, SALUR-008, SALUR-010.
    """
    by.scope.require("disbursement.order")
    wanted = frozenset(entitlement_ids)
    if not wanted:
        raise problems.EMPTY()
    if channel not in CHANNELS_BY_CODE:
        raise problems.UNKNOWN_CHANNEL(channel=channel)
    profile_for(channel, profile)
    stage = programs.stage_of(by.scope, stage_id)
    if stage.state not in ("decreed", "ordering"):
        raise problems.NOT_DECREED()
    if stage.state == "decreed":
        set_stage_state(stage_id=stage_id, state="ordering", by=by, at=at)
    rows = _locked(by, stage_id, wanted)
    _book_decrees(stage_id, at)
    made = _attempts(stage_id, rows)
    faults = Counter(why for why, _ in made if why)
    missing = len(wanted) - len(rows)
    if missing:
        faults["tidak ada dalam SK tahap ini atau di luar wilayah Anda"] += missing
    if faults:
        raise problems.NOT_READY(count=sum(faults.values()), asked=len(wanted), why="; ".join(sorted(faults)))
    chosen = [row for _, row in made if row is not None]
    batch = _batch(stage_id, channel, profile, chosen, by, at)
    _insert(batch, chosen, at)
    audit.record(
        "disbursement.batch.made", by=by, at=at, wilayah=batch.wilayah, subject=("disbursement.batch", batch.pk), rows=batch.count,
        after={"number": batch.number, "channel": channel, "profile": profile, "count": batch.count, "total_rp": batch.total_rp},
    )  # fmt: skip
    return batch.pk


def _locked(by: Actor, stage_id: int, wanted: frozenset[int]) -> list[tuple[Any, ...]]:
    """The selected entitlements in scope, their rows locked in one order so that two makers wait for each other."""
    found = programs.entitlements_of(by.scope, stage_id).filter(amount_rp__gt=0).order_by("pk")
    if len(wanted) <= 500:
        found = found.filter(pk__in=wanted)
    if connection.vendor == "postgresql":
        found = found.select_for_update(of=("self",))
    columns = ("pk", "family_id", "person_id", "wilayah", "amount_rp")
    return [row for row in found.values_list(*columns).iterator(20_000) if row[0] in wanted]


def _book_decrees(stage_id: int, at: datetime) -> None:
    """The decreed sums of the stage into the ledger, each decree once."""
    decreed = programs.entitlements_of(Scope.system(), stage_id).order_by()
    sums = dict(decreed.values_list("decree_id").annotate(total=Sum("amount_rp")))
    if not sums:
        raise problems.NOT_DECREED()
    known = set(Txn.objects.filter(kind="decree", subject_id__in=sums).values_list("subject_id", flat=True))
    fresh = [(decree, total, "", "decree") for decree, total in sums.items() if decree not in known and total]
    for row in fresh:
        try:
            with transaction.atomic():
                book_rows([row], at=at)
        except IntegrityError:  # another maker booked it a moment ago
            if not Txn.objects.filter(kind="decree", subject_id=row[0]).exists():
                raise


def _attempts(stage_id: int, rows: Sequence[tuple[Any, ...]]) -> list[tuple[str, tuple[Any, ...] | None]]:
    """(why not, None) or ("", row of the temporary table) for every entitlement."""
    past = Instruction.objects.filter(stage_id=stage_id).order_by("entitlement_id", "attempt")
    if len(rows) <= 500:
        past = past.filter(entitlement_id__in=[row[0] for row in rows])
    last = {row[0]: row[1:] for row in past.values_list("entitlement_id", "attempt", "state", "from_retur")}
    ids = new_ids(len(rows))
    made: list[tuple[str, tuple[Any, ...] | None]] = []
    for number, (entitlement, *facts) in zip(ids, rows, strict=True):
        attempt, state, from_retur = last.get(entitlement, (0, "", False))
        if state in LIVE:
            made.append(("sudah ada perintah bayar yang berjalan", None))
        elif state == TREASURY:
            made.append(("uangnya sudah kembali ke kas", None))
        elif attempt >= MOST_ATTEMPTS:
            made.append(("sudah dicoba terlalu sering", None))
        else:
            retur = state == RETURNED or (state == CANCELLED and from_retur)
            made.append(
                ("", (entitlement, number, *facts, attempt + 1, reference(entitlement, attempt + 1), int(retur)))
            )
    return made


def _batch(
    stage_id: int, channel: str, profile: str, rows: Sequence[tuple[Any, ...]], by: Actor, at: datetime
) -> Batch:
    if connection.vendor == "postgresql":  # numbers without gaps or doubles: one maker at a time from here
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [stage_id])
    last = Batch.objects.filter(stage_id=stage_id).aggregate(last=Max("number"))["last"] or 0
    batch = Batch(
        pk=new_id(), stage_id=stage_id, wilayah=_common_area([row[4] for row in rows]), number=last + 1, channel=channel,
        profile=profile, count=len(rows), total_rp=sum(row[5] for row in rows), made_by=by.username, made_at=at,
    )  # fmt: skip
    batch.save(force_insert=True)
    return batch


def _common_area(codes: Sequence[str]) -> str:
    """The smallest area of a known level that holds all of them."""
    low, high = min(codes), max(codes)
    same = next(
        (place for place, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high))
    )
    return low[: max(level for level in (0, 2, 4, 6, 10, 13, 16) if level <= same)]


def _insert(batch: Batch, rows: Sequence[tuple[Any, ...]], at: datetime) -> None:
    temporary("order_now", _TYPES)
    insert_tuples("order_now", _COLUMNS, rows)
    by_account = CHANNELS_BY_CODE[batch.channel].by_account
    states = ", ".join(f"'{code}'" for code in PAYABLE_ACCOUNTS)
    account = (
        f"JOIN disbursement_payaccount a ON a.person_id = o.person_id AND a.channel = %s AND a.ended_at IS NULL AND a.state IN ({states}) "
        "AND a.number_sealed IS NOT NULL"
        if by_account
        else ""
    )
    holder = (
        "coalesce(nullif(a.holder, ''), p.name), a.number_sealed, a.number_index, a.last4, a.id"
        if by_account
        else "p.name, NULL, NULL, '', NULL"
    )
    true = "o.from_retur = 1" if connection.vendor == "postgresql" else "o.from_retur"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO disbursement_instruction (id, entitlement_id, stage_id, family_id, person_id, wilayah, attempt, e2e, channel, batch_id, "
            "amount_rp, name, account_sealed, account_index, account_last4, pay_account_id, state, state_since, reason_code, reason_text, "
            f"from_retur) SELECT o.instruction_id, o.entitlement_id, %s, o.family_id, o.person_id, o.wilayah, o.attempt, o.e2e, %s, %s, "
            f"o.amount_rp, {holder}, '{DRAFT}', %s, '', '', {true} FROM order_now o JOIN registry_person p ON p.id = o.person_id {account}",
            [
                batch.stage_id, batch.channel, batch.pk, connection.ops.adapt_datetimefield_value(at),
                *([batch.channel] if by_account else []),
            ],
        )  # fmt: skip
        made = cursor.rowcount
    if made != len(rows):
        raise problems.NOT_READY(
            count=len(rows) - made, asked=len(rows), why=f"belum punya rekening {CHANNELS_BY_CODE[batch.channel].name} yang dapat dipakai"
        )  # fmt: skip
    for kind, flag in (("order", 0), ("reorder", 1)):
        if any(row[8] == flag for row in rows):
            book(kind, "SELECT instruction_id, amount_rp, '' FROM order_now WHERE from_retur = %s", [flag], at=at)
