"""Writing of batches: receive, begin and end of the two phases, call off, settle quarantined rows."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from pilar.config import config
from pilar.core.audit import actions as audit
from pilar.core.bulk.files import safe_name
from pilar.core.bulk.models import StoredFile
from pilar.core.problems import NOT_ALLOWED, NOT_FOUND, problem
from pilar.core.scope import Actor
from pilar.evidence.intake.kinds import kind_of
from pilar.evidence.intake.models import Batch, QuarantineRow, SavedMapping
from pilar.evidence.intake.profiles import profile_of
from pilar.foundation.accounts.separation import require_separate_duties

UNKNOWN_PROFILE = problem(
    "BRK-020",
    "Profil “{profile}” tidak dikenal.",
    "Lihat daftar profil di halaman Impor atau dengan `pilar import --help`.",
)
WRONG_STATE = problem(
    "BRK-021",
    "Kiriman ini sedang dalam keadaan “{state}”, sehingga tindakan itu tidak dapat dilakukan.",
    "Buka halaman kiriman untuk melihat langkah yang tersedia.",
    409,
)
NOTHING_CLEAN = problem(
    "BRK-022",
    "Tidak ada baris bersih yang dapat diterbitkan.",
    "Unduh karantina, perbaiki barisnya, lalu ajukan lagi di halaman kiriman.",
    409,
)
NOT_MENDABLE = problem(
    "BRK-023",
    "Kiriman ini belum dapat menerima lembar perbaikan.",
    "Terbitkan dulu baris yang bersih, lalu unggah lembar perbaikannya.",
    409,
)
OPTION_MISSING = problem(
    "BRK-024",
    "Isian “{option}” belum diberikan; tanpa itu berkas “{name}” tidak dapat dibaca sebagai {kind}.",
    "Isi di halaman unggah, atau tambahkan --option {key}=NILAI pada `pilar import`.",
)


@dataclass(frozen=True, slots=True)
class Received:
    """A batch, and whether this very content was received before."""

    batch_id: int
    repeated: bool


def receive(
    *,
    file: StoredFile,
    file_name: str,
    profile: str,
    by: Actor,
    at: datetime,
    as_of: date,
    mapping: dict[str, str] | None = None,
    options: dict[str, str] | None = None,
    mends: int | None = None,
) -> Received:
    """Open a batch for a kept file. The same content for the same kind and options gives the earlier batch.

    Raises BRK-020 for an unknown profile, BRK-024 for an option that the kind requires and nobody gave, and UMUM-403 without the
    capability of the kind.
    """
    try:
        found = profile_of(profile)
        kind = kind_of(found.kind)
    except KeyError as error:
        raise UNKNOWN_PROFILE(profile=profile) from error
    by.scope.require(kind.capability)
    chosen = {**found.options, **(options or {})}
    for option in kind.options:
        if option.required and not str(chosen.get(option.key, "")).strip():
            raise OPTION_MISSING(
                option=option.name, name=safe_name(file_name), kind=gettext(kind.label), key=option.key
            )
    with transaction.atomic():
        batch, fresh = Batch.objects.get_or_create(
            content_key=_content_key(file.sha256, kind.code, chosen, area := _common_area(by)),
            defaults={
                "file": file,
                "file_name": safe_name(file_name),
                "profile": profile,
                "kind": kind.code,
                "mapping": mapping or {},
                "options": chosen,
                "wilayah": area,
                "as_of": as_of,
                "created_at": at,
                "created_by": by.username,
                "mends_id": mends,
            },
        )
        if not fresh and batch.state in {"gagal", "batal"}:
            _reopen(batch, profile, mapping or {}, as_of, by=by, at=at)
            return Received(batch.pk, repeated=False)
        if fresh:
            _log("intake.batch.received", batch, by, at, {"profile": profile, "file": file.sha256})
    return Received(batch.pk, repeated=not fresh)


def _content_key(sha256: str, kind: str, options: dict[str, str], area: str) -> str:
    """The area belongs to it: rows that one village had to leave in quarantine as not its own must not stay out for the city."""
    text = json.dumps([sha256, kind, {k: v for k, v in options.items() if k != "version_id"}, area], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _common_area(by: Actor) -> str:
    """The area that holds all of the actor's areas (of the whole country: the office); batches are seen by those who cover it."""
    prefixes = by.scope.prefixes
    if not prefixes:
        return "-"
    shared = prefixes[0]
    for prefix in prefixes[1:]:
        while not prefix.startswith(shared):
            shared = shared[:-1]
    return next((shared[:length] for length in (16, 13, 10, 6, 4, 2) if len(shared) >= length), config().office)


def _log(
    act: str, batch: Batch, by: Actor, at: datetime, after: dict[str, object], reason: str = "", rows: int | None = None
) -> None:
    audit.record(
        act, by=by, at=at, wilayah=batch.wilayah, subject=("batch", batch.pk), after=after, reason=reason, rows=rows
    )


