"""What every paper of an office carries: letterhead, signatories, marks. Plain data, turned into the JSON `letter.typ` reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from pilar.core.documents.qr import qr_svg

PaperSize = Literal["a4", "f4"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Head of a paper: "PEMERINTAH KOTA METRO", "DINAS SOSIAL", then address and contact in one line each (may be empty)."""

    government: str
    office: str
    address: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who signs: `role` above the space ("Lurah Hadimulyo Barat"), below it the name, rank and NIP.

    An empty name prints a dotted line to be filled by hand; `lead` is a line above the role ("Mengetahui,").
    """

    role: str
    name: str = ""
    rank: str = ""
    nip: str = ""
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QrMark:
    """A QR code to the record of the paper, with the words printed beside it."""

    url: str
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The frame of one paper. `place_date` stands above the signatures: "Metro, 24 November 2026".

    `footer` is the short name of the paper at the foot of each page. `synthetic` and `draft` mark every page.
    At most three signatories; more raise ValueError.
    """

    title: str
    letterhead: Letterhead
    subtitle: str = ""
    number: str = ""
    footer: str = ""
    place_date: str = ""
    signatories: Sequence[Signatory] = ()
    qr: QrMark | None = None
    paper: PaperSize = "a4"
    landscape: bool = False
    synthetic: bool = False
    draft: bool = False

    def __post_init__(self) -> None:
        if len(self.signatories) > 3:
            raise ValueError("a paper has room for three signatories")

    def as_data(self) -> dict[str, Any]:
        """The value of key "letter" in the data of a template that uses `letter.typ`."""
        data = asdict(self)
        data["signatories"] = [asdict(signatory) for signatory in self.signatories]
        if self.qr is not None:
            data["qr"] = {"svg": qr_svg(self.qr.url).decode(), "caption": self.qr.caption, "url": self.qr.url}
        return data
