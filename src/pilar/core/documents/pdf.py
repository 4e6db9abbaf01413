"""PDF from a Typst template that lies in a package."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from pilar.config import config
from pilar.core.problems import problem

NOT_PRINTED = problem(
    "DOK-001",
    "Dokumen tidak dapat disusun ({what}).",
    "Kirim kode ini kepada admin; data Anda tidak berubah.",
    500,
)


def render_pdf(package: str, template: str, data: dict[str, Any]) -> bytes:
    """The PDF of `package`/`template` (for example "pilar.decision.proposals", "documents/bnba.typ") over `data`.

    `data` is plain JSON; the key "sintetis" is set here, so that no paper of invented people can do without its mark. The frame
    `kerangka.typ` of this package stands in front of every template. Fonts are those inside the Typst wheel. Raises DOK-001.
    """
    import typst

    frame = (resources.files("pilar.core.documents") / "kerangka.typ").read_text(encoding="utf-8")
    body = resources.files(package).joinpath(*template.split("/")).read_text(encoding="utf-8")
    inputs = {"data": json.dumps({**data, "sintetis": config().synthetic}, ensure_ascii=False)}
    try:
        made = typst.compile(f"{frame}\n{body}".encode(), sys_inputs=inputs, ignore_system_fonts=True, format="pdf")
    except typst.TypstError as error:
        raise NOT_PRINTED(what=str(error).splitlines()[0][:80]) from error
    if not isinstance(made, bytes):
        raise NOT_PRINTED(what="lebih dari satu berkas")
    return made
