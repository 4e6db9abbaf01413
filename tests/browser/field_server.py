"""A small office for the field app: shell, files, visits and an OpenRosa address, in memory, that can be shut down and spoiled.

It stands in for the whole server where a test needs it really gone, and counts what arrives. Its shell carries the headers of the real one.
"""

import contextlib
import hashlib
import json
import random
import re
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

BUILT = Path(__file__).resolve().parents[2] / "src/pilar/evidence/field/app/static/lapangan"
FORM = (Path(__file__).parent / "field_form.xml").read_bytes()
TOKEN = "kode-uji-1234567890"
CSP = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".wasm": "application/wasm"}
OWNER = {"username": "psm.sri", "name": "Sri Wahyuni", "role": "psm", "device": "d1"}


def visit(key: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "key": key, "form_id": "uji_verifikasi", "kind": "Verifikasi keluarga", "name": name, "address": "Jl. Imam Bonjol 17",
        "area": "RT 003 / RW 005, Hadimulyo Timur", "reason": "Keluarga pindah desil; isian rumah sudah dua tahun.", "due_on": "2026-11-28",
        "urgent": False, "latitude": None, "longitude": None, "attempts": 0, "family_id": "f1", "base_version": "7",
        "prefill": {"nama_kepala": name},
    } | more  # fmt: skip


