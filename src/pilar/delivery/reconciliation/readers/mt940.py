"""MT940: a statement of an account in tagged lines, read as a stream."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import BinaryIO

from pilar.delivery.reconciliation.readers.iso import kind_of_booking
from pilar.delivery.reconciliation.readers.shape import Reading, ReadLine, Statement
from pilar.delivery.reconciliation.rules.money import AmountRefused, rupiah_of

_TAG = re.compile(r":(\d{2}[A-Z]?):(.*)")
_BOOKING = re.compile(
    r"(\d{6})(\d{4})?(RC|RD|C|D)([A-Z])?([\d,.]+)([A-Z][A-Z0-9]{3})([^/\n]*)(?://([^\n]*))?(?:\n(.*))?", re.DOTALL
)
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})([\d,.]+)")
_EREF = re.compile(r"(?:/EREF/|\?20EREF\+?|EREF\+)\s*([A-Z0-9\-.]+)", re.IGNORECASE)
_NAME = re.compile(r"(?:/NAME/|/BENM//NAME/|\?32)\s*([^/?\n]+)")
_ACCOUNT = re.compile(r"(?:/ACCT/|\?31)\s*(\d[\d\-. ]{5,34})")
_LONGEST = 4_000


def mt940_reading(open_stream: Callable[[], BinaryIO], name: str) -> Reading:
    """The lines of one or many statements in a file."""

    def source(reading: Reading) -> Iterator[ReadLine]:
        waiting: ReadLine | None = None
        statement = Statement()
        for row, tag, text in _fields(open_stream):
            if waiting is not None and tag != "86":
                statement.moved_rp += waiting.signed_rp
                yield waiting
                waiting = None
            if tag in ("60F", "60M"):
                statement = Statement(opening_rp=_balance(text))
                reading.statements.append(statement)
            elif tag in ("62F", "62M"):
                statement.closing_rp = _balance(text)
            elif tag == "28C":
                statement.number = text[:40]
            elif tag == "61":
                waiting = _booking(row, text)
            elif tag == "86" and waiting is not None:
                waiting = _told(waiting, text)
            elif tag == "?":
                yield ReadLine(row, text, fault="baris_rusak", fault_text="bukan baris MT940")
        if waiting is not None:
            statement.moved_rp += waiting.signed_rp
            yield waiting
        if reading.statements and reading.statements[-1].closing_rp is None:
            reading.notes.append("Saldo penutup tidak ada: berkas mungkin terpotong.")
            reading.control_needed = True

    return Reading("MT940", source)


def _fields(open_stream: Callable[[], BinaryIO]) -> Iterator[tuple[int, str, str]]:
    """(row, tag, text with its following lines); "?" for text before any tag."""
    tag, row, parts, size = "", 0, list[str](), 0
    with open_stream() as stream:
        for number, line in enumerate(io.TextIOWrapper(stream, encoding="latin-1"), start=1):
            text = line.rstrip("\r\n")[:_LONGEST]
            if found := _TAG.match(text):
                if tag:
                    yield row, tag, "\n".join(parts)
                tag, row, parts, size = found[1], number, [found[2]], len(text)
            elif text.startswith(("{", "-}", "-")) or not text.strip():
                continue
            elif tag and size < _LONGEST:
                parts.append(text)
                size += len(text)
            else:
                yield number, "?", text
    if tag:
        yield row, tag, "\n".join(parts)


def _day(text: str) -> date:
    return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6]))


def _balance(text: str) -> int | None:
    found = _BALANCE.match(text)
    if found is None or found[3] != "IDR":
        return None
    try:
        amount = _rupiah(found[4])
    except AmountRefused:
        return None
    return -amount if found[1] == "D" else amount


def _rupiah(text: str) -> int:
    """SWIFT amounts: a comma before cents that are always there, "200000,"."""
    return rupiah_of(text.removesuffix(","))


def _booking(row: int, text: str) -> ReadLine:
    raw = f":61:{text}"
    found = _BOOKING.match(text)
    if found is None:
        return ReadLine(row, raw, fault="baris_rusak", fault_text="susunan :61: tidak dikenal")
    mark, reference, bank, rest = found[3], found[7].strip(), (found[8] or "").strip(), (found[9] or "").strip()
    amount: int | None = None
    fault = why = ""
    day = None
    try:
        amount = _rupiah(found[5])
    except AmountRefused as refusal:
        fault, why = "nominal_rusak", f"{refusal}: “{found[5]}”"
    try:
        day = _day(found[1])
    except ValueError:
        fault, why = (fault, why) if fault else ("tanggal_rusak", f"tanggal “{found[1]}” tidak ada di kalender")
    e2e = "" if reference.upper() in ("", "NONREF") else reference.upper()
    # C and RD bring money in, D and RC take it out; R takes an earlier booking back.
    incoming = mark in ("C", "RD")
    words = f"{found[6]} {rest}"
    kind = kind_of_booking(
        debit=not incoming, reversal=mark in ("RD", "RC"), returned=found[6] == "NRTI", e2e=e2e, words=words
    )
    signed = 0 if amount is None else amount if incoming else -amount
    return ReadLine(
        row, raw, kind, e2e, bank, amount, day, reason_text=rest[:200], fault=fault, fault_text=why, signed_rp=signed
    )


def _told(line: ReadLine, text: str) -> ReadLine:
    """What :86: adds: our reference, name, account and words."""
    e2e, name, account = _EREF.search(text), _NAME.search(text), _ACCOUNT.search(text)
    known = e2e[1].upper() if e2e else line.e2e
    words = " ".join(text.split())
    kind = line.kind
    if kind not in ("reversal",) and not line.fault:
        kind = kind_of_booking(
            debit=line.signed_rp < 0,
            reversal=False,
            returned=kind == "returned" and not known,
            e2e=known,
            words=f"{words} {line.reason_text}",
        )
    return line._replace(
        raw=f"{line.raw}\n:86:{text}", kind=kind, e2e=known, name=name[1].strip()[:120] if name else line.name,
        account=re.sub(r"\D", "", account[1]) if account else line.account, reason_text=words[:200],
    )  # fmt: skip
