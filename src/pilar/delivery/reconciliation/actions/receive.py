"""Taking in a provider's file: keep it, read it, judge every line, tell the books what matches."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.bulk.engine import analysis
from pilar.core.bulk.files import open_kept
from pilar.core.bulk.models import StoredFile
from pilar.core.problems import NOT_FOUND, Problem
from pilar.core.scope import Actor
from pilar.core.ui.formats import rupiah
from pilar.delivery.disbursement.lists import CHANNELS_BY_CODE
from pilar.delivery.programs import queries as programs
from pilar.delivery.reconciliation import problems
from pilar.delivery.reconciliation.accounts import index_accounts
from pilar.delivery.reconciliation.actions.books import tell_books
from pilar.delivery.reconciliation.actions.staging import (
    add_open_lines,
    make_lines,
    stage_lines,
    update_lines,
    write_lines,
)
from pilar.delivery.reconciliation.matching import match_lines
from pilar.delivery.reconciliation.models import Closing, Inbound
from pilar.delivery.reconciliation.orders import load_known, load_orders
from pilar.delivery.reconciliation.readers import Reading, open_reading
from pilar.delivery.reconciliation.readers.profile import profiles

if TYPE_CHECKING:
    import duckdb

Stepper = Callable[[str, int, int], AbstractContextManager[object]]
"""Shows (phase, lines done, lines in all or 0) and holds what happens inside together with it."""
WAITING = "antre"


@dataclass(frozen=True, slots=True)
class Received:
    """`known`: the same bytes came before (`renamed`: under another name); nothing was done again."""

    inbound_id: int
    known: bool = False
    renamed: bool = False


@transaction.atomic
def receive(
    *,
    file: StoredFile,
    file_name: str,
    channel: str,
    profile: str,
    stage_id: int | None,
    area: str,
    by: Actor,
    at: datetime,
) -> Received:
    """Accept a kept file and read it at once: `accept`, then `read_inbound`. Raises as `accept`."""
    got = accept(
        file=file, file_name=file_name, channel=channel, profile=profile, stage_id=stage_id, area=area, by=by, at=at
    )
    if not got.known:
        read_inbound(inbound_id=got.inbound_id, by=by, at=at)
    return got


@transaction.atomic
def accept(
    *,
    file: StoredFile,
    file_name: str,
    channel: str,
    profile: str,
    stage_id: int | None,
    area: str,
    by: Actor,
    at: datetime,
) -> Received:
    """Note a kept file of a provider; it waits (`antre`) until `read_inbound` reads it.

    Raises UMUM-403, UMUM-404 (area or stage outside), REKON-010 (closed stage), REKON-011, REKON-012.
    """
    by.scope.require("disbursement.reconcile")
    if not area or not by.scope.covers(area):
        raise NOT_FOUND()
    if channel not in CHANNELS_BY_CODE:
        raise problems.UNKNOWN_CHANNEL(code=channel[:10])
    if profile and profile not in profiles():
        raise problems.UNKNOWN_PROFILE(code=profile[:60])
    if stage_id is not None:
        refuse_closed(by, stage_id)
    before = Inbound.objects.select_for_update().filter(sha256=file.sha256, channel=channel).first()
    if before is not None and before.state != "ditolak":
        return _known_file(before, file_name, by, at)
    inbound = before or Inbound(sha256=file.sha256, channel=channel, file=file)
    inbound.wilayah, inbound.stage_id, inbound.profile = area, stage_id, profile
    inbound.file_name, inbound.received_at, inbound.received_by = file_name[:200], at, by.username
    inbound.state, inbound.held_reason = WAITING, ""
    inbound.save()
    return Received(inbound.pk)


def read_inbound(*, inbound_id: int, by: Actor, at: datetime, step: Stepper | None = None) -> None:
    """Read a file that waits. Its lines are read outside of any transaction (`step` tells how far); then judging, booking and keeping
    them is one transaction, inside the last step. A file that does not wait any more is left alone, so that a repeat does nothing.
    A file that cannot be read is kept as refused, with the reason. Raises UMUM-403, UMUM-404.
    """  # fmt: skip
    by.scope.require("disbursement.reconcile")
    found = Inbound.objects.within(by.scope).filter(pk=inbound_id).first()
    if found is None:
        raise NOT_FOUND()
    if found.state != WAITING:
        return
    step = step or _no_progress
    with analysis() as engine:
        reading, broken = _stage_file(engine, found, by, step)
        count = _line_count(engine) if reading else 0
        with step("Mencocokkan dan membukukan", count, count), transaction.atomic():
            inbound = locked(inbound_id, by)
            if inbound.state != WAITING:
                return
            inbound.state = "ditolak"
            if reading is None:
                inbound.held_reason = broken[:500]
                inbound.save()
            else:
                inbound.format, inbound.family = found.format, found.family
                _weigh(engine, inbound, reading, broken, by, at)
            audit.record(
                "reconciliation.file.read", by=by, at=at, wilayah=inbound.wilayah, subject=("inbound", inbound.pk), rows=inbound.line_count,
                after={
                    "sha256": inbound.sha256, "channel": inbound.channel, "state": inbound.state, "format": inbound.format,
                    "total_rp": inbound.total_rp,
                },
            )  # fmt: skip


def _no_progress(_message: str, _done: int, _total: int) -> AbstractContextManager[object]:
    return nullcontext()


def _stage_file(
    engine: duckdb.DuckDBPyConnection, inbound: Inbound, by: Actor, step: Stepper
) -> tuple[Reading | None, str]:
    """Read all lines into the analysis. Without a reading the second value says why the file is refused; with one, why it ended early."""

    def told(done: int) -> None:
        with step("Membaca baris", done, 0):
            pass

    try:
        if inbound.stage_id is not None:  # it may have been closed while the file waited
            refuse_closed(by, inbound.stage_id)
        reading = open_reading(lambda: open_kept(inbound.sha256), inbound.file_name, profiles().get(inbound.profile))
        inbound.format = reading.format
        inbound.family = "laporan" if reading.format in ("lembar", "pain.002") else "mutasi"
        return reading, stage_lines(engine, reading, inbound, told)
    except Problem as refusal:
        return None, f"{refusal.code}: {refusal.sentence}"


def _line_count(engine: duckdb.DuckDBPyConnection) -> int:
    return int(engine.execute("SELECT count(*) FROM lines").fetchall()[0][0])


def closed_stages() -> list[int]:
    """Stages that two persons closed."""
    return list(Closing.objects.filter(closed_at__isnull=False).values_list("stage_id", flat=True))


def refuse_closed(by: Actor, stage_id: int) -> None:
    """Raises UMUM-404 or REKON-010."""
    programs.stage_of(by.scope, stage_id)
    if Closing.objects.filter(stage_id=stage_id, closed_at__isnull=False).exists():
        raise problems.STAGE_CLOSED()


def _known_file(before: Inbound, file_name: str, by: Actor, at: datetime) -> Received:
    if not by.scope.covers(before.wilayah):
        raise NOT_FOUND()
    renamed = file_name[:200] != before.file_name
    if renamed and file_name[:200] not in before.names_seen:
        before.names_seen = [*before.names_seen, file_name[:200]]
        before.save(update_fields=["names_seen"])
    audit.record(
        "reconciliation.file.repeated",
        by=by,
        at=at,
        wilayah=before.wilayah,
        subject=("inbound", before.pk),
        after={"renamed": renamed},
    )
    return Received(before.pk, known=True, renamed=renamed)


def _weigh(
    engine: duckdb.DuckDBPyConnection, inbound: Inbound, reading: Reading, broken: str, by: Actor, at: datetime
) -> None:
    """What the file says about itself; then its lines."""
    count, data, total = engine.execute(
        "SELECT count(*), count(*) FILTER (kind <> 'note'), coalesce(sum(amount) FILTER (kind = 'paid'), 0) FROM lines"
    ).fetchall()[0]
    inbound.line_count, inbound.data_count, inbound.total_rp = count, data, int(total)
    inbound.control_count, inbound.control_total_rp = reading.control_count, reading.control_total_rp
    inbound.balances = [
        {"number": one.number, "opening": one.opening_rp, "moved": one.moved_rp, "closing": one.closing_rp, "gap": one.gap_rp}
        for one in reading.statements
    ]  # fmt: skip
    all_sum = engine.execute("SELECT coalesce(sum(amount), 0) FROM lines WHERE kind <> 'note'").fetchall()[0][0]
    why = [*([broken] if broken else []), *_faults_of(inbound, reading, int(all_sum))]
    inbound.notes, inbound.held_reason = reading.notes[:50], " ".join(why)[:500]
    inbound.state = "ditolak" if broken and not count else "tertahan" if why else "diterapkan"
    _judge(engine, inbound, by, at)


def _faults_of(inbound: Inbound, reading: Reading, all_sum: int) -> list[str]:
    """Why the file as a whole cannot be trusted: its own figures or columns do not add up."""
    why = []
    if reading.shifted:
        why.append("Kolomnya bergeser: " + "; ".join(reading.notes) + ".")
    if reading.control_count is not None and reading.control_count != inbound.data_count:
        why.append(
            f"Baris jumlah menyebut {reading.control_count} baris, tetapi berkas berisi {inbound.data_count}: berkas tidak lengkap."
        )
    if reading.control_total_rp is not None and reading.control_total_rp not in (inbound.total_rp, all_sum):
        why.append(
            f"Baris jumlah menyebut {rupiah(reading.control_total_rp)}, tetapi isinya {rupiah(inbound.total_rp)}."
        )
    if reading.control_needed and reading.control_count is None and reading.control_total_rp is None:
        why.append("Angka penutup (baris jumlah atau saldo akhir) tidak ada: mungkin hanya setengah berkas.")
    why += [
        f"Saldo rekening koran {one.number or '–'} tidak cocok: saldo awal + mutasi berbeda {rupiah(abs(one.gap_rp))} dari saldo akhir."
        for one in reading.statements
        if one.gap_rp
    ]
    if not inbound.data_count:
        why.append("Berkas tidak memuat satu baris data pun.")
    return why


def _judge(engine: duckdb.DuckDBPyConnection, inbound: Inbound, by: Actor, at: datetime) -> None:
    """Match and keep; tell the books unless the file is held."""
    engine.execute("CREATE TEMP TABLE IF NOT EXISTS stored (n BIGINT)")
    if inbound.state == "diterapkan":
        add_open_lines(engine, inbound)
    load_orders(engine, by.scope)
    index_accounts(engine)
    load_known(engine, by.scope, inbound.channel, inbound.pk)
    match_lines(engine, channel=inbound.channel, stage_id=inbound.stage_id, closed=closed_stages())
    if inbound.state == "diterapkan":
        tell_books(engine, inbound, by=by, at=at)
    inbound.save()
    write_lines(engine, inbound)
    update_lines(engine)


@transaction.atomic
def release(*, inbound_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Another person than the receiver accepts a held file as it is, and says why; its lines are judged and told to the books.

    Raises UMUM-403, UMUM-404, REKON-010, REKON-013 (not held), REKON-014 (same person), REKON-015.
    """
    inbound = locked(inbound_id, by)
    if inbound.state != "tertahan":
        raise problems.NOT_HELD()
    if inbound.received_by == by.username:
        raise problems.SAME_PERSON()
    if not reason.strip():
        raise problems.REASON_NEEDED()
    if inbound.stage_id is not None:
        refuse_closed(by, inbound.stage_id)
    inbound.state, inbound.released_at, inbound.released_by, inbound.released_reason = (
        "diterapkan",
        at,
        by.username,
        reason.strip()[:500],
    )
    read_again(inbound, by, at)
    audit.record(
        "reconciliation.file.released",
        by=by,
        at=at,
        wilayah=inbound.wilayah,
        subject=("inbound", inbound.pk),
        reason=reason.strip(),
    )


