"""PDF from a typst template and plain data.

The data travel as JSON inside the memory of the process: no typst source is made from them, no file is written, so a
name like `#read("x")` is printed as it is and no NIK lies in a temporary folder. The files a template can read are its own
source, `letter.typ`, `data.json` and the images handed over; nothing is fetched.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from pilar.config import config
from pilar.core.documents.text import seen
from pilar.core.problems import problem

HERE = Path(str(files("pilar.core.documents")))
FONTS = HERE / "vendor"
OFFICE_FOLDER = "templat"
# Archives ask for PDF/A; 2b keeps transparency out of question and every font inside.
STANDARD: Final = "a-2b"
_ODD = re.compile(r"[^\x20-\u017f\u2010-\u2026\u200b]")
_NO_GLYPH = "□"

BROKEN_TEMPLATE = problem(
    "DOKUMEN-500",
    "Templat {template} tidak dapat dicetak: {reason}",
    "Bila templat ini diubah oleh kantor (folder templat), perbaiki atau hapus berkasnya; selain itu laporkan kepada admin.",
    500,
)


def render_pdf(
    template: Path | Traversable,
    data: Mapping[str, Any],
    *,
    at: dt.datetime,
    images: Mapping[str, bytes] | None = None,
) -> bytes:
    """The PDF/A-2b made by `template` from `data`; equal arguments give equal bytes.

    data: JSON values; the template reads them with `json("data.json")`. at: moment of making, for the metadata.
    images: file name -> SVG or PNG, for `image(name)` in the template. A file of the same name as the template
    (or `letter.typ`) in PILAR_HOME/templat replaces the shipped one. Characters that no shipped font draws are printed as □.
    Raises Problem DOKUMEN-500 when the template does not compile.
    """
    import typst

    cleaned = _each_text(data, seen)
    sources = {
        **(images or {}),
        "letter.typ": office_template(HERE / "letter.typ").read_bytes(),
        "main.typ": office_template(template).read_bytes(),
    }
    try:
        return _compiled(sources, cleaned, at)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise BROKEN_TEMPLATE(template=template.name, reason=str(error)) from error
    drawable = _each_text(cleaned, _drawable)
    try:
        return _compiled(sources, drawable, at)
    except typst.TypstError as error:
        raise BROKEN_TEMPLATE(template=template.name, reason=str(error)) from error


def office_template(shipped: Path | Traversable) -> Path | Traversable:
    """The office's own file of the same name in PILAR_HOME/templat, or the shipped one."""
    own = config().home / OFFICE_FOLDER / shipped.name
    return own if own.is_file() else shipped


def _compiled(sources: Mapping[str, bytes], data: object, at: dt.datetime) -> bytes:
    import typst

    # typst's own types do not know yet that it takes files in memory.
    memory: Any = {**sources, "data.json": json.dumps(data, ensure_ascii=False).encode()}
    # The root is a folder with nothing but the fonts, so that no template reads the office's files.
    made: bytes = typst.compile(
        memory,
        root=str(FONTS if FONTS.is_dir() else HERE),
        font_paths=[str(FONTS)] if FONTS.is_dir() else [],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=[STANDARD],
        timestamp=int(at.timestamp()),
    )
    return made


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """The same tree of lists and mappings with every text changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each_text(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(inner, change) for inner in value]
    return value


def _drawable(text: str) -> str:
    return _ODD.sub(lambda found: found.group() if _has_glyph(found.group()) else _NO_GLYPH, text)


@cache
def _has_glyph(character: str) -> bool:
    """Whether a shipped font draws the character: asked of typst itself, a few milliseconds once per character."""
    import typst

    source = 'json("data.json").text'
    page = f'#set text(font: ("Atkinson Hyperlegible Next", "Libertinus Serif"))\n#{source}'
    try:
        _compiled({"main.typ": page.encode()}, {"text": character}, dt.datetime.fromtimestamp(0, dt.UTC))
    except typst.TypstError:
        return False
    return True
