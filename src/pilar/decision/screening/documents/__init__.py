"""Papers of the desk check: the draft BNBA of one kelurahan, as PDF for signing and as XLSX for working on."""

from pilar.decision.screening.documents.bnba import (
    Bnba,
    BnbaFinding,
    BnbaRow,
    SeverityTotal,
    bnba_file_name,
    bnba_pdf,
    bnba_xlsx,
)

__all__ = ["Bnba", "BnbaFinding", "BnbaRow", "SeverityTotal", "bnba_file_name", "bnba_pdf", "bnba_xlsx"]
