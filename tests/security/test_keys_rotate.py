"""Keys are changed while readers look things up; a rotation that was killed goes on (goal S4)."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.crash.import_file import lines, write
from tests.crash.import_office import ROOT, Office, office

READER = """
import sys, time, django; django.setup()
from pilar.core import vault
from pilar.evidence.registry.models import Person
NIK = "registry.person.nik"
known = {p.pk: vault.unseal(NIK, p.nik_sealed) for p in Person.objects.exclude(nik_sealed=None)}
ids, misses, looks = sorted(known), 0, 0
print("ready", flush=True)
end = time.monotonic() + 120
import select
while time.monotonic() < end and not select.select([sys.stdin], [], [], 0)[0]:
    number = ids[looks * 37 % len(ids)]
    looks += 1
    found = Person.objects.filter(nik_index__in=vault.index_candidates(NIK, known[number])).first()
    if found is None or found.pk != number or vault.unseal(NIK, found.nik_sealed) != known[number]:
        misses += 1
print(looks, misses, flush=True)
"""
SMALL_BATCHES = """
import sys, django; django.setup()
from pilar.core.vault import rotation
from pilar.cli import derived_keys
rotation.BATCH = derived_keys.BATCH = 100
from pilar.cli.root import root
sys.argv = ["pilar", "keys", "rotate", "--json"]
root()
"""
BEGIN = """
import django; django.setup()
from datetime import date
from pilar.core.bulk.files import keep_bytes
from pilar.core.clock import now
from pilar.core.scope import Actor
from pilar.evidence.intake import actions
from pilar.evidence.intake.cli import work_through
from pilar.evidence.registry.models import Person
from pilar.core import vault
by = Actor.system()
def bring(name, text, profile, publish=True):
    got = actions.receive(file=keep_bytes(name, [text.encode()], by=by, at=now()), file_name=name, profile=profile, by=by, at=now(),
                          as_of=date(2026, 6, 30), options={"regency": "1872", "programme": "PKH", "channel": "rt_rw"})
    answer = work_through(got.batch_id, actor=by, publish=publish)
    assert answer["accepted"], answer
    return answer
"""
FILL = """
some = list(Person.objects.exclude(nik_sealed=None).order_by("id")[:60])
niks = [vault.unseal("registry.person.nik", p.nik_sealed) for p in some]
strange = "1872014503811234"
padan = "".join(f"{n};{p.name};padan\\n" for n, p in zip(niks, some)) + f"{strange};ORANG ASING;tidak padan\\n"
bring("padan.csv", "NIK;NAMA;HASIL\\n" + padan, "dukcapil-results")
bring("penerima.csv", "NIK;NAMA;NO PESERTA\\n" + "".join(f"{n};{p.name};{n}\\n" for n, p in zip(niks, some)), "opensid-recipients")
bring("asn.csv", "NIK;NAMA;INSTANSI\\n" + "".join(f"{n};{p.name};DINAS\\n" for n, p in zip(niks[:9], some)), "list-asn")
from tests.crash.import_file import HEAD, lines
from pilar.evidence.registry import actions as register
from pilar.evidence.registry.models import Family
member = register.NewPerson(name="IBU BARU", nik="1872014503811999", relation=1, sex=2, birth_date=date(1981, 3, 5), mother_name="SUMARNI", phone="081234567890")
family = register.register_family(members=[member], wilayah="1872011001", address="JL BARU", kk="1872010101180999", by=by, at=now())
register.correct_kk(family_id=family, revision=Family.objects.get(pk=family).revision, seen=True, kk="1872010101180998", reason="salah ketik", by=by, at=now())
unknown()
from pilar.decision.deliberation.models import Attendee, Objection, Session
from pilar.decision.deliberation.actions import objections, plan
from pilar.decision.proposals.models import Usul
from pilar.evidence.linkage.models import ListRow, Run
from pilar.evidence.linkage.rules import LIST_CELLS
session = Session.objects.create(wilayah="1872011001", period="2026-11", starts_at=now(), created_at=now(), created_by="uji")
plan.invite(session_id=session.pk, guests=[plan.Guest(element="rt", name="Pak RT", phone="081234567891")], by=by, at=now())
usul = Usul.objects.all()[0]
Objection.objects.create(usul=usul, wilayah=usul.wilayah, about=usul.name, channel="berkas", side="menolak", objector="Bu RT", words="mampu",
    phone_sealed=vault.seal(objections.PHONE, "081234567892"), received_at=now(), received_by="uji", due_date=date(2026, 12, 1))