def _reopen(batch: Batch, profile: str, mapping: dict[str, str], as_of: date, *, by: Actor, at: datetime) -> None:
    """A batch that failed or was called off is read anew, perhaps with another mapping or date."""
    batch.profile, batch.mapping, batch.state, batch.problem, batch.cursor = profile, mapping, "diterima", "", 0
    batch.as_of = as_of
    batch.save(update_fields=["profile", "mapping", "state", "problem", "cursor", "as_of"])
    _log("intake.batch.reopened", batch, by, at, {"profile": profile})


def set_state(batch_id: int, state: str, *, allowed: set[str], **fields: object) -> None:
    """Move a batch to another state if it is in an allowed one. Raises BRK-021 otherwise."""
    changed = Batch.objects.filter(pk=batch_id, state__in=allowed).update(state=state, **fields)
    if not changed:
        current = Batch.objects.filter(pk=batch_id).values_list("state", flat=True).first()
        raise WRONG_STATE(state=current or "-")


@transaction.atomic
def cancel(*, batch_id: int, by: Actor, at: datetime, reason: str) -> None:
    """Call a batch off before it is being published. Its file, faults and quarantine stay."""
    batch = get_batch_for(by, batch_id)
    set_state(batch_id, "batal", allowed={"diterima", "diperiksa", "siap", "gagal"})
    _log("intake.batch.cancelled", batch, by, at, {"state": "batal"}, reason)


@transaction.atomic
def set_aside(*, row_id: int, by: Actor, at: datetime, reason: str) -> None:
    """Close a quarantined row without mending it, with a reason; its cells stay."""
    row = QuarantineRow.objects.select_related("batch").filter(pk=row_id).first()
    if row is None:
        raise NOT_FOUND()
    batch = get_batch_for(by, row.batch_id)
    if row.state != "menunggu":
        raise WRONG_STATE(state=row.state)
    row.state, row.settled_at, row.settled_by, row.reason = "dikesampingkan", at, by.username, reason
    row.save(update_fields=["state", "settled_at", "settled_by", "reason"])
    _log("intake.row.set_aside", batch, by, at, {"row": row.row, "sheet": row.sheet}, reason)


def get_batch_for(by: Actor, batch_id: int) -> Batch:
    """The batch when the actor covers its area. Raises UMUM-404."""
    batch = Batch.objects.filter(pk=batch_id).first()
    if batch is None or not by.scope.covers(batch.wilayah):
        raise NOT_FOUND()
    if not (by.scope.can("intake.upload") or by.scope.can("intake.publish")):
        raise NOT_ALLOWED()
    return batch


@transaction.atomic
def release(*, batch_id: int, by: Actor, at: datetime) -> None:
    """Decide that the clean rows may be published; the caller asks for the job in the same transaction.

    Raises UMUM-403, UMUM-404, AKUN-012 (who uploaded does not publish), BRK-021, BRK-022.
    """
    by.scope.require("intake.publish")
    batch = get_batch_for(by, batch_id)
    require_separate_duties("intake.publish", by=by, earlier=[("intake.upload", batch.created_by)])
    if batch.state != "siap":
        raise WRONG_STATE(state=batch.get_state_display())
    if not batch.counts.get("accepted"):
        raise NOTHING_CLEAN()
    _log("intake.batch.released", batch, by, at, {"accepted": batch.counts["accepted"]})


def is_mendable(batch: Batch) -> bool:
    """A mended sheet joins what is published already (its DTSEN version too), or stands alone when nothing was clean."""
    return batch.state == "terbit" or (batch.state == "siap" and not batch.counts.get("accepted"))


def receive_mended(*, batch_id: int, file: StoredFile, file_name: str, by: Actor, at: datetime) -> Received:
    """Open a batch for the mended rows of another, read in the same way. Raises as `receive`, and BRK-023, UMUM-404."""
    batch = get_batch_for(by, batch_id)
    if not is_mendable(batch):
        raise NOT_MENDABLE()
    return receive(
        file=file, file_name=file_name, profile=batch.profile, by=by, at=at, as_of=batch.as_of,
        mapping=batch.mapping, options=batch.options, mends=batch.pk,
    )  # fmt: skip


@transaction.atomic
def save_mapping(*, name: str, kind: str, headings_key: str, mapping: dict[str, str], by: Actor, at: datetime) -> int:
    """Keep a mapping under a name; the same name in the same area is replaced. Raises UMUM-403."""
    by.scope.require("intake.upload")
    area = _common_area(by)
    saved, _fresh = SavedMapping.objects.update_or_create(
        name=name,
        wilayah=area,
        defaults={
            "kind": kind, "headings_key": headings_key, "mapping": mapping, "created_at": at, "created_by": by.username,
        },
    )  # fmt: skip
    audit.record(
        "intake.mapping.saved",
        by=by,
        at=at,
        wilayah=area,
        subject=("mapping", saved.pk),
        after={"kind": kind, "mapping": mapping},
    )
    return saved.pk


def record_download(
    *, act: str, subject: tuple[str, int], wilayah: str, rows: int, by: Actor, at: datetime, **facts: object
) -> None:
    """One audit event for a list of named rows that leaves the system as a sheet. Raises UMUM-403."""
    by.scope.require("export.named")
    with transaction.atomic():
        audit.record(act, by=by, at=at, wilayah=wilayah, subject=subject, after=facts, rows=rows)
