"""A thousand canary numbers go through the whole path of a file; none of them lies anywhere in the clear (goal S3)."""

import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from tests.crash.import_file import FIRST, HEAD, LAST
from tests.crash.import_office import ROOT, Office, office

CANARIES = 1_000
DUMP = """
import django, sys; django.setup()
from django.apps import apps
from django.db import connection
tables = connection.introspection.table_names()
with connection.cursor() as cursor:
    for table in tables:
        cursor.execute(f'SELECT * FROM "{table}"')
        for row in cursor:
            for value in row:
                if isinstance(value, (bytes, memoryview)):
                    sys.stdout.write(bytes(value).decode("latin-1").encode("unicode_escape").decode() + "\\n")
                else:
                    sys.stdout.write(f"{value}\\n")
"""


OFFICE_DAY = """
import django, sys; django.setup()
from dataclasses import replace
from datetime import date
from django.test import Client
from pilar.core.clock import now
from pilar.core.ids import encode_id
from pilar.core.jobs import worker
from pilar.core import vault
from pilar.evidence.intake.models import QuarantineRow
from pilar.evidence.registry.models import Person
from pilar.decision.proposals.models import Usul
from pilar.foundation.accounts import doors
from pilar.foundation.accounts.models import Assignment, User
numbers = sys.argv[1:]
while worker.run_pending(limit=20):
    pass
user = User.objects.create_user("petugas", full_name="Petugas", password="sapu lidi biru 7")
Assignment.objects.create(user=user, role="pengisi_data", wilayah="1872", active_from=date(2020, 1, 1), created_at=now(), created_by="uji")
doors.proved_recently = lambda request: True
client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)
client.post("/akun/masuk/", {"login": numbers[0], "password": numbers[0]})
client.force_login(user)
seen = []
def ask(method, address, data=None):
    answer = getattr(client, method)(address, data or {})
    seen.append(f"{method} {answer.status_code}")
    return answer
for number in numbers:
    for address in ("/cari/", "/loket/", "/usulan/baru/"):
        ask("post", address, {"q": number})
    ask("get", f"/orang/{number}/")
    ask("get", f"/keluarga/?nama={number}")
    ask("post", "/usulan/baru/belum-terdaftar/", {"nik": number, "kk": number, "name": number, "wilayah": number})
for person in Person.objects.exclude(nik_sealed=None)[:10]:
    key = encode_id(person.pk)
    ask("get", f"/orang/{key}/")
    ask("get", f"/loket/{key}/cetak/")
    assert ask("post", f"/buka/person/{key}/nik/", {"alasan": "cocokkan_kk"}).status_code == 200
for address in ("/keluarga/unduh/", "/praverifikasi/1872011001/bnba.pdf", "/praverifikasi/1872011001/bnba.xlsx", "/usulan/", "/tanda/"):
    assert ask("get", address).status_code == 200, address
ask("post", "/praverifikasi/1872011001/bnba-lengkap.xlsx", {"reason": "rapat"})
# What people type in their own words: a NIK stands in each.
from pilar.core.scope import Actor
from pilar.decision.deliberation.actions import objections, plan
from pilar.decision.deliberation.actions.table import Told, hear
from pilar.decision.deliberation.models import Session, SessionItem
from pilar.decision.proposals import actions as proposals
by, at, said = Actor.system(), now(), f"anak dari {numbers[0]}, kartu {numbers[1]}"
def propose(name):
    subject = proposals.Subject(name=name, nik=numbers[2], wilayah="1872011001", address=said, birth_place=said)
    return proposals.propose(subject=subject, kind="bansos", programme="SEMBAKO", rationale=said, note=said, by=by, at=at).usul_id
made = propose("WARGA DUA")
assert propose("WARGA DUA") == made
proposals.edit(usul_id=made, changes={"note": said + "!", "address": said}, by=by, at=at)
Usul.objects.filter(pk=made).update(state="layak")
heard = objections.receive(usul_id=made, side="menolak", objector=said, relation="tetangga", words=said, phone="081234567890", by=by, at=at)
objections.receive(usul_id=made, side="menolak", objector="Pak RT", words=said, by=by, at=at)
objections.ask_visit(objection_id=heard.objection_id, note=said, by=by, at=at)
objections.decide(objection_id=heard.objection_id, upheld=False, answer=said, by=replace(by, username="lain"), at=at)
session = Session.objects.create(wilayah="1872011001", period="2026-11", state="berlangsung", agenda=said, venue=said, starts_at=at, opened_at=at,
                                 created_at=at, created_by="uji")
item = SessionItem.objects.create(session=session, wilayah="1872011001", origin="baru", usul_id=made, name=said, position=1)
plan.invite(session_id=session.pk, guests=[plan.Guest(element="rt", name=said, position=said, place=said, phone="081234567890")], by=by, at=at)
heard = hear(session_id=session.pk, device="laptop-0001", by=replace(by, username="lain"), at=at, told=[
    Told(key="kunci-0001", kind="putus", item_id=item.pk, decision="tunda", words=said),
    Told(key="kunci-0002", kind="keberatan", item_id=item.pk, name=said, words=said)])
assert [one.outcome for one in heard] == ["berlaku", "berlaku"], heard
known = {vault.unseal("registry.person.nik", one) for one in Person.objects.exclude(nik_sealed=None).values_list("nik_sealed", flat=True)}
usulan = {vault.unseal("registry.person.nik", one) for one in Usul.objects.exclude(nik_sealed=None).values_list("nik_sealed", flat=True)}
print("INSIDE", len(known), len(usulan), QuarantineRow.objects.count(), len(seen))
"""


