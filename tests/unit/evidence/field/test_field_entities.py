"""Entity lists on phones without a line: create, update, branches, held changes, conflicts; hash and integrity; the nightly sweep."""

import csv
import io
import json
import os
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from field_office import AT, PLACE, SYSTEM, make_form, make_phone, post, record_xml

from pilar.core import vault
from pilar.core.jobs.schedules import SCHEDULES, discover
from pilar.evidence.field.actions.sweep import sweep
from pilar.evidence.field.ingest.blobs import Arriving, keep_bytes, leftovers
from pilar.evidence.field.models import (
    Attachment,
    Entity,
    EntityHeld,
    EntityList,
    EntityVersion,
    FormMedia,
    Submission,
)
from pilar.evidence.field.rules import ENTITY_FIELD

pytestmark = pytest.mark.django_db
WHO = "9f0e9d1c-0000-4000-8000-000000000001"
LATER = AT + timedelta(days=400)


@pytest.fixture
def token() -> str:
    form = make_form()
    assert form.current is not None
    families = EntityList.objects.create(name="keluarga", properties=["nama", "warna"], created_at=AT)
    FormMedia.objects.create(version=form.current, name="keluarga.csv", kind="entities", entity_list=families)
    return make_phone("siti")


def send(client: Client, token: str, number: int, said: str, body: str = "", label: str = "", who: str = WHO) -> int:
    """One record that changes an entity; `said` are the attributes of the change."""
    words = f"<label>{label}</label>" if label else ""
    entity = f'<entity dataset="keluarga" id="{who}" {said}>{words}</entity>'
    return int(post(client, token, record_xml(f"uuid:e{number}", body=body, entity=entity)).status_code)


def create(client: Client, token: str, number: int = 0) -> None:
    assert send(client, token, number, 'create="1"', "<nama>Aminah</nama><warna>putih</warna>", "Aminah") == 201


def state() -> dict[str, Any]:
    row = Entity.objects.get(uuid=WHO)
    body = json.loads(vault.unseal(ENTITY_FIELD, row.data_sealed) or "")
    return {"label": body["label"], **body["values"], "version": row.version, "conflict": row.conflict}


def branch(base: int, trunk: int | str = "", name: str = "b1") -> str:
    return f'update="1" baseVersion="{base}" trunkVersion="{trunk}" branchId="{name}"'


def test_a_create_and_an_update_upon_it(client: Client, token: str) -> None:
    create(client, token)
    assert send(client, token, 1, 'update="1" baseVersion="1"', "<warna>biru</warna>") == 201
    assert state() == {"label": "Aminah", "nama": "Aminah", "warna": "biru", "version": 2, "conflict": ""}
    assert EntityVersion.objects.get(number=2).changed == ["warna"]


def test_the_same_change_sent_again_changes_nothing(client: Client, token: str) -> None:
    create(client, token)
    assert [send(client, token, 1, 'update="1" baseVersion="1"', "<warna>biru</warna>") for _ in range(3)] == [
        201,
        202,
        202,
    ]
    assert EntityVersion.objects.count() == 2


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (3, 1, 2)])
def test_offline_updates_fall_in_place_in_any_order(client: Client, token: str, order: tuple[int, ...]) -> None:
    create(client, token)
    for base in order:
        assert send(client, token, base, branch(base, 1), f"<warna>w{base}</warna>") == 201
    assert state()["warna"] == "w3" and state()["version"] == 4 and state()["conflict"] == ""
    assert not EntityHeld.objects.filter(settled_at__isnull=True).exists()


def test_updates_before_their_create_wait_for_it(client: Client, token: str) -> None:
    assert send(client, token, 2, branch(2), "<warna>w2</warna>") == 201
    assert send(client, token, 1, branch(1), "<warna>w1</warna>") == 201
    assert not Entity.objects.exists() and Submission.objects.count() == 2
    create(client, token)
    assert state() == {"label": "Aminah", "nama": "Aminah", "warna": "w2", "version": 3, "conflict": ""}


@pytest.mark.parametrize(
    ("second", "conflict", "colour"), [("<nama>Siti</nama>", "soft", "biru"), ("<warna>hijau</warna>", "hard", "hijau")]
)
def test_two_phones_on_one_version(client: Client, token: str, second: str, conflict: str, colour: str) -> None:
    create(client, token)
    send(client, token, 1, 'update="1" baseVersion="1"', "<warna>biru</warna>")
    assert send(client, make_phone("budi"), 2, 'update="1" baseVersion="1"', second) == 201
    assert state()["conflict"] == conflict and state()["warna"] == colour
    assert EntityVersion.objects.filter(entity__uuid=WHO).count() == 3  # every state is kept for the people who decide


