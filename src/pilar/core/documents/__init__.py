"""Files that people hold: PDF for signing, XLSX for working on, QR codes, file names. Knows no welfare word.

A context owns its template and says how the data look; the paper is then made in a few lines:

    # decision/deliberation/documents/undangan.typ
    #import "letter.typ": *
    #let data = json("data.json")
    #show: paper.with(data.letter)
    #listing(
      columns: (2em, 1fr, 5cm), head: ("No.", "Nama", "Unsur"), right: (0,),
      rows: data.guests.map(g => ([#g.no], [#flowing(g.name)], [#flowing(g.element)])),
      end: closing(data.letter),
    )

    # decision/deliberation/documents/undangan.py
    def invitation_pdf(data: Invitation) -> bytes:
        letter = Letter(title="Undangan Musyawarah", letterhead=data.letterhead, signatories=data.signatories,
                        place_date="Metro, 24 November 2026", qr=QrMark(url=data.url, caption="Pindai untuk memeriksa"),
                        synthetic=data.synthetic)
        template = files(__package__) / "undangan.typ"
        return render_pdf(template, {"letter": letter.as_data(), "guests": data.guests}, at=data.made_at)

Invariants: texts of data are never typst source nor a spreadsheet formula; a signature never stands alone on a page; the
same data give the same bytes; nothing is read from the network and no personal data touch the disk. The office may put
its own template of the same name into PILAR_HOME/templat. Never decides who may have the file: that is the caller's scope.
"""

from pilar.core.documents.letter import Letter, Letterhead, QrMark, Signatory
from pilar.core.documents.names import file_name
from pilar.core.documents.pdf import render_pdf
from pilar.core.documents.qr import qr_png, qr_svg
from pilar.core.documents.xlsx import Column, Sheet, write_xlsx

__all__ = [
    "Column",
    "Letter",
    "Letterhead",
    "QrMark",
    "Sheet",
    "Signatory",
    "file_name",
    "qr_png",
    "qr_svg",
    "render_pdf",
    "write_xlsx",
]
