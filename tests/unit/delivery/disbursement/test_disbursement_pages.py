"""The month's payment in the pages: three people, a sealed file, the board; and who is not let in."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.unit.decision.conftest import browser, metro  # noqa: F401  fixtures

from pilar.core.ids import encode_id
from pilar.delivery.disbursement.models import Batch, Instruction, StageAct

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_the_payment_from_list_to_hand_over(browser: Browser, stage: int) -> None:  # noqa: F811
    maker, head, sender = (
        browser("siti", "pengisi_data"),
        browser("budi", "kepala_bidang"),
        browser("rina", "verifikator"),
    )
    board = f"/penyaluran/{encode_id(stage)}/"
    assert "Program contoh" in text_of(maker.get("/penyaluran/"))
    assert "Siap diperintahkan" in text_of(maker.get(board))
    nothing = maker.post(f"{board}susun/", {"area": "", "shape": "pos:pos_csv"})
    assert nothing.status_code == 422
    assert not Instruction.objects.exists()
    maker.post(f"{board}susun/", {"area": "semua", "shape": "bri:himbara_csv"})
    batch = Batch.objects.get()
    page = f"/penyaluran/daftar/{encode_id(batch.pk)}/"
    shown = text_of(maker.get(page))
    assert "Setujui daftar" not in shown
    assert "00120000000" not in shown  # the account is masked
    assert "••••" in shown
    assert maker.post(f"{page}setuju/").status_code == 403
    assert "Setujui daftar" in text_of(head.get(page))
    head.post(f"{page}setuju/")
    assert "Segel daftar" in text_of(sender.get(page))
    sender.post(f"{page}segel/")
    taken = sender.post(f"{page}berkas/1/")
    assert taken.status_code == 200
    assert b"NO_REKENING" in taken.content
    assert maker.post(f"{page}berkas/1/").status_code == 403
    sender.post(f"{page}serah/", {"receipt": "TERIMA 1"})
    batch.refresh_from_db()
    assert batch.state == "transmitted"
    sender.post(f"{page}tanpa-kabar/")
    assert "Belum ada kepastian" in text_of(head.get(board))


def test_acts_are_recorded_in_their_order(browser: Browser, stage: int) -> None:  # noqa: F811
    maker, board = browser("siti", "pengisi_data"), f"/penyaluran/{encode_id(stage)}/"
    early = maker.post(f"{board}langkah/", {"code": "sp2d", "on": "24-11-2026", "number": "1"})
    assert early.status_code == 422
    assert "SPM belum dicatat" in text_of(early) or "SALUR" in text_of(early) or "belum dicatat" in text_of(early)
    for code in ("sk", "spm", "sp2d", "si"):
        maker.post(f"{board}langkah/", {"code": code, "on": "24-11-2026", "number": f"{code}/1"})
    assert list(StageAct.objects.order_by("pk").values_list("code", flat=True)) == ["sk", "spm", "sp2d", "si"]
    assert maker.post(f"{board}langkah/", {"code": "spm", "on": "24-11-2026", "number": ""}).status_code == 422


def test_a_blocked_person_is_shown_and_decided(browser: Browser, stage: int) -> None:  # noqa: F811
    maker, head = browser("siti", "pengisi_data"), browser("budi", "kepala_bidang")
    maker.post(f"/penyaluran/{encode_id(stage)}/susun/", {"area": "1872011001", "shape": "pos:pos_csv"})
    row = Instruction.objects.select_related("person").first()
    assert row is not None
    row.person.__class__.objects.filter(pk=row.person_id).update(status="meninggal")
    page = f"/penyaluran/daftar/{encode_id(row.batch_id)}/"
    assert "tercatat meninggal" in text_of(head.get(page))
    head.post(f"/penyaluran/perintah/{encode_id(row.pk)}/putusan/", {"reason": "Ahli waris menurut SK"})
    assert "diputuskan tetap dibayar" in text_of(head.get(page))
    maker.post(f"{page}batal/", {"reason": "salah"})
    assert "salah" in text_of(head.get(page))


def test_another_city_finds_nothing(browser: Browser, stage: int) -> None:  # noqa: F811
    other = browser("lain", "verifikator", "3573")
    assert other.get(f"/penyaluran/{encode_id(stage)}/").status_code == 404