def test_what_waited_five_days_is_forced_in_order_and_marked(client: Client, token: str) -> None:
    send(client, token, 3, branch(3), "<warna>w3</warna>")
    send(client, token, 2, branch(2), "<warna>w2</warna>", "Aminah")
    EntityHeld.objects.update(held_at=AT)
    assert sweep(by=SYSTEM, at=AT + timedelta(days=4))["forced"] == 0
    assert not Entity.objects.exists()
    assert sweep(by=SYSTEM, at=AT + timedelta(days=6))["forced"] >= 1
    assert state()["warna"] == "w3" and state()["conflict"] == "soft"
    assert sweep(by=SYSTEM, at=AT + timedelta(days=7))["forced"] == 0
    create(client, token)  # the create comes at last: a change like another, and people look at it
    assert state()["conflict"] == "hard" and state()["version"] == 3


@pytest.mark.parametrize("said", ['update="1"', 'update="1" baseVersion="9"', 'update="1" baseVersion="abc"'])
def test_a_base_the_server_does_not_know_is_held(client: Client, token: str, said: str) -> None:
    create(client, token)
    assert send(client, token, 1, said, "<warna>biru</warna>") == 201
    assert state()["warna"] == "putih" and EntityHeld.objects.count() == 1


def test_an_unknown_list_keeps_the_record_and_makes_no_entity(client: Client, token: str) -> None:
    entity = f'<entity dataset="asing" id="{WHO}" create="1"><label>x</label></entity>'
    assert post(client, token, record_xml("uuid:z", entity=entity)).status_code == 201
    assert not Entity.objects.exists()


def _media(client: Client, token: str) -> tuple[str, list[dict[str, str]], str]:
    """(hash of the list, its rows, its integrity address) as a phone sees them."""
    from xml.etree import ElementTree

    def path(node: Any, name: str) -> str:
        return str(next(one.text for one in node.iter() if one.tag.endswith(name))).replace("http://testserver", "")

    listed = ElementTree.fromstring(client.get(f"/key/{token}/formList").content)
    manifest = ElementTree.fromstring(client.get(path(listed, "manifestUrl")).content)
    assert next(one for one in manifest if one.tag.endswith("mediaFile")).get("type") == "entityList"
    text = client.get(path(manifest, "downloadUrl")).content.decode()
    return path(manifest, "hash"), list(csv.DictReader(io.StringIO(text))), path(manifest, "integrityUrl")


def test_the_hash_changes_exactly_with_the_list_of_this_phone(client: Client, token: str) -> None:
    empty, rows, _ = _media(client, token)
    assert rows == []
    create(client, token)
    first, rows, integrity = _media(client, token)
    assert first != empty and first == _media(client, token)[0]
    assert rows == [{"name": WHO, "label": "Aminah", "__version": "1", "nama": "Aminah", "warna": "putih"}]
    elsewhere = make_phone("jauh", area="1872021001")
    before = _media(client, elsewhere)
    assert before[1] == []
    send(client, token, 1, 'update="1" baseVersion="1"', "<warna>biru</warna>")
    assert _media(client, token)[0] != first and _media(client, elsewhere)[0] == before[0]
    Entity.objects.update(deleted_at=LATER)
    answer = client.get(f"{integrity}?id={WHO},belum-ada").content.decode()
    assert f'id="{WHO}"><deleted>true' in answer and 'id="belum-ada"><deleted>false' in answer


def test_the_sweep_removes_what_broke_off_and_names_what_is_missing(client: Client, token: str) -> None:
    old = Arriving("lama.jpg")
    old.write(b"x" * 10)
    path = next(leftovers(time.time() + 1))
    os.utime(path, (time.time() - 90_000,) * 2)
    fresh = Arriving("baru.jpg")
    fresh.write(b"y" * 10)
    post(client, token, record_xml("uuid:f", body="<foto>f.jpg</foto>"), {"f.jpg": b"\xff\xd8\xff1"})
    post(client, token, record_xml("uuid:asing", form="asing"))
    found = sweep(by=SYSTEM, at=LATER)
    assert (found["leftovers"], found["stale_held"], found["missing_files"]) == (1, 1, 0)
    assert not path.exists() and fresh.keep().size == 10
    Attachment.objects.filter(name="f.jpg").update(sha256="0" * 64)
    assert sweep(by=SYSTEM, at=LATER)["missing_files"] == 1


def test_the_sweep_is_on_the_schedule_of_the_worker() -> None:
    discover()
    assert SCHEDULES["lapangan-malam"].task.func.__name__ == "sweep_field"


def test_a_kept_file_is_no_leftover() -> None:
    keep_bytes("a.jpg", b"abc" + PLACE.encode())
    assert not list(leftovers(time.time() + 1))
