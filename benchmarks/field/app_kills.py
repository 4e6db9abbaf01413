"""The field app under hard hands: records made offline, browser killed, lines spoiled; and its times on a slow phone.

    python benchmarks/field/app_kills.py [--records 200] [--kills 10] [--rounds 3]

Records are made through the app's own store (the fill screens are driven by the tests): one real record is filled in on the screens, the
others are its copies with their own instanceID and photo bytes, written as `finishDraft` writes them. The server is the small office of the
tests, really down while they are made, with 30 % spoiled connections while they are sent. Times: CPU / 6, 1.6 Mbit/s, 150 ms (CDP).
"""

import argparse
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2])]
from playwright.sync_api import sync_playwright  # noqa: E402
from tests.browser.field_phone import Phone  # noqa: E402
from tests.browser.field_server import TOKEN, Office, visit  # noqa: E402

MORE = """async (n) => {
    const db = await new Promise((done) => { const asked = indexedDB.open("pilar-lapangan"); asked.onsuccess = () => done(asked.result); });
    const tx = db.transaction(["outbox", "files"], "readwrite", { durability: "strict" });
    const read = (asked) => new Promise((done) => (asked.onsuccess = () => done(asked.result)));
    const [first] = await read(tx.objectStore("outbox").getAll());
    const files = await read(tx.objectStore("files").getAll());
    const id = "uuid:" + crypto.randomUUID();
    tx.objectStore("outbox").put({ ...first, id, number: n, madeAt: Date.now(), xml: first.xml.replaceAll(first.id, id), done: [], tries: 0, reason: "", nextAt: 0 });
    for (const file of files.filter((one) => one.record === first.id)) {
        const bytes = new Uint8Array(120_000);
        crypto.getRandomValues(bytes.subarray(0, 60_000));
        bytes.set(new Uint8Array(file.bytes).subarray(0, 100));
        tx.objectStore("files").put({ ...file, record: id, bytes: bytes.buffer });
    }
    await new Promise((done) => (tx.oncomplete = done));
    db.close();
    return id;
}"""


def fill(phone: Phone) -> None:
    page = phone.page
    page.get_by_role("link", name="SUKARNI").first.click()
    page.get_by_role("button", name="Mulai isi formulir").click()
    page.get_by_label("Nama kepala keluarga").wait_for()
    phone.next()
    phone.answer("Luas lantai (m²)", "36")
    page.get_by_role("button", name="Ambil foto").click()
    page.get_by_role("button", name="Potret").click()
    page.get_by_text("Foto tersimpan").wait_for()
    phone.next()
    phone.answer("Nama anggota", "SITI AMINAH")
    phone.next()
    page.get_by_label("Catatan").wait_for()
    phone.next()
    page.get_by_role("button", name="Simpan dan kirim").click()
    page.get_by_role("heading", name="Kunjungan hari ini").wait_for()


def kills(driver: Any, records: int, times: int) -> None:
    office = Office()
    office.visits = [visit("v1", "SUKARNI")]
    office.up()
    with tempfile.TemporaryDirectory() as folder:
        phone = Phone(driver, Path(folder) / "profile", office.url)
        phone.open(f"/lapangan/#{TOKEN}").get_by_text("SUKARNI").wait_for()
        phone.page.wait_for_function("navigator.serviceWorker.controller !== null")
        office.down()
        fill(phone)
        made = {phone.kept("outbox")[0]["id"]}
        while len(made) < records:
            made.add(phone.page.evaluate(MORE, len(made) + 1))
            if len(made) == records // 2:
                phone.kill()
                phone.open()
        phone.kill()
        phone.open()
        queued = {row["id"] for row in phone.kept("outbox")}
        print(f"queued after restart without a server: {len(queued)} of {records}, same: {queued == made}")
        office.spoil = 0.3
        office.up()
        begun = time.monotonic()
        for _ in range(times - 2):
            phone.page.goto(f"{office.url}/lapangan/")
            phone.page.wait_for_timeout(2_000)
            phone.kill()
            phone.open("/lapangan/#/kirim")
        office.spoil = 0.05
        while phone.kept("outbox") and time.monotonic() - begun < 900:
            phone.page.reload()
            phone.page.wait_for_timeout(4_000)
        lost = made - set(office.records)
        files = sum(
            (instance, name.decode()) not in office.files
            for instance, xml in office.records.items()
            for name in re.findall(rb"<foto_depan>([^<]+)<", xml)
        )
        needed = sum(map(len, office.records.values())) + sum(map(len, office.files.values()))
        print(
            f"records {records}, kills {times}: lost {len(lost)}, strangers {len(set(office.records) - made)}, same id with other bytes "
            f"{len(office.different)}, photos missing {files}, left on the phone {len(phone.kept('outbox'))}; {office.posts} posts, "
            f"{office.received / needed:.2f} bytes received per byte needed, {time.monotonic() - begun:.0f} s; faults {phone.faults}"
        )
        phone.close()
    office.down()


def slow(page: Any) -> None:
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000})  # fmt: skip
    line.send("Emulation.setCPUThrottlingRate", {"rate": 6})


def times(driver: Any, rounds: int) -> None:
    first, form, again = [], [], []
    for _ in range(rounds):
        office = Office()
        office.visits = [visit("v1", "SUKARNI")]
        office.up()
        with tempfile.TemporaryDirectory() as folder:
            phone = Phone(driver, Path(folder) / "profile", office.url)
            phone.open("/lapangan/manifest.webmanifest")
            slow(phone.page)
            begun = time.monotonic()
            phone.page.goto(f"{office.url}/lapangan/#{TOKEN}")
            phone.page.get_by_text("SUKARNI").first.wait_for()
            first.append(time.monotonic() - begun)
            tap = time.monotonic()
            phone.page.get_by_role("link", name="SUKARNI").first.click()
            phone.page.get_by_role("button", name="Mulai isi formulir").click()
            phone.page.get_by_label("Nama kepala keluarga").wait_for()
            form.append(time.monotonic() - begun)
            print(f"visits {first[-1]:.1f} s, form {form[-1]:.1f} s (from the tap {time.monotonic() - tap:.1f} s)")
            phone.page.wait_for_function("navigator.serviceWorker.controller !== null", timeout=60_000)
            office.down()
            phone.kill()
            phone.open()
            slow(phone.page)
            begun = time.monotonic()
            phone.page.reload()
            phone.page.get_by_text("SUKARNI").first.wait_for()
            again.append(time.monotonic() - begun)
            phone.close()
    print(
        f"slow phone, median of {rounds}: visits {statistics.median(first):.1f} s, first form usable {statistics.median(form):.1f} s, "
        f"offline reopen {statistics.median(again):.1f} s"
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--records", type=int, default=200)
    asked.add_argument("--kills", type=int, default=10)
    asked.add_argument("--rounds", type=int, default=3)
    said = asked.parse_args()
    with sync_playwright() as driver:
        if said.rounds:
            times(driver, said.rounds)
        kills(driver, said.records, said.kills)


if __name__ == "__main__":
    main()
