"""Looks at a person's or family's page, and opening of masked numbers: who, when, why."""

from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction

from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.audit import queries as audit_queries
from pilar.core.scope import Actor, Scope
from pilar.evidence.registry.actions import problems
from pilar.evidence.registry.queries.families import family_row
from pilar.evidence.registry.queries.people import person_row
from pilar.evidence.registry.rules import (
    KK_FIELD,
    MOTHER_FIELD,
    NIK_FIELD,
    PHONE_FIELD,
    UNMASK_REASONS,
)

SAME_LOOK = timedelta(minutes=5)
Subject = Literal["person", "family"]
Secret = Literal["nik", "kk", "phone", "mother"]
SECRETS: dict[str, tuple[Secret, ...]] = {"family": ("kk",), "person": ("nik", "phone", "mother")}


def record_look(subject: str, subject_id: int, wilayah: str, *, by: Actor, at: datetime, act: str = "") -> bool:
    """Record that somebody looks at a page; once within five minutes per user and subject. True when it was written.

    The subject was already read within the actor's scope; `by.purpose` says why. `act` for pages of upper contexts; without
    one the page is the subject's own.
    """
    act = act or f"registry.{subject}.viewed"
    events = audit_queries.list_subject_events(Scope.system(), subject, subject_id)
    if events.filter(actor=by.username, act=act, at__gte=at - SAME_LOOK, reason=by.purpose).exists():
        return False
    with transaction.atomic():
        audit.record(act, by=by, at=at, wilayah=wilayah, subject=(subject, subject_id))
    return True


def unmask(subject: Subject, subject_id: int, secret: Secret, *, reason: str, by: Actor, at: datetime) -> str:
    """The open value of a sealed field, after the act is in the audit chain. "" when there is none.

    Raises UMUM-403 without `registry.nik.unmask`, UMUM-404 outside the scope, REG-121 for a reason not in UNMASK_REASONS.
    """
    by.scope.require("registry.nik.unmask")
    if reason not in UNMASK_REASONS:
        raise problems.REASON_NEEDED()
    if subject == "family":
        family = family_row(by.scope, subject_id)
        wilayah, value = family.wilayah, vault.unseal(KK_FIELD, family.kk_sealed)
    else:
        person = person_row(by.scope, subject_id)
        field, blob = {
            "nik": (NIK_FIELD, person.nik_sealed),
            "mother": (MOTHER_FIELD, person.mother_sealed),
            "phone": (PHONE_FIELD, person.phone_sealed),
        }[secret]
        wilayah, value = person.wilayah, vault.unseal(field, blob)
    with transaction.atomic():
        audit.record(
            f"registry.{secret}.unmasked",
            by=by,
            at=at,
            wilayah=wilayah,
            subject=(subject, subject_id),
            reason=UNMASK_REASONS[reason],
        )
    return value
