"""Forms: upload, publish to roles and areas, close."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_ALLOWED
from pilar.core.scope import Actor
from pilar.evidence.field.forms.convert import Converted, convert
from pilar.evidence.field.forms.workbook import build, shipped, shipped_names
from pilar.evidence.field.forms.xform import FormText, read_form
from pilar.evidence.field.ingest.blobs import keep_bytes
from pilar.evidence.field.models import EntityList, Form, FormAccess, FormMedia, FormVersion
from pilar.evidence.field.problems import FORM_BROKEN, FORM_ID_TAKEN, NOT_PUBLISHABLE, VERSION_EXISTS
from pilar.evidence.field.queries.forms import get_form

LIVE_LISTS = {"kelurahan.csv": "kelurahan", "keluarga.csv": "keluarga"}
"""Names of CSV files that the server makes for each phone."""


class Uploaded(NamedTuple):
    form_id: int
    version_id: int
    repeated: bool
    missing_media: list[str]


def upload_form(*, data: bytes, name: str, by: Actor, at: datetime, media: dict[str, bytes] | None = None) -> Uploaded:
    """A new form or a new version of one, as a draft. Raises LAP-020..025 with the words of pyxform."""
    by.scope.require("field.forms")
    converted = convert(data, name)
    try:
        text = read_form(converted.xform)
    except ValueError as error:
        raise FORM_BROKEN(detail=str(error)) from error
    if not text.version:
        raise FORM_BROKEN(detail="kolom version pada lembar settings kosong")
    blob = keep_bytes(name, data)
    with transaction.atomic():
        return _write(converted, text, blob.sha256, media or {}, by, at)


def _write(
    converted: Converted, text: FormText, sha256: str, media: dict[str, bytes], by: Actor, at: datetime
) -> Uploaded:
    home = by.scope.prefixes[0] if by.scope.prefixes else ""
    Form.objects.bulk_create(
        [Form(form_id=text.form_id, name=text.title, wilayah=home, created_at=at, created_by=by.username)],
        ignore_conflicts=True,
    )
    form = Form.objects.select_for_update().get(form_id=text.form_id)
    if not by.scope.covers(form.wilayah):
        raise FORM_ID_TAKEN(form=text.form_id)
    md5 = hashlib.md5(converted.xform.encode(), usedforsecurity=False).hexdigest()
    there = FormVersion.objects.filter(form=form, version=text.version).first()
    if there is not None:
        if there.md5 != md5:
            raise VERSION_EXISTS(version=text.version)
        return Uploaded(form.pk, there.pk, True, [])
    version = FormVersion.objects.create(
        form=form, version=text.version, xlsx_sha256=sha256, xform=converted.xform, md5=md5, fields=text.fields,
        languages=text.languages, warnings=converted.warnings, validated=converted.validated, created_at=at, created_by=by.username,
    )  # fmt: skip
    missing = _media(version, text, converted, media, at)
    audit.record(
        "field.form.uploaded", by=by, at=at, wilayah=form.wilayah, subject=("form", form.pk),
        after={"form": form.form_id, "version": version.version, "md5": md5, "validated": version.validated},
    )  # fmt: skip
    return Uploaded(form.pk, version.pk, False, missing)


def _media(
    version: FormVersion, text: FormText, converted: Converted, media: dict[str, bytes], at: datetime
) -> list[str]:
    missing = []
    for dataset in text.datasets:
        saved = [one["saveto"] for one in text.fields if one.get("saveto")]
        found, _ = EntityList.objects.get_or_create(name=dataset, defaults={"created_at": at})
        found.properties = list(dict.fromkeys([*found.properties, *saved]))
        found.save(update_fields=["properties"])
    files = {**media, "itemsets.csv": converted.itemsets.encode()} if converted.itemsets else media
    for name in dict.fromkeys([*text.media, *files]):
        entity_list = EntityList.objects.filter(name=name.removesuffix(".csv")).first()
        if name in files:
            kept = keep_bytes(name, files[name])
            md5 = hashlib.md5(files[name], usedforsecurity=False).hexdigest()
            FormMedia.objects.create(version=version, name=name, kind="file", sha256=kept.sha256, md5=md5)
        elif name in LIVE_LISTS:
            FormMedia.objects.create(version=version, name=name, kind=LIVE_LISTS[name])
        elif entity_list is not None:
            FormMedia.objects.create(version=version, name=name, kind="entities", entity_list=entity_list)
        else:
            missing.append(name)
    return missing


@transaction.atomic
def publish_form(*, form_id: int, version_id: int, access: Iterable[tuple[str, str]], by: Actor, at: datetime) -> None:
    """Make a version the current one, for (role, area) pairs inside the area of `by`. Raises UMUM-404, UMUM-403, LAP-024."""
    by.scope.require("field.forms")
    form = get_form(by.scope, form_id)
    version = FormVersion.objects.filter(form=form, pk=version_id).first()
    pairs = list(dict.fromkeys(access))
    if version is None or not pairs:
        raise NOT_PUBLISHABLE()
    if not all(by.scope.covers(area) for _, area in pairs):
        raise NOT_ALLOWED()
    FormVersion.objects.filter(pk=version.pk).update(published_at=at, published_by=by.username)
    Form.objects.filter(pk=form.pk).update(current=version, state="terbit", closed_at=None)
    _give_access(form, pairs, by, at)
    audit.record(
        "field.form.published", by=by, at=at, wilayah=form.wilayah, subject=("form", form.pk),
        after={"form": form.form_id, "version": version.version, "access": [list(pair) for pair in pairs]},
    )  # fmt: skip


def _give_access(form: Form, pairs: list[tuple[str, str]], by: Actor, at: datetime) -> None:
    running = FormAccess.objects.filter(form=form, taken_at__isnull=True)
    mine = [one for one in running if by.scope.covers(one.wilayah)]
    gone = [one.pk for one in mine if (one.role, one.wilayah) not in pairs]
    FormAccess.objects.filter(pk__in=gone).update(taken_at=at)
    have = {(one.role, one.wilayah) for one in mine}
    FormAccess.objects.bulk_create(
        [
            FormAccess(form=form, role=role, wilayah=area, given_at=at, given_by=by.username)
            for role, area in pairs
            if (role, area) not in have
        ]
    )


@transaction.atomic
def close_form(*, form_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Phones no longer get the form; what is still on its way is accepted and flagged. Raises UMUM-404, LAP-024."""
    by.scope.require("field.forms")
    form = get_form(by.scope, form_id)
    if not by.scope.covers(form.wilayah):
        raise NOT_ALLOWED()
    if not Form.objects.filter(pk=form.pk, state="terbit").update(state="tutup", closed_at=at):
        raise NOT_PUBLISHABLE()
    audit.record(
        "field.form.closed", by=by, at=at, wilayah=form.wilayah, subject=("form", form.pk), reason=reason,
        after={"form": form.form_id},
    )  # fmt: skip


def install_shipped(*, area: str, by: Actor, at: datetime) -> list[str]:
    """Upload and publish the forms of the package for their roles in `area`, those that are not there yet. Returns their formIDs.

    `by` must cover the whole country (the operator): the forms belong to no office.
    """
    done = []
    for name in shipped_names():
        declared = shipped(name)
        if FormVersion.objects.filter(form__form_id=declared["form_id"], version=declared["version"]).exists():
            continue
        uploaded = upload_form(data=build(name), name=f"{name}.xlsx", by=by, at=at)
        Form.objects.filter(pk=uploaded.form_id).update(name=declared["title"], name_en=declared["title_en"])
        pairs = [(role, area) for role in declared["roles"]]
        publish_form(form_id=uploaded.form_id, version_id=uploaded.version_id, access=pairs, by=by, at=at)
        done.append(declared["form_id"])
    return done