run = Run.objects.create(kind="daftar", state="selesai", wilayah="1872", file_name="guru.csv", requested_at=now(), requested_by="uji")
ListRow.objects.create(run=run, row=2, wilayah="1872", cells_sealed=vault.seal(LIST_CELLS, '{"nik": "1872014503811777"}'), outcome="tidak")
bring("siap.csv", "\\n".join([HEAD, *lines(40, seed=9)]) + "\\n", "dtsen-member-detail", publish=False)
"""
FIELD_AND_PAYMENT = """
from django.db import connection
from tests.access.scope_disbursement import payment_rows
from tests.access.scope_field import field_rows
from tests.access.scope_programs import programme_rows
from tests.access.scope_reconciliation import reconciliation_rows
from pilar.core.bulk.models import StoredFile
from pilar.delivery.disbursement.models import Instruction, PayAccount
from pilar.delivery.disbursement.rules import ACCOUNT_FIELD
from pilar.delivery.reconciliation.models import Line
from pilar.evidence.field.models import Entity, EntityHeld, EntityList, EntityVersion, Form, Submission, SubmissionVersion
from pilar.evidence.field.rules import ENTITY_FIELD, HELD_ENTITY_FIELD, XML_FIELD
from pilar.foundation.accounts.models import User
place, someone, at = "1872011001", Person.objects.exclude(family=None)[0], now()
file = StoredFile.objects.all()[0].pk
made = programme_rows("UJI", place, 1, someone.family_id, someone.pk, file)
paid = payment_rows("UJI", place, someone.family_id, someone.pk, made["stage"], made["decree"])
account = {"sealed": vault.seal(ACCOUNT_FIELD, "1234567890"), "index": vault.blind_index(ACCOUNT_FIELD, "1234567890")}
Instruction.objects.filter(pk=paid["instruction"]).update(account_sealed=account["sealed"], account_index=account["index"])
PayAccount.objects.create(wilayah=place, person_id=someone.pk, channel="bri", state="aktif", number_sealed=account["sealed"],
                          number_index=account["index"], last4="7890", holder=someone.name, as_of=at.date(), by="uji", at=at)
reconciliation_rows("UJI", place, someone.pk, made["stage"], paid["instruction"], file)
Line.objects.update(account_sealed=account["sealed"], account_index=account["index"])
field_rows("UJI", place, 1, User.objects.create(username="petugas.lapangan").pk)
form = Form.objects.create(form_id="uji", name="Uji", created_at=at, created_by="uji")
record = Submission.objects.create(form=form, instance_id="uuid:1", username="uji", first_received_at=at, received_at=at)
version = SubmissionVersion.objects.create(submission=record, form=form, instance_id="uuid:1", number=1, sha256="a" * 64, size=9, received_at=at,
                                           xml_sealed=vault.seal(XML_FIELD, "<data>1872014503811555</data>"))
things = EntityList.objects.create(name="keluarga_uji", created_at=at)
thing = Entity.objects.create(entity_list=things, uuid="u1", data_sealed=vault.seal(ENTITY_FIELD, "{}"))
EntityVersion.objects.create(entity=thing, number=1, data_sealed=vault.seal(ENTITY_FIELD, "{}"), at=at)
EntityHeld.objects.create(entity_list=things, uuid="u2", data_sealed=vault.seal(HELD_ENTITY_FIELD, "{}"), source=version, held_at=at)
"""
UNKNOWN = """
from pilar.decision.proposals import actions as proposals
def unknown():
    subject = proposals.Subject(name="WARGA BARU", nik="1872014503811888", kk="1872010101180888", mother="SUMIYATI", sex=2,
                                birth_date=date(1981, 3, 5), wilayah="1872011001")
    return proposals.propose(subject=subject, kind="bansos", programme="PKH", by=by, at=now())
"""
DERIVED = """
from pilar.evidence.registry.models import Person
from pilar.decision.screening.models import Flag
assert unknown().joined, "the usulan of somebody unknown is not recognised any more"
some = list(Person.objects.exclude(nik_sealed=None).order_by("id")[:9])
before = Flag.objects.count()
rows = "".join(f"{vault.unseal('registry.person.nik', p.nik_sealed)};{p.name};DINAS\\n" for p in some)
bring("asn-lagi.csv", "NIK;NAMA;INSTANSI\\n\\n" + rows, "list-asn")
assert before >= 9 and Flag.objects.count() == before, (before, Flag.objects.count())
"""
EVERYTHING = """
import django, json; django.setup()
from django.db import connection
from pilar.cli.sealed_columns import SEALED_COLUMNS
from pilar.core import vault
from pilar.evidence.intake import table
from pilar.config import config
found = {}
with connection.cursor() as cursor:
    for c in SEALED_COLUMNS:
        cursor.execute(f"SELECT {c.key}, {c.sealed}, {c.index or 'NULL'}, {c.chooser or 'NULL'} FROM {c.table} WHERE {c.sealed} IS NOT NULL")
        texts = []
        for key, blob, index, chosen in cursor.fetchall():
            field = c.field if isinstance(c.field, str) else c.field[chosen]
            text = vault.unseal(field, blob)
            if c.index:
                assert bytes(index) == vault.blind_index(field, text), (c.table, key)
            texts.append((key, text))
        found[f"{c.table}.{c.sealed}"] = sorted(texts)
