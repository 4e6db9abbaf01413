"""The field app in a real browser at 360 px: offline, killed, refused, revoked; what a volunteer typed arrives once and whole."""

import gzip
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.field_phone import CHROMIUM, Phone
from tests.browser.field_server import BUILT, TOKEN, Office, visit

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (BUILT / "sw.js").exists(), reason="client/ is not built: ./run does it"),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium"),
]
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        yield running


@pytest.fixture
def office() -> Iterator[Office]:
    office = Office()
    office.visits = [
        visit("v1", "SUKARNI", latitude=-5.113, longitude=105.306, urgent=True),
        visit("v2", "PONIMAN", latitude=-5.118, longitude=105.311),
        visit("v3", "NGATEMI", attempts=1),
    ]
    office.up()
    yield office
    office.down()


@pytest.fixture
def phone(driver: Any, office: Office, tmp_path: Path) -> Iterator[Phone]:
    phone = Phone(driver, tmp_path / "profile", office.url)
    page = phone.open(f"/lapangan/#{TOKEN}")
    page.get_by_text("SUKARNI").wait_for()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    assert TOKEN not in page.url
    yield phone
    phone.close()
    assert phone.faults == []


def _start(phone: Phone, name: str) -> None:
    phone.page.get_by_role("link", name=name).first.click()
    phone.page.get_by_role("button", name="Mulai isi formulir").click()
    phone.page.get_by_label("Nama kepala keluarga").wait_for()


def _house(phone: Phone, area: str, photo: bool = True) -> None:
    phone.next()
    phone.answer("Luas lantai (m²)", area)
    phone.page.get_by_label("Semen/bata merah").check()
    phone.page.get_by_label("Kulkas").check()
    if photo:
        phone.page.get_by_role("button", name="Ambil foto").click()
        phone.page.get_by_role("button", name="Potret").click()
        phone.page.get_by_text("Foto tersimpan").wait_for()
    phone.page.get_by_role("button", name="Ambil posisi").click()
    phone.page.get_by_text("ketelitian 4 m").wait_for()


def _member(phone: Phone, name: str, nik: str, birth: str) -> None:
    phone.next()
    phone.answer("Nama anggota", name)
    phone.answer("NIK", nik)
    phone.answer("Tanggal lahir", birth)
    phone.page.get_by_label("Perempuan").check()


def _sign_and_end(phone: Phone) -> None:
    phone.next()
    pad = phone.page.locator("canvas.pad")
    pad.evaluate("one => one.scrollIntoView({block: 'center', behavior: 'instant'})")
    box = pad.bounding_box()
    mouse = phone.page.mouse
    mouse.move(box["x"] + 30, box["y"] + 60)
    mouse.down()
    mouse.move(box["x"] + 160, box["y"] + 120, steps=4)
    mouse.up()
    phone.page.get_by_role("button", name="Simpan tanda tangan").click()
    phone.page.get_by_role("button", name="Tanda tangan ulang").wait_for()
    phone.next()
    phone.page.get_by_role("button", name="Simpan dan kirim").click()
    phone.page.get_by_role("heading", name="Kunjungan hari ini").wait_for()


def _whole(phone: Phone, name: str) -> None:
    _start(phone, name)
    _house(phone, "36")
    _member(phone, "SITI AMINAH", "1872014503850002", "1985-03-05")
    _sign_and_end(phone)


def _wait(condition: Any, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.1)


def test_first_scripts_stay_within_360_kb() -> None:
    index = (BUILT / "index.html").read_text()
    first = re.findall(r'(?:src|href)="/static/lapangan/(assets/[^"]+\.(?:js|css))"', index)
    assert first
    size = sum(len(gzip.compress((BUILT / name).read_bytes(), 9)) for name in first)
    assert size <= 360_000, f"{size} bytes gzip"


