"""Sources of facts, hiding and showing of batches, versions of DTSEN: what a publisher needs from the registry."""

from datetime import date, datetime

from django.db import connection, transaction

from pilar.core.scope import Actor
from pilar.evidence.registry.models import DtsenEntry, DtsenVersion, PendingBatch, Source

_PUBLISH_LOCK = 0x5055424C  # "PUBL": slices of two publishers take turns on PostgreSQL


def for_batch(batch_id: int, *, label: str, as_of: date, by: Actor, at: datetime) -> int:
    """The source of a batch, made once."""
    source, _ = Source.objects.get_or_create(
        batch_id=batch_id,
        kind="berkas",
        defaults={"label": label[:200], "as_of": as_of, "recorded_at": at, "recorder": by.username},
    )
    return source.pk


def for_act(label: str, *, as_of: date, by: Actor, at: datetime) -> int:
    """A source for one act at a desk."""
    source = Source(kind="tindakan", label=label[:200], as_of=as_of, recorded_at=at, recorder=by.username)
    source.save(force_insert=True)
    return source.pk


def hide_batch(batch_id: int, *, at: datetime) -> None:
    """Rows born in this batch are not visible until `show_batch`."""
    PendingBatch.objects.get_or_create(pk=batch_id, defaults={"started_at": at})


def show_batch(batch_id: int) -> None:
    """From the commit of this transaction on, the rows of the batch are there."""
    PendingBatch.objects.filter(pk=batch_id).delete()


def one_publisher_at_a_time() -> None:
    """Hold other publishers off until this transaction ends (SQLite's IMMEDIATE does so by itself)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PUBLISH_LOCK])


def open_version(*, label: str, as_of: date, batch_id: int, wilayah: str) -> int:
    """The DTSEN version of a batch; a label taken by another batch gets the date, then a number, behind it."""
    existing = DtsenVersion.objects.filter(batch_id=batch_id).first()
    if existing:
        return existing.pk
    name, number = label[:70], 1
    while DtsenVersion.objects.filter(label=name).exists():
        number += 1
        name = f"{label[:60]} ({number})"
    version = DtsenVersion(label=name, as_of=as_of, batch_id=batch_id, wilayah=wilayah)
    version.save(force_insert=True)
    return version.pk


def publish_version(version_id: int, *, at: datetime) -> None:
    """Make a version visible with the number of its families, and its desil the present one of these families.

    Runs in the caller's transaction. A large version has had its desil written in slices before (`renew_desil`), so that this
    transaction stays short; what is already at this version is not written again.
    """
    count = DtsenEntry.objects.filter(version_id=version_id).count()
    DtsenVersion.objects.filter(pk=version_id).update(published_at=at, family_count=count)
    renew_desil(version_id)


def renew_desil(version_id: int, entries: tuple[int, int] | None = None) -> int:
    """Bring the desil of a version's families up to it, unless a version with a later date said more. A family without desil
    in this version keeps the one it had. `entries`: only the families of these entry ids (first, last). One statement;
    returns the number of families written.
    """
    first, last = entries or (0, (1 << 63) - 1)
    older = (
        "SELECT o.id FROM registry_dtsenversion o JOIN registry_dtsenversion v ON v.id = %s "
        "WHERE o.as_of < v.as_of OR (o.as_of = v.as_of AND o.id < v.id)"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE registry_family SET desil = e.desil, desil_version = e.version_id FROM registry_dtsenentry e "
            "WHERE e.version_id = %s AND e.id BETWEEN %s AND %s AND registry_family.id = e.family_id AND e.desil IS NOT NULL "
            f"AND (registry_family.desil_version IS NULL OR registry_family.desil_version IN ({older}))",
            [version_id, first, last, version_id],
        )
        return int(cursor.rowcount)
