"""JSON doors of the field app. All are asked with the device token; see phone.py."""

import json
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from pilar.config import config
from pilar.core.audit import actions as audit
from pilar.core.clock import now
from pilar.core.ids import encode_id
from pilar.core.jobs.rules import office_zone
from pilar.core.problems import problem
from pilar.evidence.field.actions.phones import phone_holds
from pilar.evidence.field.app.phone import asked_by_phone
from pilar.evidence.field.app.sources import Returned, Visit, visit_source
from pilar.evidence.field.queries.phones import Caller
from pilar.evidence.linkage.queries.known import likely_persons
from pilar.evidence.registry.queries import get_family, search_people
from pilar.evidence.registry.rules import check_kk, check_nik, digits_of
from pilar.foundation.accounts.queries import today

ASKS_A_DAY = 300
"""How often one phone may ask whether a number is registered: many doors a day, far fewer than a guesser needs."""
MOST_HELD = 2_000

BAD_REQUEST = problem("LAP-400", "Permintaan aplikasi tidak terbaca.", "Perbarui aplikasi, lalu ulangi.", 400)
NOT_YOUR_VISIT = problem("LAP-404", "Kunjungan ini tidak ditugaskan kepada Anda.", "Ambil ulang daftar kunjungan.", 404)
ASKED_ENOUGH = problem(
    "LAP-429", "Batas pemeriksaan nomor hari ini sudah habis.", "Lanjutkan isian; petugas memeriksa.", 429
)
NOT_A_NUMBER = problem("LAP-422", "NIK dan KK harus 16 angka.", "Periksa angkanya pada kartu.", 422)


@asked_by_phone
@require_GET
def who(request: HttpRequest, phone: Caller) -> HttpResponse:
    """Sign-in: whose phone this is."""
    return JsonResponse({"owner": _owner(phone)})


@asked_by_phone
@require_POST
def today_for(request: HttpRequest, phone: Caller) -> HttpResponse:
    """Visits of the day and returned records; the phone says what it still holds, so that a lost one can be listed."""
    said = _body(request)
    source, at = visit_source(), now()
    visits = list(source.visits_for(phone.actor, today(at))) if source else []
    returned = list(source.returned_for(phone.actor)) if source else []
    families = [encode_id(visit.family_id) for visit in visits if visit.family_id]
    forms = sorted({visit.form_id for visit in visits})
    phone_holds(phone.device, {"instances": _held(said), "forms": forms, "families": families}, at=at)
    return JsonResponse(
        {
            "owner": _owner(phone),
            "visits": [_visit(one) for one in visits],
            "returned": [_returned(one) for one in returned],
            "at": at.isoformat(),
        }
    )


@asked_by_phone
@require_GET
def family_history(request: HttpRequest, phone: Caller, key: str) -> HttpResponse:
    """The least a volunteer must know before knocking: who lives there and which aid is on record. For own visits only, until midnight."""
    source, at = visit_source(), now()
    visit = source.visit_of(phone.actor, key) if source else None
    if visit is None or not visit.family_id:
        raise NOT_YOUR_VISIT()
    day = today(at)
    family = get_family(phone.actor.scope, visit.family_id, day)
    with transaction.atomic():
        audit.record(
            "field.history.viewed", by=phone.actor, at=at, wilayah=family.wilayah, subject=("family", family.id)
        )
    members = [
        {"name": one.name, "relation": one.relation, "age": one.age, "alive": one.alive} for one in family.members
    ]
    return JsonResponse(
        {
            "as_of": family.as_of.isoformat(),
            "members": members,
            "aid": [" · ".join(part for part in (one.name, one.status, one.as_of.isoformat()) if part) for one in family.aid[:10]],
            "expires_at": _midnight(day).isoformat(),
        }
    )  # fmt: skip


@asked_by_phone
@require_POST
def already_registered(request: HttpRequest, phone: Caller) -> HttpResponse:
    """ "Already registered?" for a NIK or KK, within the phone's own area; names masked, nothing of other areas, limited and logged."""
    said, at = _body(request), now()
    number = digits_of(str(said.get("number", "")))
    if len(number) != 16 or not number.isascii() or not number.isdigit():
        raise NOT_A_NUMBER()
    _count_ask(phone, today(at))
    rows = list(search_people(phone.actor.scope, number, today(at)).rows)[:3]
    found = [{"name": masked_name(row.name), "place": row.place, "sure": True} for row in rows]
    if not found and (name := str(said.get("name", ""))[:100].strip()):
        asked = {"name": name, "birth_date": str(said.get("birth_date", ""))[:10]}
        likely = likely_persons(phone.actor.scope, asked, today(at))
        found = [{"name": masked_name(one.name), "place": one.place, "sure": False} for one in likely]
    with transaction.atomic():
        audit.record("field.number.asked", by=phone.actor, at=at, after={"found": len(found)})
    faults = [] if not (check_nik(number) and check_kk(number)) else [fault.sentence for fault in check_nik(number)]
    return JsonResponse({"found": found, "faults": faults})


def masked_name(name: str) -> str:
    """First letter of each word: enough to recognise a person one stands before, too little to learn a name.

    >>> masked_name("SITI AMINAH")
    'S••• A•••'
    """
    return " ".join(f"{word[0]}•••" for word in name.split())


def _count_ask(phone: Caller, day: date) -> None:
    key = f"lapangan-tanya:{phone.device.pk}:{day.isoformat()}"
    cache.add(key, 0, 86_400)
    if cache.incr(key) > ASKS_A_DAY:
        raise ASKED_ENOUGH()


def _midnight(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=office_zone(config().office))


def _owner(phone: Caller) -> dict[str, str]:
    return {
        "username": phone.actor.username,
        "name": phone.device.user.get_full_name(),
        "role": phone.actor.role,
        "device": encode_id(phone.device.pk),
    }


def _visit(visit: Visit) -> dict[str, Any]:
    shown = asdict(visit)
    shown["due_on"] = visit.due_on.isoformat() if visit.due_on else None
    shown["family_id"] = encode_id(visit.family_id) if visit.family_id else None
    return shown


def _returned(one: Returned) -> dict[str, Any]:
    return asdict(one) | {"returned_at": one.returned_at.isoformat()}


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        said = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise BAD_REQUEST() from None
    if not isinstance(said, dict):
        raise BAD_REQUEST()
    return said


def _held(said: dict[str, Any]) -> list[str]:
    """The instanceIDs that the phone says it still holds, drafts and outbox."""
    rows = said.get("held", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BAD_REQUEST()
    return [str(row.get("instance_id", "")) for row in rows[:MOST_HELD]]
