"""Accounts of recipients: set, checked against the register, and what a change does to batches under way."""

from __future__ import annotations

from datetime import datetime

from django.apps import apps
from django.db import transaction

from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.delivery.disbursement import problems
from pilar.delivery.disbursement.actions.batches import locked_batch, void_locked
from pilar.delivery.disbursement.lifecycle import APPROVED, DRAFT, PROPOSED
from pilar.delivery.disbursement.lists import CHANNELS_BY_CODE
from pilar.delivery.disbursement.models import Instruction, PayAccount
from pilar.delivery.disbursement.rules import ACCOUNT_FIELD, account_digits
from pilar.foundation.accounts.queries import today

VOID_REASON = "Rekening seorang penerima berubah sesudah daftar disusun."


@transaction.atomic
def set_account(
    *,
    person_id: int,
    channel: str,
    number: str,
    holder: str,
    state: str,
    by: Actor,
    at: datetime,
    branch: str = "",
    reason: str = "",
) -> int:
    """Record the account of a person at a bank; an earlier one at that bank ends. Returns the new row.

    Batches that hold the old account and are not sealed are voided: what was approved is not what would be paid. Raises UMUM-404 for
    a person outside the scope, SALUR-002 for a channel without accounts, SALUR-015 for a number that is none.
    """  # fmt: skip
    by.scope.require("disbursement.order")
    if channel not in CHANNELS_BY_CODE or not CHANNELS_BY_CODE[channel].by_account:
        raise problems.UNKNOWN_CHANNEL(channel=channel)
    digits = account_digits(number)
    if not digits:
        raise problems.BAD_ACCOUNT()
    person = apps.get_model("registry", "Person").objects.within(by.scope).filter(pk=person_id).first()
    if person is None:
        raise NOT_FOUND()
    old = PayAccount.objects.filter(person_id=person_id, channel=channel, ended_at__isnull=True).first()
    if old is not None:
        PayAccount.objects.filter(pk=old.pk).update(ended_at=at)
        _void_batches_with(old.pk, by, at)
    row = PayAccount(
        wilayah=person.wilayah, person_id=person_id, channel=channel, state=state, number_sealed=vault.seal(ACCOUNT_FIELD, digits),
        number_index=vault.blind_index(ACCOUNT_FIELD, digits), last4=digits[-4:], holder=holder.strip()[:120], branch=branch.strip()[:80],
        reason=reason.strip()[:250], as_of=today(at), by=by.username, at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    audit.record(
        "disbursement.account.set", by=by, at=at, wilayah=person.wilayah, subject=("person", person_id),
        after={"channel": channel, "last4": row.last4, "state": state},
    )  # fmt: skip
    return row.pk


def _void_batches_with(pay_account_id: int, by: Actor, at: datetime) -> None:
    drafts = Instruction.objects.filter(pay_account_id=pay_account_id, state=DRAFT)
    for batch_id in set(drafts.values_list("batch_id", flat=True)):
        batch = locked_batch(Actor.system(by.username), batch_id)
        if batch.state in (PROPOSED, APPROVED):
            void_locked(batch, reason=VOID_REASON, by=by, at=at)
