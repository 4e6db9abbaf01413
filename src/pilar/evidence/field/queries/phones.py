"""Phones, and who stands behind a token."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor, Scope
from pilar.evidence.field.models import Device
from pilar.evidence.field.problems import NO_ASSIGNMENT, NO_SUCH_PHONE
from pilar.foundation.accounts.queries import find_actor, today

PAGE = 50


class Caller(NamedTuple):
    device: Device
    actor: Actor


class PhonePage(NamedTuple):
    rows: list[Device]
    after: str


def caller_of(token: str, at: datetime) -> Caller:
    """The phone and the person behind a token, with the rights that the person has today. Raises LAP-001, LAP-002."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    device = Device.objects.select_related("user").filter(token_hash=digest, revoked_at__isnull=True).first()
    if device is None:
        raise NO_SUCH_PHONE()
    actor = find_actor(device.user_id, today(at), device.role).actor
    if actor is None or actor.role != device.role or not actor.scope.can("field.collect"):
        raise NO_ASSIGNMENT()
    return Caller(device, Actor(actor.username, actor.role, actor.scope, actor.user_id, channel="lapangan"))


def list_phones(scope: Scope, *, revoked: bool = False, after: str = "") -> PhonePage:
    """Phones whose area lies inside the scope, newest first."""
    scope.require("field.assign")
    rows = Device.objects.within(scope).select_related("user").filter(revoked_at__isnull=not revoked)
    if after.isdigit() and len(after) < 20:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return PhonePage(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def get_phone(scope: Scope, device_id: int) -> Device:
    """One phone. Raises UMUM-404."""
    scope.require("field.assign")
    row = Device.objects.within(scope).select_related("user").filter(pk=device_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def own_phones(user_id: int) -> list[Device]:
    """The phones of one person that are not revoked."""
    return list(Device.objects.filter(user_id=user_id, revoked_at__isnull=True).order_by("-pk"))
