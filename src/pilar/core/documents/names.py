"""Names of files that people receive: readable, the same on Windows, Linux and in a zip, and never a path."""

from __future__ import annotations

import re
import unicodedata

# Names that Windows keeps for devices, whatever the extension.
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9]|lpt[0-9])$")
_LONGEST = 100


def file_name(*parts: str, extension: str) -> str:
    """("BNBA", "Hadimulyo Barat", "2026-11") and "pdf" -> "bnba-hadimulyo-barat-2026-11.pdf".

    ASCII letters, digits and hyphens only, at most 100 characters and the extension; without any usable
    character the name is "dokumen". Raises ValueError for an extension that is not 1-5 letters or digits.
    """
    if not re.fullmatch(r"[a-z0-9]{1,5}", extension):
        raise ValueError(f"not a file extension: {extension!r}")
    plain = unicodedata.normalize("NFKD", " ".join(parts)).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")
    if not stem or _RESERVED.match(stem):
        stem = f"dokumen-{stem}".strip("-")
    return f"{stem}.{extension}"