def test_records_made_offline_survive_kills_and_arrive_once(phone: Phone, office: Office) -> None:
    office.down()
    phone.kill()
    phone.open()  # the server is really gone: the app opens from the phone
    _whole(phone, "SUKARNI")
    _start(phone, "PONIMAN")
    _house(phone, "54")
    phone.kill()
    page = phone.open()
    page.get_by_text("Belum selesai diisi").wait_for()
    page.get_by_role("link", name="PONIMAN").first.click()
    page.get_by_text("Foto tersimpan").wait_for()  # on the screen where it was left, photo and all
    assert page.get_by_label("Luas lantai (m²)").input_value() == "54"
    phone.next()
    page.get_by_text("Nama anggota").wait_for()
    phone.answer("Nama anggota", "WARSITO")
    _sign_and_end(phone)
    made = {row["id"] for row in phone.kept("outbox")}
    assert len(made) == 2
    assert {row["number"] for row in phone.kept("outbox")} == {1, 2}

    office.spoil = 0.4
    office.up()
    for _ in range(3):
        phone.open() if phone.page.is_closed() else None
        phone.page.goto(f"{office.url}/lapangan/#/kirim")
        phone.page.wait_for_timeout(400)
        phone.kill()
    office.spoil = 0
    phone.open("/lapangan/#/kirim")
    _wait(lambda: phone.kept("outbox") == [])

    assert set(office.records) == made
    assert office.different == []
    for instance, xml in office.records.items():
        names = re.findall(rb"<(?:foto_depan|ttd)>([^<]+)<", xml)
        assert len(names) == 2, xml.decode()
        for name in names:
            body = office.files[instance, name.decode()]
            assert body[:3] in {b"\xff\xd8\xff", b"\x89PN"}
            assert 1_000 < len(body) <= 400 * 1024
    assert {"v1", "v2"} == {re.search(rb"<assignment>(\w+)<", xml).group(1).decode() for xml in office.records.values()}  # type: ignore[union-attr]
    assert all(b"<base_version>7</base_version>" in xml for xml in office.records.values())


def test_wrong_answers_are_told_in_indonesian_and_number_is_checked(phone: Phone, office: Office) -> None:
    page = phone.page
    _start(phone, "SUKARNI")
    phone.answer("Nomor KK", "187201")
    page.get_by_text("Kurang 10 angka; harus 16 angka.").wait_for()
    phone.next()
    page.get_by_text("Nomor KK harus 16 angka.").wait_for()
    phone.answer("Nomor KK", "1872010101150007")
    page.get_by_text("Susunan angka benar.").wait_for()
    page.get_by_role("button", name="Periksa apakah sudah terdaftar").click()
    page.get_by_text("Sudah terdaftar: S••• A•••").wait_for()
    page.locator("select").select_option(label="Kota Metro")
    page.get_by_label("Metro Utara").wait_for()  # the kecamatan of the chosen city, and no other
    assert not page.get_by_label("Kedaton").is_visible()
    phone.next()
    phone.answer("Luas lantai (m²)", "5000")
    phone.next()
    page.get_by_text("Luas lantai antara 1 dan 999 m².").wait_for()
    phone.answer("Luas lantai (m²)", "45")
    phone.next()
    phone.answer("Nama anggota", "SITI")
    phone.answer("NIK", "1872010503850002")
    phone.answer("Tanggal lahir", "1985-03-05")
    page.get_by_label("Perempuan").check()
    page.get_by_text("Jenis kelamin di dalam NIK berbeda dari jawaban.").wait_for()
    page.get_by_role("button", name="Tambah Anggota").click()
    page.get_by_role("button", name=re.compile("Anggota 2")).first.wait_for()


def test_a_refused_record_stays_and_does_not_block_the_next(phone: Phone, office: Office) -> None:
    office.refuse = {"SUKARNI": 409}
    _whole(phone, "SUKARNI")
    _whole(phone, "PONIMAN")
    _wait(lambda: len(office.records) == 1 and len(phone.kept("outbox")) == 1)
    phone.page.goto(f"{office.url}/lapangan/#/kirim")
    phone.page.get_by_text("Ditahan untuk diperiksa.").wait_for()
    with phone.page.expect_download() as download:
        phone.page.get_by_role("button", name="Simpan salinan").click()
    sealed = Path(download.value.path()).read_bytes()
    assert b"SUKARNI" not in sealed
    assert sealed.startswith(b"PILAR1")

    sent = phone.kept("sent")[0]["id"]
    note = "Foto terlalu gelap."
    office.returned = [
        {"instance_id": sent, "form_id": "uji_verifikasi", "note": note, "returned_at": "2026-11-23T08:00:00Z", "title": "PONIMAN", "visit_key": "v2"}
    ]  # fmt: skip
    phone.page.goto(f"{office.url}/lapangan/#/ponsel")
    phone.page.get_by_role("button", name="Ambil kunjungan dan formulir").click()
    phone.page.get_by_role("link", name="Kunjungan").click()
    phone.page.get_by_role("button", name="Perbaiki rekaman").click()
    phone.page.get_by_text(note).wait_for()
    for _ in range(4):
        phone.next()
    phone.page.get_by_role("button", name="Simpan dan kirim").click()
    _wait(lambda: len(office.records) == 2)
    corrected = next(xml for instance, xml in office.records.items() if instance != sent)
    assert f"<deprecatedID>{sent}</deprecatedID>".encode() in corrected.replace(b"orx:", b"")


