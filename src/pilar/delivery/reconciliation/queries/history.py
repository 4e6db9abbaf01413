"""Where the money of a family is: every entitlement with its last attempt, in words a resident understands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from pilar.core.scope import Scope
from pilar.delivery.disbursement.lifecycle import STATES_BY_CODE
from pilar.delivery.disbursement.lists import CHANNELS_BY_CODE
from pilar.delivery.disbursement.models import Instruction
from pilar.delivery.disbursement.queries import ordered_lines
from pilar.delivery.programs import queries as programs
from pilar.delivery.programs.models import Entitlement
from pilar.delivery.reconciliation.models import RepairCase
from pilar.delivery.reconciliation.rules.repair import REASON_BY_CODE, reason_of
from pilar.delivery.reconciliation.rules.told import MEANINGS, NOT_ORDERED, next_step
from pilar.foundation.accounts.queries import today

MOST = 60


@dataclass(frozen=True, slots=True)
class Attempt:
    """One earlier attempt: by whom, what became of it, since when."""

    channel: str
    state: str
    tone: str
    since: date
    reason: str


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """One entitlement. `recipient` receives it; `on`: when its state began (paid: the day of the payment; not ordered: the decree).

    `reason`: why it failed, in declared words, with the provider's own words beside it; "" otherwise.
    """

    entitlement_id: int
    person_id: int
    recipient: str
    programme: str
    stage: str
    decree: str
    amount_rp: int
    state: str
    tone: str
    meaning: str
    provider: str
    on: date | None
    reason: str
    provider_words: str
    next_step: str
    reference: str
    earlier: tuple[Attempt, ...]


def money_of(scope: Scope, *, family_id: int | None, person_id: int | None = None) -> list[MoneyLine]:
    """Entitlements of a family, and of a person whatever family they were in, newest first; only those in the scope.

    Needs disbursement.view and programs.view. Three queries.
    """
    scope.require("disbursement.view")
    concerns = Q(family_id=family_id) if family_id is not None else Q()
    if person_id is not None:
        concerns |= Q(person_id=person_id)
    if not concerns:
        return []
    rights = list(
        programs.entitlements_of(scope)
        .filter(concerns)
        .select_related("stage__programme", "decree", "person")
        .order_by("-stage__active_from", "-pk")[:MOST]
    )
    tries: dict[int, list[Instruction]] = {}
    orders = ordered_lines(scope, None).filter(entitlement_id__in=[one.pk for one in rights]).order_by("-attempt")
    for one in orders:
        tries.setdefault(one.entitlement_id, []).append(one)
    cases = RepairCase.objects.within(scope).filter(
        instruction_id__in=[one.pk for row in tries.values() for one in row]
    )
    reasons = dict(cases.values_list("instruction_id", "reason"))
    return [_line(one, tries.get(one.pk, []), reasons) for one in rights]


def _line(right: Entitlement, tries: list[Instruction], reasons: dict[int, str]) -> MoneyLine:
    last = tries[0] if tries else None
    code = last.state if last else NOT_ORDERED
    state = STATES_BY_CODE[code] if last else None
    channel = CHANNELS_BY_CODE[last.channel] if last else None
    failed = last is not None and code in ("rejected", "returned", "treasury")
    reason = _reason(last, reasons) if last and failed else ""
    stage = right.stage
    return MoneyLine(
        right.pk, right.person_id, right.person.name, stage.programme.name, f"{stage.label} {stage.year}", right.decree.number,
        right.amount_rp, str(state.name) if state else _("Menunggu perintah bayar"), state.tone if state else "waiting", MEANINGS[code].name,
        str(channel.name) if channel else "", _since(last) if last else right.decree.date, str(REASON_BY_CODE[reason].name) if reason else "",
        last.reason_text if last and failed else "",
        next_step(code, by_account=bool(channel and channel.by_account), channel=last.channel if last else "", reason=reason).name,
        last.e2e if last else "", tuple(_earlier(tries[1:], reasons)),
    )  # fmt: skip


def _reason(row: Instruction, reasons: dict[int, str]) -> str:
    """The reason of the repair queue (an officer may have changed it), else what the provider's words mean."""
    return reasons.get(row.pk) or reason_of(row.reason_code, row.reason_text)


def _since(row: Instruction) -> date:
    return row.paid_on if row.state == "paid" and row.paid_on else today(row.state_since)


def _earlier(tries: Iterable[Instruction], reasons: dict[int, str]) -> Iterable[Attempt]:
    for one in tries:
        state = STATES_BY_CODE[one.state]
        failed = one.state in ("rejected", "returned", "treasury")
        yield Attempt(
            str(CHANNELS_BY_CODE[one.channel].name), str(state.name), state.tone, _since(one),
            str(REASON_BY_CODE[_reason(one, reasons)].name) if failed else "",
        )  # fmt: skip