@transaction.atomic
def change_stage(*, inbound_id: int, stage_id: int | None, by: Actor, at: datetime) -> None:
    """The file was for another stage (None: for any): judge its open lines anew.

    Raises UMUM-403, UMUM-404, REKON-010.
    """
    inbound = locked(inbound_id, by)
    for one in (stage_id, inbound.stage_id):
        if one is not None:
            refuse_closed(by, one)
    before, inbound.stage_id = inbound.stage_id, stage_id
    read_again(inbound, by, at)
    audit.record(
        "reconciliation.file.moved", by=by, at=at, wilayah=inbound.wilayah, subject=("inbound", inbound.pk),
        before={"stage": before}, after={"stage": stage_id},
    )  # fmt: skip


def locked(inbound_id: int, by: Actor) -> Inbound:
    """The file, locked. Raises UMUM-403, UMUM-404."""
    by.scope.require("disbursement.reconcile")
    found = Inbound.objects.within(by.scope).select_for_update().filter(pk=inbound_id).first()
    if found is None:
        raise NOT_FOUND()
    return found


def read_again(inbound: Inbound, by: Actor, at: datetime) -> None:
    """Judge the stored lines of a file once more, beside all others that wait."""
    with analysis() as engine:
        make_lines(engine)
        engine.execute("CREATE TEMP TABLE IF NOT EXISTS stored (n BIGINT)")
        add_open_lines(engine, inbound, own=True)
        _judge(engine, inbound, by, at)
