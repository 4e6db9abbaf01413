"""A small office with a form, volunteers and phones, for the tests of the field."""

from datetime import UTC, date, datetime
from typing import Any

from pilar.core.scope import Actor
from pilar.evidence.field.actions.phones import issue_phone
from pilar.evidence.field.forms.workbook import Sheets, write_workbook
from pilar.evidence.field.models import Form, FormAccess, FormVersion
from pilar.foundation.accounts.models import Assignment, User

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PLACE = "1872011001"
SYSTEM = Actor.system()
_FIELDS = [
    {"path": "/data/nama", "type": "string", "label": "Nama", "label_en": "", "saveto": "nama"},
    {"path": "/data/warna", "type": "string", "label": "Warna", "label_en": "", "saveto": "warna"},
    {"path": "/data/titik", "type": "geopoint", "label": "Titik", "label_en": ""},
    {"path": "/data/foto", "type": "binary", "label": "Foto", "label_en": ""},
    {"path": "/data/foto2", "type": "binary", "label": "Foto", "label_en": ""},
]


def make_form(form_id: str = "uji", *, role: str = "psm", area: str = "1872") -> Form:
    """A published form as `publish_form` leaves it, without a conversion."""
    form = Form.objects.create(form_id=form_id, name="Formulir uji", state="terbit", created_at=AT, created_by="uji")
    version = FormVersion.objects.create(
        form=form, version="1", xlsx_sha256="a" * 64, xform="<h:html/>", md5="0" * 32, fields=_FIELDS, created_at=AT, created_by="uji",
        published_at=AT,
    )  # fmt: skip
    form.current = version
    form.save()
    FormAccess.objects.create(form=form, role=role, wilayah=area, given_at=AT, given_by="uji")
    return form


def make_user(name: str, area: str = PLACE, role: str = "psm") -> User:
    user = User.objects.create(username=name, full_name=name.title())
    Assignment.objects.create(
        user=user, role=role, wilayah=area, active_from=date(2020, 1, 1), created_at=AT, created_by="uji"
    )
    return user


def make_phone(name: str, area: str = PLACE, role: str = "psm") -> str:
    """The token of a new phone of a new person."""
    user = make_user(name, area, role)
    own = Actor(user.username, "psm", SYSTEM.scope, user.pk)
    return issue_phone(user_id=user.pk, label=f"HP {user.username}", by=own, at=AT).token


def record_xml(
    instance: str, *, form: str = "uji", version: str = "1", deprecated: str = "", body: str = "", entity: str = ""
) -> bytes:
    old = f"<deprecatedID>{deprecated}</deprecatedID>" if deprecated else ""
    return (
        f'<data xmlns:orx="http://openrosa.org/xforms" id="{form}" version="{version}">{body}'
        f"<orx:meta><orx:instanceID>{instance}</orx:instanceID>{old}{entity}</orx:meta></data>"
    ).encode()


def post(client: Any, token: str, xml: bytes, files: dict[str, bytes] | None = None, **more: Any) -> Any:
    """POST /submission as a phone writes it, with raw file names."""
    body = multipart(
        [("xml_submission_file", "s.xml", "text/xml", xml)]
        + [(n, n, "image/jpeg", d) for n, d in (files or {}).items()]
    )
    return client.post(f"/key/{token}/submission", data=body, content_type="multipart/form-data; boundary=XX", **more)


def multipart(parts: list[tuple[str, str, str, bytes]], end: bytes = b"--XX--\r\n") -> bytes:
    out = b""
    for field, name, kind, data in parts:
        head = (
            f'--XX\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
        )
        out += head.encode() + data + b"\r\n"
    return out + end


def workbook(survey: list[dict[str, str]], choices: list[dict[str, str]] | None = None, **settings: str) -> bytes:
    base = {"form_id": "coba", "form_title": "Coba", "version": "1"}
    return write_workbook(Sheets(settings={**base, **settings}, survey=survey, choices=choices or []))