def test_a_revoked_phone_forgets_what_it_was_given_and_keeps_what_was_made(phone: Phone, office: Office) -> None:
    office.down()
    _start(phone, "SUKARNI")
    _house(phone, "36", photo=False)
    phone.next()
    phone.answer("Nama anggota", "SITI")
    _sign_and_end(phone)
    office.revoked = True
    office.up()
    phone.page.goto(f"{office.url}/lapangan/#/kirim")
    send, locked = (
        phone.page.get_by_role("button", name="Kirim sekarang"),
        phone.page.get_by_text("Perangkat ini dicabut"),
    )
    send.or_(locked).first.wait_for()
    if send.is_visible():  # the app may have found out by itself
        send.click()
    locked.wait_for()
    assert phone.kept("visits") == []
    assert phone.kept("history") == []
    assert len(phone.kept("outbox")) == 1
    assert phone.page.get_by_text("SUKARNI").count() == 0
    office.revoked = False
    phone.answer("Kode perangkat", TOKEN)
    phone.page.get_by_role("button", name="Masukkan kode baru").click()
    _wait(lambda: len(office.records) == 1 and phone.kept("outbox") == [])


def _judge(page: Any, where: str) -> None:
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
    told = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found["violations"]]
    assert told == [], f"{where}: {json.dumps(told, indent=1)}"
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], f"{where} overflows"
    small = page.evaluate(
        """() => [...document.querySelectorAll("main button, main a, main select, main textarea, main label.pick, main input[type=text], nav a")]
            .filter((one) => one.getClientRects().length && one.getBoundingClientRect().height < 44).map((one) => one.outerHTML.slice(0, 100))"""
    )
    assert small == [], f"{where}: targets under 44 px: {small}"


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")
def test_every_screen_is_accessible_and_fits_320_px_in_both_languages(phone: Phone, office: Office) -> None:
    page = phone.page
    page.set_viewport_size({"width": 320, "height": 640})
    office.refuse = {"SUKARNI": 409}
    _whole(phone, "SUKARNI")
    for tongue, other in (("id", "English"), ("en", "Bahasa Indonesia")):
        page.goto(f"{office.url}/lapangan/#/")
        page.locator("h1").wait_for()
        assert page.evaluate("document.documentElement.lang") == tongue
        _judge(page, f"visits {tongue}")
        for address in ("kunjungan/v2", "kirim", "ponsel"):
            page.goto(f"{office.url}/lapangan/#/{address}")
            page.wait_for_timeout(150)
            _judge(page, f"{address} {tongue}")
        page.goto(f"{office.url}/lapangan/#/kunjungan/v{2 if tongue == 'id' else 3}")
        page.locator(".act button").click()
        for screen in range(4 if tongue == "id" else 1):
            page.locator("form").wait_for()
            if screen == 1:
                page.locator("form input[type=text]").fill("9999")
                page.locator(".act button.main").click()
                _judge(page, f"faults {tongue}")
                page.locator("form input[type=text]").fill("45")
            if screen == 2:
                page.locator("form input[type=text]").first.fill("SITI")
            _judge(page, f"screen {screen} {tongue}")
            page.locator(".act button.main").click()
            page.wait_for_timeout(150)
        if tongue == "id":
            _judge(page, "review")
        else:
            _judge(page, "second screen")
        page.get_by_role("button", name="Kunjungan" if tongue == "id" else "Visits").click()
        page.get_by_role("button", name=other).click()
