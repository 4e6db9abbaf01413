"""Synthetic records of the field, sent through the one way in (field.actions.ingest). All values are invented."""

import hashlib
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from pilar.core.ids import encode_id
from pilar.core.scope import Actor
from pilar.evidence.field.actions.ingest import Arrival, Receipt, ingest
from pilar.evidence.field.models import Form, FormAccess, FormVersion
from pilar.evidence.visits.models import Assignment


def add_form(form_id: str, at: datetime) -> None:
    """A published form that PSM may fill everywhere."""
    form = Form.objects.create(form_id=form_id, name=form_id, state="terbit", created_at=at, created_by="uji")
    version = FormVersion.objects.create(
        form=form,
        version="1",
        xlsx_sha256="",
        xform="<x/>",
        md5="",
        fields=[{"path": "/data/foto", "type": "binary"}],
        created_at=at,
        created_by="uji",
    )
    Form.objects.filter(pk=form.pk).update(current=version)
    FormAccess.objects.create(form=form, role="psm", wilayah="", given_at=at, given_by="uji")


def record(
    task: Assignment | None,
    by: Actor,
    at: datetime,
    answers: dict[str, str],
    *,
    name: str,
    form: str = "pilar_cek_lapangan",
    replaces: str = "",
    base: int | None = None,
    minutes: float = 20,
    gps: str = "-5.11 105.31 0 8",
    photo: str = "",
) -> Receipt:
    """Send one record. `name`: its instanceID; `replaces`: the one it corrects; `photo`: a file that it names but does not send."""
    start = at - timedelta(minutes=minutes)
    heads = {"start": start.isoformat(), "end": at.isoformat(), "gps": gps, "foto": photo}
    if task is not None:
        heads |= {
            "assignment": encode_id(task.pk),
            "base_version": str(base if base is not None else task.family_revision),
        }
    body = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in {**heads, **answers}.items() if value)
    old = f"<deprecatedID>{replaces}</deprecatedID>" if replaces else ""
    xml = f'<data id="{form}" version="1">{body}<meta><instanceID>{name}</instanceID>{old}</meta></data>'.encode()
    return ingest(Arrival(xml, hashlib.sha256(xml).hexdigest(), ()), device=None, by=by, at=at)