def canary(number: int, kind: int) -> str:
    """NIK (kind 0) or KK (kind 1): well-formed, and no other number of the test looks like it."""
    return f"187203{number % 27 + 1:02d}{number % 12 + 1:02d}{50 + number % 40:02d}{(number * 7 + kind * 3500) % 9000 + 1000:04d}"


def canary_file(path: Path) -> list[str]:
    """Member detail with every fault that keeps a row back among good ones. Returns all canaries as they stand in the file."""
    rows, numbers = [HEAD], []
    for number in range(CANARIES):
        nik, card = canary(number, 0), canary(number // 3, 1)
        numbers += [nik, card]
        name = f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}"
        born = f"{nik[6:8]}-{nik[8:10]}-19{nik[10:12]}"
        cells = [
            card,
            nik,
            name,
            "L",
            born,
            "1" if number % 3 == 0 else "3",
            "METRO PUSAT",
            "METRO",
            "001",
            "002",
            "JL MAWAR 3",
        ]
        match number % 20:
            case 3:
                cells[3] = "X"  # quarantined for its sex
            case 5:
                cells[7] = nik  # in a column that is shown in the report
            case 7:
                cells = [*cells, "lebih"]  # malformed
            case 9:
                cells[1] = "'" + nik  # a note
            case 11:
                cells[4] = nik  # an identifier where a date should stand
            case 13:
                cells[2] = nik  # ... or a name
        rows.append("|".join(cells))
    path.write_text("\n".join(rows) + "\n")
    return numbers


def month_files(numbers: list[str]) -> Iterator[tuple[str, str, str]]:
    """(name, profile, text) of the other files of a month about the same people: usulan, check list, answers of Dukcapil."""
    niks, cards = numbers[0::2], numbers[1::2]
    usulan = ["NO;NIK;NO KK;NAMA;TANGGAL LAHIR;JK;ALAMAT;RT;RW;KODE WILAYAH;JENIS USULAN;ALASAN;KETERANGAN"]
    asn, padan = ["NIP;NAMA PEGAWAI;NIK;TANGGAL LAHIR;UNIT KERJA"], ["NIK;NAMA;HASIL"]
    for number in range(200):
        nik, card = niks[number], cards[number]
        name = f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}"
        born = f"{nik[6:8]}-{nik[8:10]}-19{nik[10:12]}"
        place = nik if number % 25 == 1 else "1872011001"  # a number where a place should stand
        usulan.append(
            f"{number};{nik};{card};{name};{born};L;JL MAWAR {card};001;002;{place};BANSOS: PKH;SAKIT {nik};CATATAN {nik}"
        )
        asn.append(f"{nik};{name};{nik};{born if number % 9 else nik};DINAS {nik}")
        padan.append(f"{nik};{name};{'padan' if number % 3 else 'tidak padan'}")
    yield "usulan.csv", "bnba-usulan", "\n".join(usulan) + "\n"
    yield "asn.csv", "list-asn", "\n".join(asn) + "\n"
    yield "padan.csv", "dukcapil-results", "\n".join(padan) + "\n"


