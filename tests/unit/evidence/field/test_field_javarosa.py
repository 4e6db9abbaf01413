"""The shipped forms on a phone that shares no code with Pilar: fetched by OpenRosa, filled by JavaRosa, sent, and read as facts."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from field_office import AT, PLACE, SYSTEM, make_phone, post
from tests.unit.evidence.registry.two_cities import load_areas

from pilar.core.scope import Scope
from pilar.evidence.field.actions.forms import install_shipped
from pilar.evidence.field.forms.workbook import shipped, shipped_names
from pilar.evidence.field.models import Quarantine, Submission
from pilar.evidence.field.queries.mapping import mapped_facts

pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="JavaRosa needs a Java runtime (default-jre-headless)"),
    pytest.mark.one_engine,
]
PHONE = Path(__file__).with_name("javarosa_phone.py")
_XFORMS = "{http://openrosa.org/xforms/xformsList}"
_PHOTO = b"\xff\xd8\xff\xe0" + b"\x00" * 64


def _get(client: Any, address: str) -> bytes:
    answer = client.get(urlsplit(address).path)
    assert answer.status_code == 200, address
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def _fetch(client: Any, token: str, form_id: str, folder: Path) -> Path:
    """The form and its media, as the list and the manifest name them."""
    listed = ElementTree.fromstring(_get(client, f"/key/{token}/formList"))
    entry = next(one for one in listed if one.findtext(f"{_XFORMS}formID") == form_id)
    form = folder / "form.xml"
    form.write_bytes(_get(client, str(entry.findtext(f"{_XFORMS}downloadUrl"))))
    manifest = entry.findtext(f"{_XFORMS}manifestUrl")
    if manifest:
        for one in ElementTree.fromstring(_get(client, manifest)):
            names = {child.tag.rsplit("}", 1)[1]: child.text or "" for child in one}
            (folder / names["filename"]).write_bytes(_get(client, names["downloadUrl"]))
    return form


def _fill(form: Path, wishes: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(PHONE), str(form), str(form.parent)], input=json.dumps(wishes), capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


WISHES = {
    "kode_kelurahan_desa": PLACE,
    "kode_rt": f"{PLACE}001",
    "nomor_kartu_keluarga": "1872010101010001",
    "nomor_induk_kependudukan": "1872014101900001",
    "hasil_kunjungan": "ditemukan",
    "nama_kepala_keluarga": "SITI AMINAH",
    "#anggota": "1",
}


@pytest.mark.django_db
def test_javarosa_fills_and_sends_each_shipped_form(client: Any, tmp_path: Path) -> None:
    load_areas()
    install_shipped(area="1872", by=SYSTEM, at=AT)
    for name in shipped_names():
        form_id, role = shipped(name)["form_id"], shipped(name)["roles"][0]
        token = make_phone(f"relawan_{name}", role=role)
        (tmp_path / name).mkdir()
        filled = _fill(_fetch(client, token, form_id, tmp_path / name), WISHES)
        assert filled["refused"] == [], form_id
        files = dict.fromkeys(filled["files"], _PHOTO)
        answers = [post(client, token, filled["xml"].encode(), files).status_code for _again in range(2)]
        assert answers == [201, 202], form_id  # 202: known already
        submission = Submission.objects.select_related("form", "current").get(form__form_id=form_id)
        instance = re.search(r"<(?:\w+:)?instanceID>(uuid:[^<]+)", filled["xml"])
        assert instance and submission.instance_id == instance.group(1)
        facts = mapped_facts(Scope.system(), submission.pk)
        assert facts.faults == [], form_id
        if name == "verifikasi_keluarga":
            assert len(facts.members) == 2 and facts.family["status_kepemilikan_rumah"] == 1
    assert not Quarantine.objects.exists()
