"""A phone for the tests: Chromium with a profile of its own that is killed as an empty battery does it (SIGKILL), and opened again."""

import contextlib
import os
import signal
import time
from pathlib import Path
from typing import Any

CHROMIUM = "/usr/bin/chromium"
CAMERA = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


class Phone:
    """360 px wide, with camera and position; `driver` is a running sync_playwright."""

    def __init__(self, driver: Any, profile: Path, url: str, width: int = 360) -> None:
        self.driver, self.profile, self.url, self.width = driver, profile, url, width
        self.faults: list[str] = []
        self.page: Any = None
        self.context: Any = None

    def open(self, at: str = "/lapangan/") -> Any:
        self.context = self.driver.chromium.launch_persistent_context(
            str(self.profile), executable_path=CHROMIUM, args=CAMERA, viewport={"width": self.width, "height": 640}, has_touch=True,
            locale="id-ID", geolocation={"latitude": -5.1131, "longitude": 105.3067, "accuracy": 4}, permissions=["geolocation", "camera"],
        )  # fmt: skip
        self.page = self.context.pages[0]
        self.page.set_default_timeout(15_000)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console", lambda said: self.faults.append(said.text) if "Content Security Policy" in said.text else None
        )
        self.page.goto(self.url + at)
        return self.page

    def kill(self) -> None:
        """SIGKILL to the browser of this profile and nothing else."""
        mark = f"--user-data-dir={self.profile}".encode()
        mine = []
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if folder.name.isdigit() and mark in (folder / "cmdline").read_bytes().split(b"\0"):
                    mine.append(int(folder.name))
        assert mine, "no browser to kill"
        for pid in mine:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(Exception):
            self.context.close()
        for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            (self.profile / name).unlink(missing_ok=True)
        time.sleep(0.2)

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self.context.close()

    def kept(self, store: str) -> list[dict[str, Any]]:
        """Rows of a store of the phone."""
        return list(
            self.page.evaluate(
                """(store) => new Promise((done, fail) => {
                    const asked = indexedDB.open("pilar-lapangan");
                    asked.onerror = fail;
                    asked.onsuccess = () => {
                        const rows = asked.result.transaction(store).objectStore(store).getAll();
                        rows.onsuccess = () => (asked.result.close(), done(rows.result.map(({ bytes, ...row }) => ({ ...row, size: bytes?.byteLength }))));
                    };
                })""",
                store,
            )
        )

    def next(self) -> None:
        self.page.get_by_role("button", name="Lanjut").click()

    def answer(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def saved(self) -> None:
        self.page.get_by_text("Tersimpan di ponsel").wait_for()
