"""Lists that a form carries to one phone: kelurahan, families and entities of the area of its holder; files kept with the form."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable

from django.db.models import Count, Max

from pilar.core import vault
from pilar.core.ids import encode_id
from pilar.core.scope import Actor
from pilar.evidence.field.ingest.blobs import read_blob
from pilar.evidence.field.models import Entity, EntityList, FormMedia
from pilar.evidence.field.rules import ENTITY_FIELD
from pilar.evidence.registry.queries.families import FamilyFilter, families_for_sheet
from pilar.foundation.wilayah.queries.tree import children

LIST_ROWS = 2000
_CSV = "text/csv; charset=utf-8"


def media_hash(media: FormMedia, by: Actor) -> str:
    """32 hex digits. Kept files: md5. Entity lists: the state of the list inside the areas of `by`. Other lists: md5 of the CSV."""
    if media.kind == "file":
        return media.md5
    if media.kind == "entities" and media.entity_list is not None:
        rows = Entity.objects.within(by.scope).filter(entity_list=media.entity_list)
        state = rows.aggregate(last=Max("changed_tick"), count=Count("pk"))
        said = f"{media.entity_list.pk}|{','.join(by.scope.prefixes)}|{state['last']}|{state['count']}"
        return hashlib.md5(said.encode(), usedforsecurity=False).hexdigest()
    return hashlib.md5(media_bytes(media, by)[0], usedforsecurity=False).hexdigest()


def media_bytes(media: FormMedia, by: Actor) -> tuple[bytes, str, list[str]]:
    """(bytes, content type, keys of the families that they tell of)."""
    if media.kind == "file":
        kind = _CSV if media.name.endswith(".csv") else "application/octet-stream"
        return read_blob(media.sha256), kind, []
    if media.kind == "kelurahan":
        return _csv(("name", "label", "kecamatan"), _villages(by)), _CSV, []
    if media.kind == "entities" and media.entity_list is not None:
        return _entities(media.entity_list, by), _CSV, []
    rows = families_for_sheet(by.scope, FamilyFilter(), LIST_ROWS)
    keys = [encode_id(one.id) for one in rows]
    lines = ((key, f"{one.head_name}, {one.address}", one.kk_masked) for key, one in zip(keys, rows, strict=True))
    return _csv(("name", "label", "kk"), lines), _CSV, keys


def deleted_entities(by: Actor, name: str, asked: Iterable[str]) -> dict[str, bool]:
    """For each UUID: True when it is deleted or lies outside the areas of `by`; one that the server never saw is not deleted."""
    wanted = list(asked)
    rows = Entity.objects.filter(entity_list__name=name, uuid__in=wanted).values_list("uuid", "wilayah", "deleted_at")
    known = {uuid: deleted is not None or not by.scope.covers(area) for uuid, area, deleted in rows}
    return {one: known.get(one, False) for one in wanted}


def _entities(entity_list: EntityList, by: Actor) -> bytes:
    rows = Entity.objects.within(by.scope).filter(entity_list=entity_list, deleted_at__isnull=True)
    found = list(rows.order_by("pk").values_list("uuid", "version", "data_sealed"))
    bodies = vault.unseal_many(ENTITY_FIELD, [sealed for _, _, sealed in found])
    names = [str(one) for one in entity_list.properties]

    def lines() -> Iterable[tuple[str, ...]]:
        for (uuid, version, _), body in zip(found, bodies, strict=True):
            data = json.loads(body)
            yield (uuid, data["label"], str(version), *(data["values"].get(name, "") for name in names))

    return _csv(("name", "label", "__version", *names), lines())


def _villages(by: Actor) -> Iterable[tuple[str, str, str]]:
    """The kelurahan inside the areas, at most LIST_ROWS, with the code of their kecamatan."""
    found: list[tuple[str, str, str]] = []
    waiting = [prefix for prefix in by.scope.prefixes if prefix]
    for code in [one for one in waiting if len(one) >= 10]:
        village = next((one for one in children(by.scope, code[:6]) if one.code == code[:10]), None)
        if village is not None:
            found.append((village.code, village.name, village.code[:6]))
    level = [one for one in waiting if len(one) < 10]
    while level and len(found) < LIST_ROWS:
        below = [one for code in level for one in children(by.scope, code)]
        found += [(one.code, one.name, one.code[:6]) for one in below if len(one.code) == 10]
        level = [one.code for one in below if len(one.code) < 10]
    return list(dict.fromkeys(found))[:LIST_ROWS]


def _csv(head: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(lines)
    return out.getvalue().encode()
