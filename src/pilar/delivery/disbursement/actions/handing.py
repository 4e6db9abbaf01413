"""Acts of devices at the place of hand-over: received or absent, each heard once, whatever the order and number of devices."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from pilar.core.audit import actions as audit
from pilar.core.bulk.files import keep_bytes
from pilar.core.bulk.kinds import kind_of
from pilar.core.bulk.models import StoredFile
from pilar.core.problems import NOT_FOUND, Problem
from pilar.core.scope import Actor
from pilar.delivery.disbursement import problems
from pilar.delivery.disbursement.actions.handover import record_hand_over
from pilar.delivery.disbursement.lists import BY_HAND
from pilar.delivery.disbursement.models import Batch, HandOver, HandOverTold, Instruction
from pilar.delivery.disbursement.queries.orders import batch_row
from pilar.foundation.accounts.queries import today

MAX_IMAGE = 1536 * 1024
_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg"}
_KEY = re.compile(r"^[0-9a-zA-Z-]{8,40}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a device says. `image`: the proof of a receipt, PNG or JPEG."""

    key: str
    kind: str
    instruction_id: int
    told_at: datetime
    received_by: str = ""
    relation: str = ""
    place: str = ""
    note: str = ""
    proof: str = "tanda_tangan"
    image: bytes = b""


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of it: berlaku, sudah (somebody was first; the proof is kept), ditolak."""

    key: str
    outcome: str
    sentence: str


def read_told(data: Any) -> Told:
    """One act of a device. Raises SALUR-034 for anything that is none."""
    if not isinstance(data, dict) or not _KEY.match(str(data.get("key", ""))):
        raise problems.BAD_TOLD(what="kunci")
    if data.get("kind") not in ("terima", "absen") or type(data.get("instruction")) is not int:
        raise problems.BAD_TOLD(what="jenis atau penerima")
    told_at = parse_datetime(str(data.get("told_at", "")))
    if told_at is None or told_at.tzinfo is None:
        raise problems.BAD_TOLD(what="waktu")
    proof = data.get("proof", "tanda_tangan")
    if proof not in ("tanda_tangan", "foto"):
        raise problems.BAD_TOLD(what="bukti")
    words = {name: str(data.get(name, "")).strip()[:120] for name in ("received_by", "relation", "place", "note")}
    return Told(
        key=data["key"], kind=data["kind"], instruction_id=data["instruction"], told_at=told_at, proof=proof, image=_image(data.get("image", "")), **words
    )  # fmt: skip


def _image(text: Any) -> bytes:
    if not text:
        return b""
    try:
        data = base64.b64decode(str(text).rpartition(",")[2], validate=True)
    except (binascii.Error, ValueError) as error:
        raise problems.BAD_TOLD(what="gambar") from error
    if len(data) > MAX_IMAGE or kind_of(data[:16]) not in _EXTENSIONS:
        raise problems.BAD_TOLD(what="gambar")
    return data


def hear(*, batch_id: int, told: list[Told], device: str, by: Actor, at: datetime) -> list[Heard]:
    """Hear the acts of one device in its order, each in its own transaction: a crash loses nothing that was answered.

    Raises UMUM-403, UMUM-404 (batch outside the scope or not by hand), SALUR-034.
    """
    by.scope.require("disbursement.reconcile")
    batch = batch_row(by.scope, batch_id)
    if batch.channel not in BY_HAND:
        raise NOT_FOUND()
    if not _KEY.match(device):
        raise problems.BAD_TOLD(what="perangkat")
    return [_hear_one(batch, one, device, by, at) for one in told]


@transaction.atomic
def _hear_one(batch: Batch, told: Told, device: str, by: Actor, at: datetime) -> Heard:
    row = Instruction.objects.within(by.scope).select_for_update().filter(pk=told.instruction_id, batch=batch).first()
    if row is None:
        raise NOT_FOUND()
    known = HandOverTold.objects.filter(key=told.key).first()
    if known is not None:
        return Heard(told.key, known.outcome, known.sentence)
    file = _kept(told, by, at)
    heard = _apply(row, told, file, _day(batch, told, at), by, at)
    HandOverTold(
        instruction=row, key=told.key, device=device, kind=told.kind, received_by=told.received_by, note=told.note, file=file,
        outcome=heard.outcome, sentence=heard.sentence[:300], told_at=told.told_at, heard_at=at, by=by.username,
    ).save(force_insert=True)  # fmt: skip
    audit.record(
        "disbursement.hand_over.told", by=by, at=at, wilayah=row.wilayah, subject=("disbursement.instruction", row.pk),
        after={"kind": told.kind, "outcome": heard.outcome},
    )  # fmt: skip
    return heard


def _kept(told: Told, by: Actor, at: datetime) -> StoredFile | None:
    if not told.image:
        return None
    return keep_bytes(f"{told.proof}-{told.key}.{_EXTENSIONS[kind_of(told.image[:16])]}", [told.image], by=by, at=at)


def _day(batch: Batch, told: Told, at: datetime) -> date:
    """The day of the device, unless its clock lies: then the day it was heard."""
    sealed = batch.sealed_at or at
    return today(told.told_at) if sealed <= told.told_at <= at else today(at)


def _apply(row: Instruction, told: Told, file: StoredFile | None, on: date, by: Actor, at: datetime) -> Heard:
    first = HandOver.objects.filter(instruction=row).first()
    if first is not None:
        words = f"Sudah dicatat diterima oleh {first.received_by} ({first.by}); catatan ini disimpan, pembayaran tidak digandakan."
        return Heard(told.key, "sudah", words)
    if told.kind == "absen":
        return Heard(told.key, "berlaku", "Tidak hadir dicatat; haknya tetap.")
    try:
        with transaction.atomic():
            record_hand_over(
                instruction_id=row.pk, received_by=told.received_by or row.name, place=told.place, on=on,
                proof="foto" if told.proof == "foto" else "tanda_tangan", file=file, device_key=told.key, by=by, at=at, relation=told.relation,
            )  # fmt: skip
    except Problem as refusal:
        if refusal.status in (403, 404):
            raise
        return Heard(told.key, "ditolak", f"{refusal.sentence} {refusal.advice}")
    return Heard(told.key, "berlaku", "Diterima.")
