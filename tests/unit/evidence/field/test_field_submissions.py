"""Records through the OpenRosa door: once, whole, as they came; or refused with a reason and kept."""

from typing import Any

import pytest
from django.test import Client
from tests.unit.evidence.field.field_office import PLACE, make_form, make_phone, multipart, post, record_xml

from pilar.core.scope import Scope
from pilar.evidence.field.models import Attachment, Device, Form, Quarantine, Submission, SubmissionVersion
from pilar.evidence.field.queries.submissions import attachment_bytes, submission_answers, xml_of

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0" + b"foto" * 50
ALL = Scope.system()


@pytest.fixture
def token() -> str:
    make_form()
    return make_phone("siti")


def test_a_record_arrives_once_and_byte_for_byte(client: Client, token: str) -> None:
    xml = record_xml("uuid:1", body="<nama>Ani é</nama><foto>a&amp;b.jpg</foto>")
    first = post(client, token, xml, {"a&b.jpg": JPEG})
    assert (first.status_code, first["X-OpenRosa-Version"]) == (201, "1.0")
    assert first["Content-Type"].startswith("text/xml") and first["Date"] and first["Content-Language"] == "id"
    assert post(client, token, xml, {"a&b.jpg": JPEG}).status_code == 202
    row = Submission.objects.get()
    assert (row.complete, row.wilayah, row.username) == (True, PLACE, "siti")
    assert xml_of(SubmissionVersion.objects.get()) == xml
    file = Attachment.objects.get()
    assert (file.name, file.state, file.media_type) == ("a&b.jpg", "present", "image/jpeg")
    assert attachment_bytes(ALL, file.pk)[1] == JPEG
    assert submission_answers(ALL, row.pk).tree["nama"] == "Ani é"


def test_photos_may_come_later_and_completeness_is_judged_from_the_xml(client: Client, token: str) -> None:
    xml = record_xml("uuid:2", body="<foto>satu.jpg</foto><foto2>dua.jpg</foto2>")
    assert post(client, token, xml).status_code == 201
    assert not Submission.objects.get().complete
    assert post(client, token, xml, {"satu.jpg": JPEG}).status_code == 201
    assert not Submission.objects.get().complete
    assert post(client, token, xml, {"dua.jpg": JPEG + b"2"}).status_code == 201
    assert Submission.objects.get().complete
    assert post(client, token, xml, {"satu.jpg": JPEG}).status_code == 202


def test_the_same_name_with_other_bytes_keeps_both(client: Client, token: str) -> None:
    xml = record_xml("uuid:3", body="<foto>satu.jpg</foto>")
    post(client, token, xml, {"satu.jpg": JPEG})
    assert post(client, token, xml, {"satu.jpg": JPEG + b"lain"}).status_code == 201
    assert sorted(Attachment.objects.values_list("state", flat=True)) == ["present", "second"]
    assert "second_file" in SubmissionVersion.objects.get().flags


def test_a_file_not_named_is_kept_and_marked(client: Client, token: str) -> None:
    post(client, token, record_xml("uuid:4"), {"lebih.jpg": JPEG})
    assert not Attachment.objects.get().named
    assert "unnamed_file" in SubmissionVersion.objects.get().flags


def test_other_xml_under_the_same_id_is_held(client: Client, token: str) -> None:
    post(client, token, record_xml("uuid:5", body="<nama>A</nama>"))
    for _ in range(2):
        answer = post(client, token, record_xml("uuid:5", body="<nama>B</nama>"), {"x.jpg": JPEG})
        assert answer.status_code == 409 and b"OpenRosaResponse" in answer.content
    held = Quarantine.objects.get()
    assert (held.reason, held.count, len(held.files)) == ("other_xml", 2, 1)
    assert SubmissionVersion.objects.count() == 1


def test_edits_in_and_out_of_order(client: Client, token: str) -> None:
    two = record_xml("uuid:e2", deprecated="uuid:e1", body="<nama>2</nama>")
    three = record_xml("uuid:e3", deprecated="uuid:e2", body="<nama>3</nama>")
    assert post(client, token, three).status_code == 409
    assert (
        post(client, token, record_xml("uuid:e1", body="<nama>1</nama><foto>f.jpg</foto>"), {"f.jpg": JPEG}).status_code
        == 201
    )
    assert (
        post(
            client, token, record_xml("uuid:e2", deprecated="uuid:e1", body="<nama>2</nama><foto>f.jpg</foto>")
        ).status_code
        == 201
    )
    assert Submission.objects.get().complete, "the photo of the first version counts for the edit"
    assert post(client, token, two).status_code == 409
    assert post(client, token, three).status_code == 201
    assert post(client, token, three).status_code == 202
    assert post(client, token, record_xml("uuid:e9", deprecated="uuid:e1")).status_code == 409
    row = Submission.objects.get()
    assert (row.instance_id, row.versions.count(), submission_answers(ALL, row.pk).tree["nama"]) == ("uuid:e1", 3, "3")
    settled = dict(Quarantine.objects.values_list("reason", "settlement"))
    assert settled == {"unknown_original": "diterima", "other_xml": "", "old_version": ""}


