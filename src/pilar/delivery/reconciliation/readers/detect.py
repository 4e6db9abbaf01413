"""What kind of file is this? By its first bytes, never by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import BinaryIO

from pilar.core.bulk.readers import open_tables
from pilar.core.problems import problem
from pilar.delivery.reconciliation.readers.iso import camt_reading, pain002_reading
from pilar.delivery.reconciliation.readers.mt940 import mt940_reading
from pilar.delivery.reconciliation.readers.profile import SheetProfile
from pilar.delivery.reconciliation.readers.shape import Reading
from pilar.delivery.reconciliation.readers.sheet import sheet_reading
from pilar.delivery.reconciliation.readers.xml import DOCTYPE_REFUSED

UNKNOWN_XML = problem(
    "REKON-006",
    "Berkas XML “{name}” bukan pain.002, camt.053, atau camt.054.",
    "Minta laporan status (pain.002) atau mutasi (camt.053/054) kepada penyalur.",
)
NO_PROFILE = problem(
    "REKON-007", "Berkas “{name}” adalah lembar kerja, tetapi profilnya belum dipilih.", "Pilih profil penyalur."
)
_MESSAGES = (
    (re.compile(rb"pain\.002|CstmrPmtStsRpt"), "pain.002"),
    (re.compile(rb"camt\.053|BkToCstmrStmt"), "camt.053"),
    (re.compile(rb"camt\.054|BkToCstmrDbtCdtNtfctn"), "camt.054"),
)


def open_reading(open_stream: Callable[[], BinaryIO], name: str, profile: SheetProfile | None) -> Reading:
    """The reading of an inbound file. Raises BRK-003 to BRK-005 and REKON-002 to REKON-007."""
    with open_stream() as stream:
        head = stream.read(4096)
    plain = (
        head.removeprefix(b"\xef\xbb\xbf")
        .removeprefix(b"\xff\xfe")
        .removeprefix(b"\xfe\xff")
        .replace(b"\0", b"")
        .lstrip()
    )
    if plain.startswith(b"<"):
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise DOCTYPE_REFUSED(name=name)
        form = next((code for pattern, code in _MESSAGES if pattern.search(plain)), "")
        if not form:
            raise UNKNOWN_XML(name=name)
        return pain002_reading(open_stream, name) if form == "pain.002" else camt_reading(open_stream, name, form)
    if plain.startswith((b":20:", b"{1:", b":25:")):
        return mt940_reading(open_stream, name)
    tables = open_tables(open_stream, name)
    if profile is None:
        raise NO_PROFILE(name=name)
    return sheet_reading(tables, name, profile)
