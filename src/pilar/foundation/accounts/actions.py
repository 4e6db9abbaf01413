"""Writes about users: one transaction, one audit event each. Areas and duties are checked here, not in the doors."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_FOUND, problem
from pilar.core.scope import Actor, is_area_code
from pilar.foundation.accounts import queries
from pilar.foundation.accounts.duties import duties_conflict
from pilar.foundation.accounts.models import Assignment, User
from pilar.foundation.accounts.roles import AREA_LENGTHS, ROLES
from pilar.foundation.accounts.rules import Held

NAME_TAKEN = problem("AKUN-001", "Nama pengguna {username} sudah dipakai.", "Pilih nama pengguna lain.")
NAME_STRANGE = problem(
    "AKUN-002",
    "Nama pengguna {username} tidak dapat dipakai.",
    "Pakai 3–150 huruf, angka, titik, garis bawah atau strip.",
)
ROLE_UNKNOWN = problem("AKUN-003", "Peran {role} tidak dikenal.", "Pilih peran dari daftar peran.")
AREA_OUTSIDE = problem(
    "AKUN-004", "Wilayah {wilayah} di luar wilayah kerja Anda.", "Pilih wilayah di dalam wilayah kerja Anda.", 403
)
PERIOD_WRONG = problem(
    "AKUN-005",
    "Tanggal akhir tidak boleh sebelum tanggal mulai, sebelum hari ini, atau sesudah akhir yang sudah tercatat.",
    "Perbaiki tanggal penugasan.",
)
ALREADY_HELD = problem(
    "AKUN-006",
    "Peran {role} untuk wilayah ini sudah dipegang pada masa itu.",
    "Akhiri penugasan lama dulu, atau ubah tanggalnya.",
)
DUTIES_CONFLICT = problem(
    "AKUN-007",
    "Peran {role} tidak boleh dirangkap dengan peran {other} di wilayah yang sama. {reason}",
    "Tugaskan orang lain, atau akhiri dulu peran yang satu.",
)
NOT_ONESELF = problem(
    "AKUN-008",
    "Anda tidak dapat mengubah penugasan atau akun Anda sendiri di sini.",
    "Minta admin lain melakukannya.",
    403,
)
BEYOND_YOURS = problem(
    "AKUN-009",
    "Akun ini juga bertugas di luar wilayah kerja Anda.",
    "Minta admin yang wilayahnya mencakup semua penugasan akun ini.",
    403,
)
LEVEL_WRONG = problem(
    "AKUN-011",
    "Peran {role} tidak dipegang untuk wilayah setingkat itu.",
    "Pilih wilayah yang setingkat dengan perannya.",
)
LANGUAGE_UNKNOWN = problem("AKUN-010", "Bahasa {language} tidak tersedia.", "Pilih Bahasa Indonesia atau English.")

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else on paper
_IN_FORCE = Q(active_to__isnull=True)


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A password made by the office: shown once to the admin, must be changed at first login, stored nowhere."""

    user_id: int
    password: str


def create_user(
    *, username: str, full_name: str, by: Actor, at: datetime, position: str = "", nip: str = "", language: str = "id"
) -> NewPassword:
    """A user without rights, and a first password. Raises UMUM-403, AKUN-001, AKUN-002, AKUN-010."""
    by.scope.require("accounts.manage")
    _check_language(language)
    _check_username(username)
    password = _new_password()
    with transaction.atomic():
        if User.objects.filter(username__iexact=username).exists():
            raise NAME_TAKEN(username=username)
        user = User(
            username=username,
            full_name=full_name,
            position=position,
            nip=nip,
            language=language,
            must_change_password=True,
        )
        user.set_password(password)
        user.save(force_insert=True)
        after = {"username": username, "full_name": full_name, "position": position}
        audit.record(
            "accounts.user.created", by=by, at=at, subject=("user", user.pk), after=after, wilayah=queries.place_of(by)
        )
    return NewPassword(user.pk, password)


