"""Invitations, hand-over lists, receipts: numbered once, made once, with everybody in them; and files under a passphrase."""

import re
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime
from io import BytesIO

import pytest
import pyzipper
from django.test import Client
from tests.unit.decision.conftest import browser, metro  # noqa: F401  fixtures

from pilar.core.audit.models import AuditEvent
from pilar.core.bulk.files import open_kept
from pilar.core.ids import encode_id
from pilar.core.jobs import worker
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.decision.deliberation.models import LetterNumber
from pilar.delivery.disbursement.actions.batches import approve, seal
from pilar.delivery.disbursement.actions.build import build_batch
from pilar.delivery.disbursement.actions.prints import ask_for_print, make_print
from pilar.delivery.disbursement.models import BatchPrint, Instruction
from pilar.delivery.disbursement.queries import ready_of

pytestmark = pytest.mark.django_db
Hand = Callable[..., Actor]
Browser = Callable[..., Client]
SECRET = "jalan-mawar-tujuh-belas"


@pytest.fixture
def post(stage: int, hand: Hand, at: datetime) -> int:
    """An approved batch over the post office."""
    chosen = ready_of(Scope.system(), stage).values_list("pk", flat=True)
    made = build_batch(stage_id=stage, channel="pos", profile="pos_csv", entitlement_ids=chosen, by=hand("satu"), at=at)
    approve(batch_id=made, by=hand("dua"), at=at)
    return made


def ask(batch: int, by: Actor, at: datetime, **changed: object) -> int:
    facts = {
        "kind": "undangan", "area": "", "place": "Kantor Pos Metro", "on": date(2026, 11, 26), "hours": "08.00", "signer": "Bambang", "signer_nip": "1",
    } | changed  # fmt: skip
    return ask_for_print(batch_id=batch, **facts, by=by, at=at)  # type: ignore[arg-type]


def nothing(_phase: str, _done: int, _total: int) -> nullcontext[None]:
    return nullcontext()


def pages(data: bytes) -> int:
    return max(int(found) for found in re.findall(rb"/Count (\d+)", data))


def kept(row: BatchPrint) -> bytes:
    assert row.file is not None
    with open_kept(row.file.sha256) as stream:
        return stream.read()


@pytest.mark.usefixtures("metro")
def test_every_family_is_invited_once_under_its_own_number(post: int, hand: Hand, at: datetime) -> None:
    made = ask(post, hand("satu"), at)
    assert make_print(print_id=made, by=hand("satu"), at=at, step=nothing) == {"papers": 12}
    row = BatchPrint.objects.get(pk=made)
    assert len(set(row.numbers)) == 12 == LetterNumber.objects.count()
    data = kept(row)
    assert data.startswith(b"%PDF") and pages(data) == 12
    make_print(print_id=made, by=hand("satu"), at=at, step=nothing)
    again = BatchPrint.objects.get(pk=made)
    assert (again.file_id, LetterNumber.objects.count()) == (row.file_id, 12)


@pytest.mark.usefixtures("metro")
@pytest.mark.parametrize(("kind", "numbers"), [("bast", None), ("kuitansi", 0)])
def test_lists_and_receipts(kind: str, numbers: int | None, post: int, hand: Hand, at: datetime) -> None:
    made = ask(post, hand("satu"), at, kind=kind)
    make_print(print_id=made, by=hand("satu"), at=at, step=nothing)
    row = BatchPrint.objects.get(pk=made)
    villages = {code[:10] for code in Instruction.objects.values_list("wilayah", flat=True)}
    assert len(row.numbers) == (len(villages) if numbers is None else numbers)
    assert pages(kept(row)) == (6 if kind == "kuitansi" else len(villages))
    assert row.total_rp == sum(Instruction.objects.values_list("amount_rp", flat=True))


@pytest.mark.usefixtures("metro")
def test_what_has_no_paper_is_refused(post: int, stage: int, hand: Hand, at: datetime) -> None:
    with pytest.raises(Problem, match="SALUR-030"):
        ask(post, hand("satu"), at, kind="sertifikat")
    with pytest.raises(Problem, match="UMUM-404"):
        ask(post, hand("jauh", "3573"), at)
    with pytest.raises(Problem, match="UMUM-404"):
        ask(post, hand("satu"), at, area="3573011001")
    with pytest.raises(Problem, match="UMUM-403"):
        ask(post, hand("lihat", can={"disbursement.view"}), at)
    assert not LetterNumber.objects.exists()


@pytest.mark.usefixtures("metro")
def test_a_changed_batch_gives_no_paper(post: int, hand: Hand, at: datetime) -> None:
    made = ask(post, hand("satu"), at)
    first = Instruction.objects.order_by("pk")[0]
    Instruction.objects.filter(pk=first.pk).update(state="cancelled")
    with pytest.raises(Problem, match="SALUR-032"):
        make_print(print_id=made, by=hand("satu"), at=at, step=nothing)


def test_the_page_asks_and_the_worker_makes(browser: Browser, post: int) -> None:  # noqa: F811
    maker = browser("siti", "pengisi_data")
    page = f"/penyaluran/daftar/{encode_id(post)}/surat/"
    assert "Surat undangan" in maker.get(page).content.decode()
    bad = maker.post(f"{page}cetak/", {"kind": "undangan"})
    assert bad.status_code == 422
    form = {
        "kind": "bast",
        "area": "",
        "place": "Balai",
        "on": "26-11-2026",
        "hours": "",
        "signer": "Bambang",
        "signer_nip": "",
    }
    assert maker.post(f"{page}cetak/", form).status_code == 302
    while worker.run_pending(limit=5):
        pass
    row = BatchPrint.objects.get()
    answer = maker.get(f"/penyaluran/surat/{encode_id(row.pk)}/")
    assert answer.content.startswith(b"%PDF")
    assert AuditEvent.objects.filter(act="disbursement.print.opened").count() == 1
    assert browser("tuti", "lurah", "1872011001").get(page).status_code == 403


def test_a_payment_file_under_a_passphrase(
    browser: Browser, post: int, hand: Hand, at: datetime, caplog: pytest.LogCaptureFixture  # noqa: F811
) -> None:  # fmt: skip
    seal(batch_id=post, by=hand("tiga"), at=at)
    sender, address = browser("rina", "verifikator"), f"/penyaluran/daftar/{encode_id(post)}/berkas/1/"
    plain = sender.post(address).content
    assert b"KODE_BAYAR" in plain
    for words in (
        {"passphrase": "pendek", "passphrase_again": "pendek"},
        {"passphrase": SECRET, "passphrase_again": "lain"},
    ):
        assert sender.post(address, words).status_code == 302
    locked = sender.post(address, {"passphrase": SECRET, "passphrase_again": SECRET})
    assert locked.headers["Content-Disposition"].endswith('.csv.zip"')
    with pyzipper.AESZipFile(BytesIO(locked.content)) as archive:
        name = archive.namelist()[0]
        assert archive.read(name, pwd=SECRET.encode()) == plain
        with pytest.raises(RuntimeError):
            archive.read(name, pwd=b"jalan-mawar-tujuh-belaS")
    told = [str(one.data) + one.reason for one in AuditEvent.objects.filter(act="disbursement.file.opened")]
    assert len(told) == 2 and not any(SECRET in one for one in [*told, caplog.text])
