"""XLSForm to XForm in a child process, then ODK Validate where Java exists."""

import io
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from pilar.evidence.field.problems import FORM_BROKEN, FORM_TOO_LARGE, FORM_TOO_SLOW

MAX_BYTES = 5_000_000
MAX_UNPACKED = 64_000_000
MAX_PARTS = 200
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Converted:
    """XForm text, warnings of pyxform, itemsets.csv ("" when none), whether ODK Validate has seen it."""

    xform: str
    warnings: list[str]
    itemsets: str
    validated: bool


def convert(data: bytes, name: str = "form.xlsx") -> Converted:
    """Raises LAP-020 with the message of pyxform or ODK Validate in full, LAP-021 (too large), LAP-022 (too slow)."""
    kind = _check_size(data, name)
    command = [sys.executable, "-m", "pilar.evidence.field.forms.child", kind]
    try:
        done = subprocess.run(  # noqa: S603  our own program, the file comes on stdin
            command, input=data, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise FORM_TOO_SLOW() from error
    try:
        said = json.loads(done.stdout)
    except ValueError as error:  # killed by a limit before it could answer
        raise FORM_TOO_SLOW() from error
    if said.get("memory"):
        raise FORM_TOO_SLOW()
    if "error" in said:
        raise FORM_BROKEN(detail=said["error"])
    return Converted(said["xform"], said["warnings"], said["itemsets"], validate(said["xform"]))


def _check_size(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise FORM_TOO_LARGE()
    if data[:4] == b"PK\x03\x04":
        try:
            parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise FORM_BROKEN(detail="berkas xlsx rusak") from error
        if len(parts) > MAX_PARTS or sum(one.file_size for one in parts) > MAX_UNPACKED:
            raise FORM_TOO_LARGE()
        return ".xlsx"
    if data[:4] == b"\xd0\xcf\x11\xe0":
        return ".xls"
    raise FORM_BROKEN(detail=f"“{name}” bukan berkas XLSForm (.xlsx)")


def validate(xform: str) -> bool:
    """True when ODK Validate accepted the form, False when there is no Java. Raises LAP-020 with its words, LAP-022."""
    java = shutil.which("java")
    if java is None:
        return False
    jar = resources.files("pyxform") / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
    with resources.as_file(jar) as path, tempfile.TemporaryDirectory() as folder:
        form = Path(folder) / "form.xml"
        form.write_text(xform, encoding="utf-8")
        try:
            done = subprocess.run(  # noqa: S603  Java and the jar of pyxform, no word of the user
                [java, "-Xmx256m", "-Djava.awt.headless=true", "-jar", str(path), str(form)],
                capture_output=True, timeout=SECONDS, check=False, text=True, errors="replace",
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise FORM_TOO_SLOW() from error
    if done.returncode != 0:
        raise FORM_BROKEN(detail=_words(done.stderr or done.stdout))
    return True


def _words(text: str) -> str:
    """What ODK Validate says, without its frames of the Java stack."""
    lines = [line.strip() for line in text.splitlines()]
    kept = [line for line in lines if line and not line.startswith(("at ", "...", ">> Something", "Result:"))]
    return " ".join(dict.fromkeys(kept))[:1500]