def assign_role(
    *,
    user_id: int,
    role: str,
    wilayah: str,
    active_from: date,
    by: Actor,
    at: datetime,
    active_to: date | None = None,
    decree: str = "",
) -> int:
    """Give a role for an area and a period; returns the assignment's id.

    Raises UMUM-403, UMUM-404, AKUN-003 to AKUN-008, AKUN-011. Nobody assigns to themselves or beyond their area.
    """
    by.scope.require("accounts.manage")
    if role not in ROLES:
        raise ROLE_UNKNOWN(role=role)
    if not is_area_code(wilayah) or not by.scope.covers(wilayah):
        raise AREA_OUTSIDE(wilayah=wilayah)
    if len(wilayah) not in AREA_LENGTHS[ROLES[role].level]:
        raise LEVEL_WRONG(role=ROLES[role].label_id)
    if active_to is not None and active_to <= active_from:
        raise PERIOD_WRONG()
    if by.user_id == user_id:
        raise NOT_ONESELF()
    wanted = Held(role, wilayah, active_from, active_to)
    with transaction.atomic():
        if not User.objects.select_for_update().filter(pk=user_id, is_active=True).exists():
            raise NOT_FOUND()
        _refuse_conflicts(user_id, wanted)
        row = Assignment(
            user_id=user_id, role=role, wilayah=wilayah, active_from=active_from, active_to=active_to, decree=decree,
            created_at=at, created_by=by.username,
        )  # fmt: skip
        row.save(force_insert=True)
        after = {"assignment": row.pk, "role": role, "from": active_from.isoformat(), "decree": decree}
        after["to"] = active_to.isoformat() if active_to else None
        audit.record("accounts.role.assigned", by=by, at=at, wilayah=wilayah, subject=("user", user_id), after=after)
    return row.pk


def end_assignment(*, assignment_id: int, on: date, reason: str, by: Actor, at: datetime) -> None:
    """The assignment runs up to, not including, `on`; ended on its first day it never ran.

    The past stays as it was: `on` is today or later. Raises UMUM-403, UMUM-404, AKUN-005, AKUN-008.
    """
    by.scope.require("accounts.manage")
    with transaction.atomic():
        row = Assignment.objects.within(by.scope).select_for_update().filter(pk=assignment_id).first()
        if row is None:
            raise NOT_FOUND()
        if row.user_id == by.user_id:
            raise NOT_ONESELF()
        if on < max(row.active_from, queries.today(at)) or (row.active_to is not None and on > row.active_to):
            raise PERIOD_WRONG()
        before = {"assignment": row.pk, "role": row.role, "to": row.active_to.isoformat() if row.active_to else None}
        row.active_to = on
        row.save(update_fields=["active_to"])
        after = {"assignment": row.pk, "to": on.isoformat()}
        audit.record(
            "accounts.role.ended", by=by, at=at, wilayah=row.wilayah, subject=("user", row.user_id),
            before=before, after=after, reason=reason,
        )  # fmt: skip