def test_another_person_cannot_edit(client: Client, token: str) -> None:
    post(client, token, record_xml("uuid:6"))
    other = make_phone("budi")
    assert post(client, other, record_xml("uuid:7", deprecated="uuid:6")).status_code == 409
    assert Quarantine.objects.get().reason == "not_yours"


def test_closed_forms_and_old_versions_are_accepted_and_flagged(client: Client, token: str) -> None:
    Form.objects.update(state="tutup")
    body = "<start>2031-01-01T00:00:00.000+07:00</start><end>2030-01-01T00:00:00.000+07:00</end><titik>0 0 0 5</titik>"
    assert post(client, token, record_xml("uuid:8", version="9", body=body)).status_code == 201
    assert post(client, token, record_xml("uuid:9", body=body)).status_code == 201
    flags = [set(one.flags) for one in SubmissionVersion.objects.order_by("pk")]
    assert flags[0] >= {"closed_form", "unknown_form_version", "clock", "end_before_start"}
    assert "gps_zero" in flags[1]


@pytest.mark.parametrize(
    ("xml", "status"),
    [
        (
            b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d id="uji"><meta><instanceID>1</instanceID></meta></d>',
            400,
        ),
        (b"<data id='uji'>", 400),
        (b"<data id='uji'/>", 400),
        (b"<data><meta><instanceID>1</instanceID></meta></data>", 400),
        (b"<a>" * 100 + b"</a>" * 100, 400),
        (record_xml("uuid:x", form="asing"), 404),
    ],
)
def test_what_is_no_record_is_refused_in_xml(client: Client, token: str, xml: bytes, status: int) -> None:
    answer = post(client, token, xml)
    assert answer.status_code == status and b"<OpenRosaResponse" in answer.content
    assert not Submission.objects.exists()
    assert Quarantine.objects.exists() == (status == 404)


def test_a_cut_post_is_never_taken_for_whole(client: Client, token: str) -> None:
    parts = [("xml_submission_file", "s.xml", "text/xml", record_xml("uuid:c")), ("f.jpg", "f.jpg", "", JPEG)]
    body = multipart(parts, end=b"")
    answer = client.post(f"/key/{token}/submission", data=body, content_type="multipart/form-data; boundary=XX")
    assert answer.status_code == 400
    assert not Submission.objects.exists()


def test_a_hundred_and_one_files_pass(client: Client, token: str) -> None:
    assert (
        post(client, token, record_xml("uuid:m"), {f"f{n}.jpg": b"\xff\xd8\xff%d" % n for n in range(101)}).status_code
        == 201
    )
    assert Attachment.objects.count() == 101


def test_a_revoked_or_stolen_token_gets_nothing(client: Client, token: str) -> None:
    assert post(client, "salah", record_xml("uuid:t")).status_code == 403
    Device.objects.update(revoked_at="2026-11-24T00:00:00Z")
    for address in ("formList", "submission", "apa-saja"):
        answer = client.get(f"/key/{token}/{address}")
        assert answer.status_code == 403 and b"<OpenRosaResponse" in answer.content
    assert not Submission.objects.exists()


def test_the_head_of_submission_is_204(client: Client, token: str) -> None:
    answer = client.head(f"/key/{token}/submission")
    assert (answer.status_code, answer["X-OpenRosa-Accept-Content-Length"]) == (204, "10000000")


def test_basic_only_over_https_with_the_token(client: Client, token: str) -> None:
    import base64

    def basic(name: str, word: str, **more: Any) -> Any:
        return client.get(
            "/odk/formList", HTTP_AUTHORIZATION="Basic " + base64.b64encode(f"{name}:{word}".encode()).decode(), **more
        )

    assert basic("siti", token).status_code == 403
    refused = basic("siti", "salah", secure=True)
    assert refused.status_code == 401 and "Basic" in refused["WWW-Authenticate"]
    assert basic("budi", token, secure=True).status_code == 401
    assert basic("siti", token, secure=True).status_code == 200


def test_own_records_can_be_seen_again_and_nobody_elses(client: Client, token: str) -> None:
    post(client, token, record_xml("uuid:v", body="<foto>f.jpg</foto>"), {"f.jpg": JPEG})
    other = make_phone("budi")
    assert b"uuid:v" in client.get(f"/key/{token}/view/submissionList?formId=uji").content
    assert b"uuid:v" not in client.get(f"/key/{other}/view/submissionList?formId=uji").content
    key = "uji[@version=null and @uiVersion=null]/data[@key=uuid:v]"
    seen = client.get(f"/key/{token}/view/downloadSubmission", {"formId": key})
    assert b"f.jpg" in seen.content
    assert client.get(f"/key/{other}/view/downloadSubmission", {"formId": key}).status_code == 404
