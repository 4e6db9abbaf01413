"""Entity lists: creates, updates, offline branches, held changes, conflicts. The rules are those of ODK Central (offline entities).

Implemented: create (no branch); update on a server version; offline update with branch and trunk, whose predecessor must have
come; an update before its predecessor or before its create is held five days, then forced (as a create where the entity never
came) and marked; parallel changes of other properties are a soft conflict, of the same property to other values a hard one.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.scope import Actor
from pilar.evidence.field.ingest.parse import Node, Record
from pilar.evidence.field.models import Entity, EntityHeld, EntityList, EntityVersion, SubmissionVersion
from pilar.evidence.field.rules import ENTITY_FIELD, HELD_ENTITY_FIELD

HELD_FOR = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Change:
    """What a record says about one entity. Versions as the phone counted them."""

    dataset: str
    uuid: str
    create: bool
    update: bool
    base: int | None
    trunk: int | None
    branch: str
    label: str
    values: dict[str, str]


def apply_entities(record: Record, version: SubmissionVersion, *, wilayah: str, at: datetime) -> None:
    """Inside the transaction of the record; one list at a time under the lock of its row."""
    if version.form_version is None or record.encrypted:
        return
    for change in _changes(record, version.form_version.fields):
        found = EntityList.objects.select_for_update().filter(name=change.dataset).first()
        if found is not None:
            _apply(found, change, version, wilayah, at)
            _release(found, change.uuid, at)


@transaction.atomic
def force_held(*, by: Actor, at: datetime) -> int:
    """Apply what waited longer than five days. Returns how many; called by the nightly sweep."""
    count = 0
    due = EntityHeld.objects.filter(settled_at__isnull=True, held_at__lt=at - HELD_FOR)
    # The row is asked for anew each time: what was forced before it may have let it go in its right place.
    while row := due.order_by("held_at", "base", "pk").first():
        held_in = EntityList.objects.select_for_update().get(pk=row.entity_list_id)
        _write(held_in, _opened(row), row.source, row.wilayah, at, base=None, forced=True)
        EntityHeld.objects.filter(pk=row.pk).update(settled_at=at)
        _release(held_in, row.uuid, at)
        count += 1
    if count:
        audit.record("field.entity.forced", by=by, at=at, rows=count)
    return count


def _changes(record: Record, fields: list[dict[str, Any]]) -> Iterator[Change]:
    targets = {one["path"]: one["saveto"] for one in fields if one.get("saveto")}
    said: dict[str, str] = {}
    for path, text in record.leaves():
        if path in targets:
            said.setdefault(targets[path], text)
    for path, node in record.root.walk():
        if path.endswith("/meta/entity") and node.attributes.get("dataset") and node.attributes.get("id"):
            yield _change(node, said)


def _change(node: Node, values: dict[str, str]) -> Change:
    said = node.attributes
    return Change(
        dataset=said["dataset"], uuid=said["id"].removeprefix("uuid:")[:60], create=_yes(said.get("create", "")),
        update=_yes(said.get("update", "")), base=_number(said.get("baseVersion", "")), trunk=_number(said.get("trunkVersion", "")),
        branch=said.get("branchId", "")[:60], label=node.said("label"), values=values,
    )  # fmt: skip


def _yes(text: str) -> bool:
    return text.strip() in {"1", "true", "true()"}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _apply(entity_list: EntityList, change: Change, source: SubmissionVersion, wilayah: str, at: datetime) -> None:
    entity = Entity.objects.filter(entity_list=entity_list, uuid=change.uuid).first()
    if change.create and (entity is None or not change.update):
        _write(entity_list, change, source, wilayah, at, base=None, forced=False)
    elif change.update:
        base = _server_base(entity, change) if entity else None
        if base is None:
            _hold(entity_list, change, source, wilayah, at)
        else:
            _write(entity_list, change, source, wilayah, at, base=base, forced=False)


def _server_base(entity: Entity, change: Change) -> int | None:
    """Our number of the version that the phone changed; None while that version has not come."""
    if change.base is None:
        return None
    if not change.branch or (change.trunk is not None and change.base == change.trunk):
        return change.base if change.base <= entity.version else None
    if change.trunk is None and change.base == 1:
        return 1
    before = entity.versions.filter(branch=change.branch, branch_base=change.base - 1).first()
    return before.number if before else None


def _hold(entity_list: EntityList, change: Change, source: SubmissionVersion, wilayah: str, at: datetime) -> None:
    body = json.dumps({"label": change.label, "values": change.values}, ensure_ascii=False)
    row = EntityHeld(
        entity_list=entity_list, uuid=change.uuid, branch=change.branch, base=change.base, trunk=change.trunk, wilayah=wilayah,
        data_sealed=vault.seal(HELD_ENTITY_FIELD, body), source=source, held_at=at,
    )  # fmt: skip
    EntityHeld.objects.bulk_create([row], ignore_conflicts=True)


def _opened(row: EntityHeld) -> Change:
    body = json.loads(vault.unseal(HELD_ENTITY_FIELD, row.data_sealed))
    return Change(
        row.entity_list.name, row.uuid, False, True, row.base, row.trunk, row.branch, body["label"], body["values"]
    )


def _release(entity_list: EntityList, uuid: str, at: datetime) -> None:
    """Held changes whose predecessor has come now, one after the other."""
    waiting = EntityHeld.objects.filter(entity_list=entity_list, uuid=uuid, settled_at__isnull=True)
    moved = True
    while moved:
        moved = False
        entity = Entity.objects.filter(entity_list=entity_list, uuid=uuid).first()
        for row in list(waiting.order_by("base", "pk")) if entity else []:
            change = _opened(row)
            base = _server_base(entity, change) if entity else None
            if base is not None:
                _write(entity_list, change, row.source, row.wilayah, at, base=base, forced=False)
                EntityHeld.objects.filter(pk=row.pk).update(settled_at=at)
                moved = True
                break


def _write(
    entity_list: EntityList,
    change: Change,
    source: SubmissionVersion,
    wilayah: str,
    at: datetime,
    *,
    base: int | None,
    forced: bool,
) -> None:
    """One more version. `base` None: a create, or a change whose place is unknown (a hard conflict where it meets others)."""
    if EntityVersion.objects.filter(entity__entity_list=entity_list, entity__uuid=change.uuid, source=source).exists():
        return
    EntityList.objects.filter(pk=entity_list.pk).update(tick=F("tick") + 1)
    tick = EntityList.objects.values_list("tick", flat=True).get(pk=entity_list.pk)
    entity = Entity.objects.filter(entity_list=entity_list, uuid=change.uuid).first()
    if entity is None:
        entity = Entity(entity_list=entity_list, uuid=change.uuid, wilayah=wilayah, version=0)
        present: dict[str, Any] = {"label": "", "values": {}}
    else:
        present = json.loads(vault.unseal(ENTITY_FIELD, entity.data_sealed))
    changed = sorted(key for key, value in change.values.items() if present["values"].get(key, "") != value)
    conflict = _conflict(entity, change, changed, base, forced)
    body = {"label": change.label or present["label"], "values": {**present["values"], **change.values}}
    entity.data_sealed = vault.seal(ENTITY_FIELD, json.dumps(body, ensure_ascii=False)) or b""
    entity.version, entity.changed_tick = entity.version + 1, tick
    entity.conflict = "hard" if "hard" in (entity.conflict, conflict) else conflict or entity.conflict
    entity.save()
    EntityVersion.objects.create(
        entity=entity, number=entity.version, base=base, trunk=change.trunk, branch=change.branch, branch_base=change.base,
        data_sealed=entity.data_sealed, changed=changed, conflict=conflict, source=source, at=at,
    )  # fmt: skip


def _conflict(entity: Entity, change: Change, changed: list[str], base: int | None, forced: bool) -> str:
    if entity.version == 0:
        return "soft" if forced else ""
    if base is None:
        return "hard"
    if base == entity.version:
        return ""
    since = {key for one in entity.versions.filter(number__gt=base) for key in one.changed}
    return "hard" if since & set(changed) else "soft"