class Office:
    """What the server keeps between its lives: records by instanceID, counts of posts, visits."""

    def __init__(self) -> None:
        self.records: dict[str, bytes] = {}
        self.files: dict[tuple[str, str], bytes] = {}
        self.different: list[str] = []
        self.posts = 0
        self.received = 0
        self.held: list[dict[str, Any]] = []
        self.visits: list[dict[str, Any]] = []
        self.returned: list[dict[str, Any]] = []
        self.revoked = False
        self.spoil = 0.0
        self.refuse: dict[str, int] = {}
        self._server: ThreadingHTTPServer | None = None
        self.port = 0
        self._lock = threading.Lock()
        self.lines: set[socket.socket] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def up(self) -> None:
        office = self

        class Handler(_Handler):
            pass

        Handler.office = office
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def down(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
            for line in list(self.lines):  # kept-alive connections too: down is down
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
            self.lines.clear()

    def keep(self, instance: str, xml: bytes, files: dict[str, bytes]) -> bool:
        """Store; True when something was new."""
        with self._lock:
            if self.records.get(instance, xml) != xml:
                self.different.append(instance)
            new = instance not in self.records
            self.records.setdefault(instance, xml)
            for name, body in files.items():
                new = new or (instance, name) not in self.files
                self.files.setdefault((instance, name), body)
            return new


class _Handler(BaseHTTPRequestHandler):
    office: Office
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.office.lines.add(self.connection)

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()
        self.office.lines.discard(self.connection)

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _say(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _json(self, answer: dict[str, Any], status: int = 200) -> None:
        self._say(status, json.dumps(answer).encode(), "application/json")

    def _rosa(self, status: int, body: str, kind: str = "text/xml; charset=utf-8") -> None:
        self._say(status, body.encode(), kind, X_OpenRosa_Version="1.0")

    def _known(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {TOKEN}" and not self.office.revoked

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/lapangan/":
            self._say(200, (BUILT / "index.html").read_bytes(), "text/html; charset=utf-8", Content_Security_Policy=CSP)
        elif path == "/lapangan/sw.js":
            self._say(200, (BUILT / "sw.js").read_bytes(), "text/javascript", Cache_Control="no-cache")
        elif path == "/lapangan/manifest.webmanifest":
            self._say(200, b'{"name": "Pilar Lapangan"}', "application/manifest+json")
        elif path.startswith("/static/lapangan/"):
            self._static(path.removeprefix("/static/lapangan/"))
        elif path.startswith("/lapangan/api/"):
            self._api(path.removeprefix("/lapangan/api/"), {})
        elif path.startswith(f"/key/{TOKEN}/"):
            self._forms(path)
        else:
            self._say(404, b"", "text/plain")

    def _static(self, name: str) -> None:
        file = (BUILT / name).resolve()
        if not file.is_file() or BUILT.resolve() not in file.parents:
            return self._say(404, b"", "text/plain")
        packed = file.with_name(file.name + ".gz")
        kind = TYPES.get(file.suffix, "application/octet-stream")
        if packed.exists() and "gzip" in self.headers.get("Accept-Encoding", ""):
            return self._say(
                200,
                packed.read_bytes(),
                kind,
                Content_Encoding="gzip",
                Vary="Accept-Encoding",
                Cache_Control="max-age=60",
            )
        return self._say(200, file.read_bytes(), kind, Cache_Control="max-age=60")  # as WhiteNoise does

    def _api(self, path: str, said: dict[str, Any]) -> None:
        if not self._known():
            return self._json({"code": "LAP-401"}, 401)
        if path == "masuk":
            return self._json({"owner": OWNER})
        if path == "hari-ini":
            self.office.held = said.get("held", [])
            return self._json({"owner": OWNER, "visits": self.office.visits, "returned": self.office.returned})
        if path == "terdaftar":
            found = [{"name": "S••• A•••", "place": "RT 003 / RW 005, Hadimulyo Timur"}]
            return self._json({"found": found if said["number"].startswith("1872") else []})
        if path.endswith("/riwayat"):
            members = [{"name": "SUKARNI", "relation": "Kepala keluarga", "age": 61, "alive": True},
                       {"name": "WAGIYEM", "relation": "Istri/suami", "age": 57, "alive": True}]  # fmt: skip
            return self._json({"as_of": "2026-10-02", "members": members, "aid": ["BPNT/Sembako · aktif · 2026-10-01"],
                               "expires_at": "2099-01-01T00:00:00+07:00"})  # fmt: skip
        return self._json({"code": "?"}, 404)

    def _forms(self, path: str) -> None:
        if self.office.revoked:
            return self._rosa(401, "<OpenRosaResponse><message>dicabut</message></OpenRosaResponse>")
        if path.endswith("/formList"):
            digest = hashlib.md5(FORM, usedforsecurity=False).hexdigest()
            return self._rosa(
                200,
                '<xforms xmlns="http://openrosa.org/xforms/xformsList"><xform><formID>uji_verifikasi</formID><name>Verifikasi keluarga</name>'
                f"<version>1</version><hash>md5:{digest}</hash><downloadUrl>{self.office.url}/key/{TOKEN}/f.xml</downloadUrl></xform></xforms>",
            )
        return self._rosa(200, FORM.decode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path.startswith("/lapangan/api/"):
            return self._api(self.path.removeprefix("/lapangan/api/"), json.loads(body or b"{}"))
        if self.office.revoked or self.path != f"/key/{TOKEN}/submission":
            return self._rosa(401, "<OpenRosaResponse><message>dicabut</message></OpenRosaResponse>")
        self.office.posts += 1
        self.office.received += len(body)
        luck = random.random()
        if luck < self.office.spoil / 2:
            return self._cut()  # the request never arrived
        parts = _parts(body, self.headers["Content-Type"])
        xml = parts.pop("xml_submission_file")
        parts.pop("*isIncomplete*", None)
        instance = re.search(rb"<(?:\w+:)?instanceID>([^<]+)<", xml).group(1).decode()  # type: ignore[union-attr]
        for word, status in self.office.refuse.items():
            if word.encode() in xml:
                return self._rosa(
                    status, "<OpenRosaResponse><message>Ditahan untuk diperiksa.</message></OpenRosaResponse>"
                )
        new = self.office.keep(instance, xml, parts)
        if luck < self.office.spoil:
            return self._cut()  # it arrived, the answer did not
        return self._rosa(201 if new else 202, "<OpenRosaResponse><message>terima kasih</message></OpenRosaResponse>")

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.close()


def _parts(body: bytes, kind: str) -> dict[str, bytes]:
    boundary = b"--" + kind.partition("boundary=")[2].encode()
    found = {}
    for part in body.split(boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]*)"', head).group(1).decode()  # type: ignore[union-attr]
        found[name] = content.removesuffix(b"\r\n")
    return found