import hashlib
files = {p.name: hashlib.sha256(b"".join(vault.open_sealed(p))).hexdigest() for p in config().files_dir.rglob("*") if p.is_file()}
assert all(name == digest for name, digest in files.items()), files
print(json.dumps({"columns": found, "files": sorted(files)}))
"""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """An office with persons, answers of Dukcapil, aid, a check list, quarantine and one delivery that waits."""
    with office(tmp_path_factory.mktemp("kunci") / "kantor") as made:
        file = write(made.home.parent / "anggota.csv", 1_500)
        made.pilar(
            "import",
            str(file),
            "--profile",
            "dtsen-member-detail",
            "--as-of",
            "2026-03-31",
            "--option",
            "regency=1872",
            "--json",
        )
        made.python(BEGIN + UNKNOWN + FILL)
        made.python(BEGIN + FIELD_AND_PAYMENT)
        yield made


def everything(made: Office) -> dict[str, object]:
    """Every sealed value in the clear, after checking each against its index."""
    found: dict[str, object] = json.loads(made.python(EVERYTHING))
    return found


@pytest.mark.timeout(600)
def test_keys_change_while_a_reader_looks_people_up(full: Office) -> None:
    before = everything(full)
    columns = before["columns"]
    assert isinstance(columns, dict) and all(columns.values()), (
        "a column under the keys is empty here: rotation of it is not proved"
    )
    old = full.pilar("keys", "status", "--json")
    reader = subprocess.Popen(
        [sys.executable, "-c", READER],
        env=full.environ,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdin is not None and reader.stdout is not None and reader.stdout.readline().strip() == "ready"
    result = full.pilar("keys", "rotate", "--json")
    looks, misses = map(int, reader.communicate("end\n", timeout=60)[0].split())
    assert looks > 100 and misses == 0, (looks, misses)
    now = full.pilar("keys", "status", "--json")
    assert now["data"]["held"] == [now["data"]["active"]] != old["data"]["held"]
    assert now["index"]["held"] == [now["index"]["active"]]
    assert (now["rotating"], now["old_values"], now["old_files"]) == (False, 0, 0)
    assert result["values"] == sum(map(len, columns.values())) and result["files"] == len(before["files"]) + 1  # type: ignore[arg-type]
    assert everything(full) == before
    full.python(BEGIN + UNKNOWN + DERIVED)
    assert full.pilar("audit", "verify", "--json")["ok"]


@pytest.mark.timeout(600)
def test_a_killed_rotation_goes_on_and_bulk_work_waits_meanwhile(full: Office, tmp_path: Path) -> None:
    before, rng, killed = everything(full), random.Random(os.urandom(8)), 0
    file = write(tmp_path / "lain.csv", 30, seed=3)
    words = ["import", str(file), "--profile", "dtsen-member-detail", "--option", "regency=1872", "--json"]
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", SMALL_BATCHES], env=full.environ, cwd=ROOT, stdout=subprocess.DEVNULL
        )
        try:
            process.wait(timeout=rng.uniform(3.0, 5.0))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
            if full.pilar("keys", "status", "--json")["rotating"]:
                assert full.pilar(*words, code=2)["problem"].startswith("KUNCI-001")
    full.pilar("keys", "rotate", "--json")
    status = full.pilar("keys", "status", "--json")
    assert killed and (status["rotating"], status["old_values"], status["old_files"]) == (False, 0, 0)
    assert everything(full)["columns"] == before["columns"]


@pytest.mark.timeout(300)
def test_what_waited_through_the_rotation_is_published_and_recognised(full: Office) -> None:
    """The staged delivery finds its families under the new indexes, and the same people again are not new."""
    full.python(
        "import django; django.setup()\nfrom pilar.evidence.intake.models import Batch\nfrom pilar.evidence.intake.cli import work_through\n"
        "from pilar.core.scope import Actor\nb = Batch.objects.get(file_name='siap.csv')\n"
        "assert work_through(b.pk, actor=Actor.system(), publish=True)['state'] == 'terbit'"
    )
    file = full.home.parent / "lagi.csv"
    from tests.crash.import_file import HEAD

    file.write_text("\n".join([HEAD, *lines(40, seed=9)]) + "\n\n")
    words = [
        "import",
        str(file),
        "--profile",
        "dtsen-member-detail",
        "--as-of",
        "2026-06-30",
        "--option",
        "regency=1872",
        "--json",
    ]
    assert full.pilar(*words)["published"]["new_persons"] == 0
