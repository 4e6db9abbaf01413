"""Phones: an address with a token for one phone of one person; revoking; what a phone says that it holds."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import CHANGED_MEANWHILE, NOT_ALLOWED
from pilar.core.scope import Actor
from pilar.evidence.field.models import Device
from pilar.evidence.field.problems import NO_ASSIGNMENT
from pilar.evidence.field.queries.phones import get_phone
from pilar.foundation.accounts.queries import find_actor, today

SEEN_EVERY = timedelta(minutes=5)
HOLDS_LIMIT = 2000


class Issued(NamedTuple):
    device_id: int
    token: str
    """Shown once: only its digest is kept."""


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_phone(*, user_id: int, label: str, by: Actor, at: datetime, role: str = "") -> Issued:
    """A new phone for a person who collects, inside the area of `by` (or for oneself, see `by.user_id`).

    Raises LAP-002 when the person has no running assignment with field.collect, UMUM-403 outside the area or without right.
    """
    if by.user_id != user_id:
        by.scope.require("field.assign")
    actor = find_actor(user_id, today(at), role).actor
    if actor is None or not actor.scope.can("field.collect") or (role and actor.role != role):
        raise NO_ASSIGNMENT()
    if by.user_id != user_id and not all(by.scope.covers(area) for area in actor.scope.prefixes):
        raise NOT_ALLOWED()
    token = secrets.token_urlsafe(32)
    device = Device.objects.create(
        token_hash=token_hash(token), user_id=user_id, role=actor.role, wilayah=actor.scope.prefixes[0], label=label[:100],
        created_at=at, created_by=by.username,
    )  # fmt: skip
    audit.record(
        "field.phone.issued", by=by, at=at, wilayah=device.wilayah, subject=("phone", device.pk),
        after={"user": actor.username, "label": device.label},
    )  # fmt: skip
    return Issued(device.pk, token)


@transaction.atomic
def revoke_phone(*, device_id: int, reason: str, by: Actor, at: datetime) -> dict[str, Any]:
    """The phone may neither fetch nor send from now on. Returns what it last said that it held. Raises UMUM-404, UMUM-409."""
    by.scope.require("field.assign")
    device = get_phone(by.scope, device_id)
    changed = Device.objects.filter(pk=device.pk, revoked_at__isnull=True).update(
        revoked_at=at, revoked_by=by.username, revoked_reason=reason[:200]
    )
    if not changed:
        raise CHANGED_MEANWHILE()
    audit.record(
        "field.phone.revoked", by=by, at=at, wilayah=device.wilayah, subject=("phone", device.pk), reason=reason,
        after={"holds": {key: len(value) for key, value in device.holds.items() if isinstance(value, list)}},
    )  # fmt: skip
    return device.holds


def phone_seen(device: Device, *, client: str, device_name: str, at: datetime) -> None:
    """Last contact, written at most every five minutes."""
    fresh = device.last_seen_at is not None and at - device.last_seen_at < SEEN_EVERY
    if fresh and (not device_name or device.device_name == device_name[:200]):
        return
    Device.objects.filter(pk=device.pk).update(
        last_seen_at=at, client=client[:200] or device.client, device_name=device_name[:200] or device.device_name
    )


def phone_holds(device: Device, holds: dict[str, Any], *, at: datetime) -> None:
    """What the phone says that it keeps: lists of short texts under "instances", "forms", "families"; the rest is not kept."""
    kept: dict[str, Any] = {"at": at.isoformat()}
    for key in ("instances", "forms", "families"):
        said = holds.get(key)
        if isinstance(said, list):
            kept[key] = [text[:100] for text in said if isinstance(text, str)][:HOLDS_LIMIT]
    Device.objects.filter(pk=device.pk).update(holds=kept, last_seen_at=at)


def phone_fetched(device: Device, *, form: str = "", families: list[str] | None = None) -> None:
    """What the server itself gave to the phone, for phones that say nothing of themselves (Collect)."""
    holds = dict(device.holds)
    if form and form not in holds.get("forms", []):
        holds["forms"] = [*holds.get("forms", []), form][-HOLDS_LIMIT:]
    if families:
        holds["families"] = list(dict.fromkeys([*holds.get("families", []), *families]))[-HOLDS_LIMIT:]
    if holds != device.holds:
        Device.objects.filter(pk=device.pk).update(holds=holds)
        device.holds = holds
