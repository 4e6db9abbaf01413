"""A door as one writes it in an hour: look whether the record is there, otherwise insert; each step its own commit; no unique key.

It exists to show that the storm finds such mistakes. It is no part of Pilar.
"""

import os
import re
import sqlite3
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ["PILAR_HOME"]) / "naive"
_PART = re.compile(rb'name="([^"]*)"; filename="([^"]*)"\r\nContent-Type: [^\r]*\r\n\r\n', re.S)


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length)
    parts = []
    for chunk in body.split(b"--XX\r\n")[1:]:
        found = _PART.search(chunk)
        if found:
            parts.append(
                (
                    found[1].decode(),
                    found[2].decode(),
                    chunk[found.end() :].removesuffix(b"--XX--\r\n").removesuffix(b"\r\n"),
                )
            )
    xml = next((data for field, _, data in parts if field == "xml_submission_file"), b"")
    instance = re.search(rb"<instanceID>([^<]*)", xml)
    if instance is None:
        start("400 Bad Request", [("X-OpenRosa-Version", "1.0")])
        return [b""]
    base = sqlite3.connect(FOLDER / "naive.db", timeout=20)
    row = base.execute("SELECT id FROM record WHERE instance = ?", [instance[1].decode()]).fetchone()
    if row is None:
        number = base.execute("INSERT INTO record (instance, xml) VALUES (?, ?)", [instance[1].decode(), xml]).lastrowid
        base.commit()
    else:
        number = row[0]
    for field, name, data in parts:
        if field != "xml_submission_file":
            path = FOLDER / f"f-{uuid.uuid4().hex}"
            path.write_bytes(data)
            base.execute("INSERT INTO file VALUES (?, ?, ?)", [number, name, str(path)])
            base.commit()
    base.close()
    start("201 Created", [("X-OpenRosa-Version", "1.0")])
    return [b""]