@pytest.fixture(scope="module")
def passed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, list[str], str]]:
    """(office, canaries, everything that was printed): checked, published, published again, backed up, keys changed."""
    folder = tmp_path_factory.mktemp("kenari")
    numbers = canary_file(folder / "anggota.csv")
    printed = ""
    with office(folder / "kantor") as made:
        made.environ["PILAR_LOG_LEVEL"] = "DEBUG"
        words = [
            "import",
            str(folder / "anggota.csv"),
            "--profile",
            "dtsen-member-detail",
            "--option",
            "regency=1872",
            "--json",
        ]
        for more in (["--check-only"], [], []):
            process = made.start(*words, *more)
            out, errors = process.communicate(timeout=240)
            assert process.returncode == 0, errors[-2000:]
            printed += out + errors
        for name, profile, text in month_files(numbers):
            (folder / name).write_text(text)
            process = made.start(
                "import", str(folder / name), "--profile", profile, "--option", "regency=1872", "--json"
            )
            out, errors = process.communicate(timeout=240)
            assert process.returncode == 0, errors[-2000:]
            printed += out + errors
        process = subprocess.run(
            [sys.executable, "-c", OFFICE_DAY, *numbers[:40]], env=made.environ, cwd=ROOT, text=True, capture_output=True, check=False
        )  # fmt: skip
        assert process.returncode == 0, process.stderr[-3000:]
        printed += process.stdout + process.stderr
        yield made, numbers, printed


@cache
def forms(number: str) -> list[bytes]:
    """The number as text, UTF-16, digits packed into half bytes, and as a number of eight bytes both ways round."""
    value = int(number)
    return [
        number.encode(), number.encode("utf-16-le"), number.encode("utf-16-be"), bytes.fromhex(number),
        value.to_bytes(8, "big"), value.to_bytes(8, "little"), number.encode().hex().encode(),
    ]  # fmt: skip


def hits(content: bytes, numbers: list[str]) -> list[tuple[str, int]]:
    """Numbers found in any form, except eight-byte forms in content that is random anyway (they are as unlikely as the rest)."""
    text = set(re.findall(rb"(?<!\d)\d{16}(?!\d)", content))
    found = [(number, 0) for number in numbers if number.encode() in text]
    for number in set(numbers):
        found += [(number, which) for which, form in enumerate(forms(number)) if form in content]
    return found


def test_the_scanner_finds_every_form() -> None:
    number = canary(17, 0)
    for which, form in enumerate(forms(number)):
        assert (number, which) in hits(b"\x00\xffxx" + form + b"yy", [number])


@pytest.mark.timeout(600)
def test_no_number_in_any_file_of_the_installation(passed: tuple[Office, list[str], str]) -> None:
    made, numbers, _ = passed
    seen = 0
    for path in made.home.rglob("*"):
        if path.is_file():
            seen += 1
            assert not hits(path.read_bytes(), numbers), path
    assert seen > 4
    if not made.url:
        assert {path.name for path in made.home.glob("pilar.db*")} >= {"pilar.db"}
        assert b"SQLite format" not in (made.home / "pilar.db").read_bytes()[:64]


@pytest.mark.timeout(600)
def test_no_number_in_what_was_printed_or_logged(passed: tuple[Office, list[str], str]) -> None:
    _, numbers, printed = passed
    assert len(printed) > 500 and not hits(printed.encode(), numbers)
    assert "[16 angka]" in printed, "nothing had to be masked: the log was not asked to hold a number"


@pytest.mark.timeout(600)
def test_the_numbers_are_inside_where_they_belong(passed: tuple[Office, list[str], str]) -> None:
    """The scans are not empty: people, usulan and quarantine hold the canaries, and the office worked with them."""
    found = re.search(r"INSIDE (\d+) (\d+) (\d+) (\d+)", passed[2])
    assert found is not None
    people, usulan, quarantined, asked = map(int, found.groups())
    assert people > 700 and usulan > 100 and quarantined > 200 and asked > 200


@pytest.mark.timeout(600)
def test_no_number_in_any_row_of_any_table(passed: tuple[Office, list[str], str]) -> None:
    """Behind the encryption of the file: jobs, audit, faults, quarantine, observations, and all others."""
    made, numbers, _ = passed
    text = made.python(DUMP)
    assert "intake.batch.published" in text and "BRK-301" in text and len(text) > 100_000
    assert not hits(text.encode(), numbers)


@pytest.mark.timeout(600)
def test_no_number_in_a_backup_nor_after_a_change_of_keys(
    passed: tuple[Office, list[str], str], tmp_path: Path
) -> None:
    made, numbers, _ = passed
    made.pilar("backup", str(tmp_path / "p.tar"), "--json")
    assert not hits((tmp_path / "p.tar").read_bytes(), numbers)
    with tarfile.open(tmp_path / "p.tar") as tar:
        assert len(tar.getnames()) >= 3
    made.pilar("keys", "rotate", "--json")
    for path in made.home.rglob("*"):
        if path.is_file():
            assert not hits(path.read_bytes(), numbers), path
    assert not list((made.home / "tmp").glob("*")) and os.environ.get("PILAR_HOME") != str(made.home)
