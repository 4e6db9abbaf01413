"""Desks of the field, formList for phones, broken XLSForms."""

import pytest
from django.test import Client
from tests.unit.evidence.field.field_office import (
    AT,
    SYSTEM,
    make_form,
    make_phone,
    make_user,
    post,
    record_xml,
    workbook,
)

from pilar.core.problems import Problem
from pilar.evidence.field.actions.forms import publish_form, upload_form
from pilar.evidence.field.forms import convert as converting
from pilar.evidence.field.models import Device, Quarantine

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_java(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converting.shutil, "which", lambda name: None)


def test_a_form_reaches_the_phones_of_its_role_and_area_only(client: Client) -> None:
    done = upload_form(
        data=workbook([{"type": "text", "name": "nama", "label": "Nama"}]), name="a.xlsx", by=SYSTEM, at=AT
    )
    publish_form(form_id=done.form_id, version_id=done.version_id, access=[("psm", "1872")], by=SYSTEM, at=AT)
    here, there = make_phone("siti"), make_phone("luar", area="3573011001")
    listed = client.get(f"/key/{here}/formList")
    assert b"<formID>coba</formID>" in listed.content and b"<hash>md5:" in listed.content
    address = listed.content.split(b"<downloadUrl>")[1].split(b"<")[0].decode().replace("http://testserver", "")
    import hashlib

    assert hashlib.md5(client.get(address).content).hexdigest().encode() in listed.content
    assert b"coba" not in client.get(f"/key/{there}/formList").content
    assert client.get(address.replace(here, there)).status_code == 404


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"bukan xlsx", "XLSForm"),
        (b"PK\x03\x04rusak", "rusak"),
        (workbook([{"type": "teks", "name": "a", "label": "A"}]), "teks"),
        (workbook([{"type": "text", "name": "a", "label": "${b}"}]), "b"),
        (workbook([{"type": "text", "name": "a", "label": "A"}], version=""), "version"),
    ],
)
def test_a_broken_xlsform_is_explained(data: bytes, word: str) -> None:
    with pytest.raises(Problem) as told:
        upload_form(data=data, name="a.xlsx", by=SYSTEM, at=AT)
    assert word in told.value.sentence or word in told.value.advice


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 70_000_000)
    with pytest.raises(Problem) as told:
        upload_form(data=out.getvalue(), name="a.xlsx", by=SYSTEM, at=AT)
    assert told.value.code == "LAP-021"


def test_the_desks_show_and_revoke(client: Client) -> None:
    make_form()
    token = make_phone("siti")
    post(client, token, record_xml("uuid:1", body="<nama>A</nama>"))
    post(client, token, record_xml("uuid:1", body="<nama>B</nama>"))
    desk = Client()
    desk.force_login(make_user("bos", "1872", "kepala_bidang"))
    for address in ("/formulir/", "/telepon/", "/telepon/baru/", "/formulir/unggah/", "/karantina-lapangan/"):
        assert desk.get(address).status_code == 200, address
    made = desk.post("/telepon/baru/", {"petugas": "siti", "nama": "HP dua"})
    assert b"data:image/png" in made.content and Device.objects.count() == 2
    assert desk.post("/telepon/baru/", {"petugas": "bos", "nama": "HP tiga"}).status_code == 422
    from pilar.core.ids import encode_id

    first = Device.objects.order_by("pk")[0]
    assert desk.post(f"/telepon/{encode_id(first.pk)}/cabut/", {"alasan": "hilang di pasar"}).status_code == 302
    assert client.get(f"/key/{token}/formList").status_code == 403
    held = Quarantine.objects.get()
    assert desk.post(f"/karantina-lapangan/{encode_id(held.pk)}/", {"alasan": "sudah jelas"}).status_code == 302
    held.refresh_from_db()
    assert held.settlement == "dikesampingkan"
