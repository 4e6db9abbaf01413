"""Pages, the cascade as fragment, page and JSON, the form field, and the command group."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django import forms
from django.http import QueryDict
from django.test import Client

from pilar.core.scope import Actor, Scope
from pilar.foundation.accounts.models import Assignment, User
from pilar.foundation.wilayah import actions, queries
from pilar.foundation.wilayah.cli import areas
from pilar.foundation.wilayah.models import LevelName
from pilar.foundation.wilayah.widgets import AreaField, chosen_code

pytestmark = pytest.mark.usefixtures("extract")
SYSTEM = Actor.system()


@pytest.fixture
def sign_in(client: Client, at: datetime) -> Callable[[str, str], Client]:
    """`sign_in("operator_kelurahan", "1872011005")`: a browser of somebody who holds this role there."""

    def enter(role: str, wilayah: str) -> Client:
        user = User.objects.create_user(username="siti", password="rahasia-sekali-123")
        Assignment.objects.create(
            user=user, role=role, wilayah=wilayah, active_from=date(2020, 1, 1), created_at=at, created_by="uji"
        )
        client.force_login(user, backend="pilar.foundation.accounts.backends.ActiveUserBackend")
        return client

    return enter


@pytest.mark.parametrize(
    "address", ["/wilayah/", "/wilayah/1872/", "/wilayah/pilih/", "/wilayah/cari/?q=metro", "/wilayah/sebutan/"]
)
def test_visitors_are_sent_to_the_login(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/akun/")


def test_browse_and_search(sign_in: Callable[[str, str], Client]) -> None:
    client = sign_in("operator_kelurahan", "1872011005")
    page = client.get("/wilayah/").content.decode()
    assert "Prov. Lampung" in page
    assert "/wilayah/sebutan/" not in page
    found = client.get("/wilayah/", {"q": "josomulyo"}).content.decode()
    assert "Kel. Yosomulyo, Kec. Metro Pusat, Kota Metro" in found
    nothing = client.get("/wilayah/", {"q": "<script>xqzw"}).content.decode()
    assert "Tidak ada wilayah yang cocok" in nothing
    assert "<script>xqzw" not in nothing


def test_the_page_of_an_area(sign_in: Callable[[str, str], Client], at: datetime) -> None:
    actions.ensure_local_units(["1872011005001", "1371011001001"], by=SYSTEM, at=at)
    actions.rename_area(
        by=SYSTEM, at=at, code="1872011005", name="Yosomulyo Baru", effective=date(2026, 2, 1), legal_basis="Perda 9"
    )
    client = sign_in("operator_kelurahan", "1872011005")
    page = client.get("/wilayah/1872011005/").content.decode()
    for text in ("Kel. Yosomulyo Baru", "18.72.01.1005", "Lurah", "RW 001", "Perda 9", "1 Februari 2026"):
        assert text in page
    assert "RW 001" not in client.get("/wilayah/1371011001/").content.decode()
    for address in ("/wilayah/1371011001001/", "/wilayah/99/", "/wilayah/187/", "/wilayah/abc/"):
        assert client.get(address).status_code == 404


def test_the_page_takes_as_many_queries_for_many_children_as_for_few(
    sign_in: Callable[[str, str], Client], django_assert_max_num_queries: Any
) -> None:
    client = sign_in("operator_kelurahan", "1872011005")
    for address in ("/wilayah/187201/", "/wilayah/1309/", "/wilayah/", "/wilayah/1371/"):
        client.get(address)
        with django_assert_max_num_queries(16):
            client.get(address)


def test_the_cascade_as_fragment_page_and_json(sign_in: Callable[[str, str], Client]) -> None:
    client = sign_in("operator_kelurahan", "1872011005")
    fragment = client.get(
        "/wilayah/pilih/?bidang=tempat&akar=18&sampai=10&tempat-4=1872", headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in fragment
    assert 'name="tempat-6"' in fragment
    assert '<option value="1872" selected>' in fragment
    assert 'name="tempat-10"' not in fragment
    page = client.get("/wilayah/pilih/?wilayah-2=18&wilayah-4=1872&wilayah-6=187201").content.decode()
    assert "<html" in page
    assert "Yosomulyo" in page
    assert 'href="/wilayah/187201/"' in page
    options = client.get("/wilayah/pilih/?format=json&kode=187201").json()
    assert options["path"] == "Kec. Metro Pusat, Kota Metro"
    assert len(options["options"]) == 5
    assert client.get("/wilayah/pilih/?format=json&kode=%00").json()["options"] == []
    results = client.get("/wilayah/cari/?q=yosomulyo&within=18.72").json()["results"]
    assert results[0]["code"] == "1872011005"
    assert client.get("/wilayah/cari/?q=x&within=abc").status_code == 422
    for strange in ("akar=zz", "sampai=99", "bidang=%22%3E%3Cscript%3E", "wilayah-2=99", "wilayah-2=%27"):
        answer = client.get(f"/wilayah/pilih/?{strange}")
        assert answer.status_code == 200
        assert b"<script>" not in answer.content


def test_only_who_may_manage_sets_words(sign_in: Callable[[str, str], Client]) -> None:
    assert sign_in("operator_kelurahan", "1872011005").get("/wilayah/sebutan/").status_code == 403


def test_words_are_set_on_the_page(sign_in: Callable[[str, str], Client]) -> None:
    client = sign_in("admin", "1872")
    assert "Wali Nagari" in client.get("/wilayah/sebutan/").content.decode()
    form = {
        "wilayah": "18.72", "level": "13", "kind": "kelurahan", "label": "Lingkungan", "short": "Lk.",
        "head_title": "Kepala Lingkungan", "legal_basis": "Perwali 1/2026", "valid_from": "01-02-2026",
    }  # fmt: skip
    assert client.post("/wilayah/sebutan/", form).status_code == 302
    assert LevelName.objects.get(wilayah="1872").valid_from == date(2026, 2, 1)
    for wrong in ({"wilayah": "18.7"}, {"label": ""}, {"valid_from": "besok"}, {"level": "4", "wilayah": "187201"}):
        assert client.post("/wilayah/sebutan/", form | wrong).status_code == 422
    refused = client.post("/wilayah/sebutan/", form | {"valid_from": "01-01-2026"})
    assert refused.status_code == 422
    assert "Sebutan baru harus berlaku" in refused.content.decode()
    assert LevelName.objects.filter(wilayah="1872").count() == 1


def place_form(data: str, **options: Any) -> forms.Form:
    class PlaceForm(forms.Form):
        tempat = AreaField(scope=Scope(("1872",)), root="18", **options)

    return PlaceForm(QueryDict(data))


@pytest.mark.parametrize(
    ("data", "cleaned", "error"),
    [
        ("tempat-4=1872&tempat-6=187201&tempat-10=1872011005", "1872011005", ""),
        ("tempat-4=1872&tempat-6=187201&tempat-10=187201", "", "too_wide"),
        ("tempat-4=1871&tempat-6=187201&tempat-10=1872011005", "", "outside"),
        ("tempat-4=1872&tempat-6=187201&tempat-10=1872019999", "", "outside"),
        ("tempat-4=1872&tempat-lanjut=1", "", "next"),
        ("tempat-4=18", "", "required"),
        ("", "", "required"),
        ("tempat-4=%27%3B--", "", "required"),
    ],
)
def test_the_form_field_takes_only_a_known_area_of_the_scope(data: str, cleaned: str, error: str) -> None:
    form = place_form(data)
    form.is_valid()
    assert form.cleaned_data.get("tempat", "") == cleaned
    assert [e.code for e in form.errors.as_data().get("tempat", [])] == ([error] if error else [])
    assert 'name="tempat-4"' in form.as_p()


def test_the_field_goes_on_without_script() -> None:
    form = place_form("tempat-4=1872&tempat-lanjut=1")
    assert not form.is_valid()
    assert 'name="tempat-6"' in form.as_p()
    assert place_form("", required=False).is_valid()
    assert chosen_code({"a-2": "18", "a-4": "3573", "a-6": "187201"}, "a") == "187201"


def test_the_commands_report_in_words_and_json(tmp_path: Path) -> None:
    run = CliRunner().invoke
    report = json.loads(run(areas, ["load", "--within", "18.72", "--json"]).output)
    assert (report["rows"], report["added"]) == (29, 0)
    assert "29 tetap" in run(areas, ["load", "--within", "18.72"]).output
    (hit, *_) = json.loads(run(areas, ["search", "yosomulyo metro", "--json"]).output)
    assert hit["code"] == "1872011005"
    assert "Kel. Yosomulyo" in run(areas, ["search", "josomulyo"]).output
    assert "Tidak ada" in run(areas, ["search", "xqzwxqzw"]).output
    file = tmp_path / "jembatan.csv"
    file.write_text("kode_bps,nama_bps,kode_dagri,nama_dagri\n1872,METRO,18.72,KOTA METRO\n99,X,99,X\n")
    report = json.loads(run(areas, ["bridge", str(file), "--json"]).output)
    assert (report["updated"], len(report["problems"])) == (1, 1)
    assert "baris 3" in run(areas, ["bridge", str(file)]).output
    assert queries.from_bps(Scope.system(), ["1872"]) == {"1872": "1872"}