def disable_user(*, user_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Close the account and all its sessions. Raises UMUM-403, UMUM-404, AKUN-008, AKUN-009."""

    def change(user: User) -> dict[str, Any]:
        user.is_active = False
        user.save(update_fields=["is_active"])
        return {"sessions_ended": end_sessions(user.pk)}

    _administer("accounts.user.disabled", user_id, change, reason=reason, by=by, at=at)


def enable_user(*, user_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Open a closed account again, with what still runs. Raises UMUM-403, UMUM-404, AKUN-008, AKUN-009."""

    def change(user: User) -> dict[str, Any]:
        user.is_active = True
        user.save(update_fields=["is_active"])
        return {}

    _administer("accounts.user.enabled", user_id, change, reason=reason, by=by, at=at)


def reset_second_factor(*, user_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Remove every second factor and end all sessions. Raises UMUM-403, UMUM-404, AKUN-008, AKUN-009."""

    def change(user: User) -> dict[str, Any]:
        removed = Authenticator.objects.filter(user_id=user.pk).count()
        Authenticator.objects.filter(user_id=user.pk).delete()
        return {"authenticators_removed": removed, "sessions_ended": end_sessions(user.pk)}

    _administer("accounts.factor.reset", user_id, change, reason=reason, by=by, at=at)


def reset_password(*, user_id: int, reason: str, by: Actor, at: datetime) -> NewPassword:
    """A new first password, for a forgotten one; ends all sessions. Raises UMUM-403, UMUM-404, AKUN-008, AKUN-009."""
    password = _new_password()

    def change(user: User) -> dict[str, Any]:
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        return {"sessions_ended": end_sessions(user.pk)}

    _administer("accounts.password.reset", user_id, change, reason=reason, by=by, at=at)
    return NewPassword(user_id, password)


def set_language(*, user_id: int, language: str, by: Actor, at: datetime) -> None:
    """The language of one's own pages. Raises UMUM-403 for another's account, AKUN-010."""
    _check_language(language)
    if by.user_id != user_id:
        raise NOT_FOUND()
    with transaction.atomic():
        before = User.objects.values_list("language", flat=True).get(pk=user_id)
        if before == language:
            return
        User.objects.filter(pk=user_id).update(language=language)
        audit.record(
            "accounts.language.set", by=by, at=at, wilayah=queries.place_of(by), subject=("user", user_id),
            before={"language": before}, after={"language": language},
        )  # fmt: skip


def end_own_session(*, number: int, by: Actor, at: datetime) -> None:
    """Log out one's own session on another device. Raises UMUM-404."""
    with transaction.atomic():
        session = UserSession.objects.filter(user_id=by.user_id, pk=number).first()
        if session is None:
            raise NOT_FOUND()
        Session.objects.filter(session_key=session.session_key).delete()
        session.delete()
        audit.record(
            "accounts.session.ended", by=by, at=at, wilayah=queries.place_of(by), subject=("user", by.user_id or 0)
        )


def reseal_authenticators(*, by: Actor, at: datetime) -> int:
    """Seal the secrets of code apps and recovery codes again under the active key, during a key rotation.

    A few rows per member of staff, so row by row. Returns how many secrets were sealed. Raises UMUM-403, CannotOpen.
    """
    by.scope.require("settings.manage")
    adapter, sealed = get_adapter(), 0
    with transaction.atomic():
        for row in Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN):
            for part in ("secret", "seed"):
                if part in row.data:
                    row.data[part] = adapter.encrypt(adapter.decrypt(row.data[part]))
                    sealed += 1
            row.save(update_fields=["data"])
        audit.record("accounts.factor.resealed", by=by, at=at, wilayah=queries.place_of(by), rows=sealed)
    return sealed


def end_sessions(user_id: int) -> int:
    """Delete every session of the user, inside the caller's transaction. Returns how many were recorded."""
    keys = list(UserSession.objects.filter(user_id=user_id).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user_id=user_id).delete()
    return len(keys)


def _administer(
    act: str, user_id: int, change: Callable[[User], dict[str, Any]], *, reason: str, by: Actor, at: datetime
) -> None:
    """An act on another's account: every running or coming assignment of it must lie inside the admin's areas."""
    by.scope.require("accounts.manage")
    if by.user_id == user_id:
        raise NOT_ONESELF()
    queries.get_user(by.scope, user_id)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        held = Assignment.objects.filter(user_id=user_id)
        current = held.filter(_IN_FORCE | Q(active_to__gt=queries.today(at)))
        areas = list(current.values_list("wilayah", flat=True))
        if not all(by.scope.covers(area) for area in areas):
            raise BEYOND_YOURS()
        after = change(user)
        place = areas[0] if areas else queries.place_of(by)
        audit.record(act, by=by, at=at, wilayah=place, subject=("user", user_id), after=after, reason=reason)


def _refuse_conflicts(user_id: int, wanted: Held) -> None:
    for row in Assignment.objects.filter(user_id=user_id):
        held = Held(row.role, row.wilayah, row.active_from, row.active_to)
        if not held.meets(wanted):
            continue
        if held.role == wanted.role and held.wilayah == wanted.wilayah:
            raise ALREADY_HELD(role=ROLES[wanted.role].label_id)
        reason = duties_conflict(held.role, wanted.role) if held.role in ROLES else None
        if reason is not None:
            raise DUTIES_CONFLICT(role=ROLES[wanted.role].label_id, other=ROLES[held.role].label_id, reason=reason)


def _check_username(username: str) -> None:
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError as error:
        raise NAME_STRANGE(username=username) from error
    # A number of sixteen digits would be somebody's NIK, and the name stands in every audit event.
    if not 3 <= len(username) <= 150 or (username.isdigit() and len(username) == 16):
        raise NAME_STRANGE(username=username)


def _check_language(language: str) -> None:
    if language not in dict(settings.LANGUAGES):
        raise LANGUAGE_UNKNOWN(language=language)


def _new_password() -> str:
    """Sixteen letters in four groups: 79 bits, easy to read aloud."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
