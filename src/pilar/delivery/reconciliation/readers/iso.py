"""ISO 20022: pain.002 (status of payments), camt.053 and camt.054 (bookings). Any version: elements are read without namespace."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import BinaryIO

from pilar.delivery.reconciliation.readers.shape import Reading, ReadLine, Statement
from pilar.delivery.reconciliation.readers.xml import Node, records
from pilar.delivery.reconciliation.rules.dates import DateRefused, day_of
from pilar.delivery.reconciliation.rules.money import AmountRefused, rupiah_of

FEE = re.compile(r"\b(biaya|adm|admin|administrasi|pajak|fee|charges?|chrg|meterai|materai|provisi)\b", re.IGNORECASE)
INTEREST = re.compile(r"\b(bunga|jasa giro|interest|intr)\b", re.IGNORECASE)
RETURN = re.compile(r"\b(retur|return|rrtn|kembali)\b", re.IGNORECASE)
_PAID, _WAITING = frozenset({"ACSC", "ACCC"}), frozenset({"ACSP", "PDNG", "ACTC", "ACCP", "ACWC", "RCVD", "PATC"})
_PAIN = frozenset({"OrgnlGrpInfAndSts", "TxInfAndSts"})
_CAMT = frozenset({"Bal", "Ntry", "ElctrncSeqNb"})


def pain002_reading(open_stream: Callable[[], BinaryIO], name: str) -> Reading:
    """A report of statuses: one line per transaction."""

    def source(reading: Reading) -> Iterator[ReadLine]:
        with open_stream() as stream:
            for node in records(stream, name, _PAIN):
                if node.tag == "OrgnlGrpInfAndSts":
                    _take_group(reading, node)
                else:
                    yield _status_line(node)

    return Reading("pain.002", source)


def _take_group(reading: Reading, node: Node) -> None:
    count, total = node.say("OrgnlNbOfTxs"), node.say("OrgnlCtrlSum")
    # A report may leave accepted payments out, so these figures tell about the order, not about the lines that must follow.
    if count or total:
        reading.notes.append(
            f"Laporan ini tentang berkas perintah dengan {count or '?'} transaksi, jumlah {total or '?'}."
        )
    if node.say("GrpSts") == "RJCT":
        reading.notes.append("Penyalur menolak seluruh berkas perintah.")


def _status_line(node: Node) -> ReadLine:
    e2e = node.say("OrgnlEndToEndId").upper()
    status = node.say("TxSts")
    kind = "paid" if status in _PAID else "rejected" if status == "RJCT" else "pending" if status in _WAITING else ""
    text = node.say("OrgnlTxRef/Amt/InstdAmt", "OrgnlTxRef/IntrBkSttlmAmt")
    amount, fault, why = _amount(text) if text else (None, "", "")
    if kind == "paid" and amount is None and not fault:
        fault, why = "nominal_rusak", "laporan berstatus dibayar tanpa nominal"
    day, date_fault = _day(node.say("AccptncDtTm", "OrgnlTxRef/ReqdExctnDt/Dt", "OrgnlTxRef/ReqdExctnDt"))
    if not kind:
        fault, why = "status_asing", status or "kosong"
    reference = node.say("AcctSvcrRef", "StsId") or (f"{status}-{e2e}" if e2e else "")
    fault, why = (fault, why) if fault else (("tanggal_rusak", date_fault) if date_fault else ("", ""))
    return ReadLine(
        node.row, node.as_text(), kind or "unknown", e2e, reference, amount, day, _account(node.at("OrgnlTxRef") or node),
        node.say("OrgnlTxRef/Cdtr/Pty/Nm", "OrgnlTxRef/Cdtr/Nm")[:120], node.say("StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry")[:40],
        node.say("StsRsnInf/AddtlInf")[:200], fault, why,
    )  # fmt: skip


def camt_reading(open_stream: Callable[[], BinaryIO], name: str, form: str) -> Reading:
    """Bookings of an account (camt.053) or notifications (camt.054): one line per transaction inside each booking."""

    def source(reading: Reading) -> Iterator[ReadLine]:
        statement = Statement()
        with open_stream() as stream:
            for node in records(stream, name, _CAMT):
                if node.tag == "Bal":
                    statement = _take_balance(reading, statement, node)
                elif node.tag == "ElctrncSeqNb":
                    statement.number = node.text.strip()
                elif node.tag == "Ntry":
                    lines = list(_entry_lines(reading, node))
                    statement.moved_rp += sum(line.signed_rp for line in lines)
                    yield from lines

    return Reading(form, source)


def _take_balance(reading: Reading, statement: Statement, node: Node) -> Statement:
    code = node.say("Tp/CdOrPrtry/Cd")
    amount, fault, _ = _amount(node.say("Amt"))
    if amount is None or fault:
        reading.notes.append(f"Saldo {code or '?'} tidak terbaca.")
        return statement
    signed = -amount if node.say("CdtDbtInd") == "DBIT" else amount
    if code in ("OPBD", "PRCD"):
        statement = Statement(number="" if statement.opening_rp is not None else statement.number, opening_rp=signed)
        reading.statements.append(statement)
    elif code in ("CLBD",):
        if not reading.statements:
            reading.statements.append(statement)
        statement.closing_rp = signed
    return statement


def _entry_lines(reading: Reading, node: Node) -> Iterator[ReadLine]:
    parts = list(node.every("TxDtls"))
    if not parts:
        yield _booking(node, node, len(parts))
        return
    made = [_booking(node, part, len(parts)) for part in parts]
    whole, fault, _ = _amount(node.say("Amt"))
    said = sum(line.amount_rp or 0 for line in made)
    if whole is not None and not fault and whole != said:
        reading.notes.append(
            f"Pembukuan pada baris {node.row} bernilai {whole}, tetapi rinciannya berjumlah {said}; selisihnya dicatat sebagai baris tersendiri."
        )
        sign = 1 if node.say("CdtDbtInd") == "CRDT" else -1
        rest = ReadLine(
            node.row, f"<Ntry selisih={whole - said}>", "unknown", amount_rp=abs(whole - said), on=made[0].on, signed_rp=sign * (whole - said),
            reason_text="selisih antara pembukuan dan rinciannya",
        )  # fmt: skip
        made.append(rest)
    yield from made


def _booking(entry: Node, part: Node, parts: int) -> ReadLine:
    text = part.say("Amt", "AmtDtls/TxAmt/Amt") or (entry.say("Amt") if parts <= 1 else "")
    amount, fault, why = _amount(text)
    currency = next(
        (
            one.attributes.get("Ccy", "")
            for one in (part.at("Amt"), part.at("AmtDtls/TxAmt/Amt"), entry.at("Amt"))
            if one
        ),
        "",
    )
    if currency not in ("", "IDR"):
        amount, fault, why = None, "nominal_rusak", f"mata uang {currency}, bukan rupiah"
    debit = (part.say("CdtDbtInd") or entry.say("CdtDbtInd")) == "DBIT"
    day, date_fault = _day(entry.say("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"))
    if date_fault and not fault:
        fault, why = "tanggal_rusak", date_fault
    e2e = part.say("Refs/EndToEndId").upper()
    e2e = "" if e2e == "NOTPROVIDED" else e2e
    words = " ".join(filter(None, (part.say("AddtlTxInf"), part.say("RmtInf/Ustrd"), entry.say("AddtlNtryInf"))))
    code = part.say("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry")
    codes = " ".join(
        filter(
            None,
            (
                entry.say("BkTxCd/Domn/Fmly/SubFmlyCd"),
                part.say("BkTxCd/Domn/Fmly/SubFmlyCd"),
                entry.say("BkTxCd/Prtry/Cd"),
            ),
        )
    )
    reversal = (entry.say("RvslInd") or part.say("RvslInd")).lower() in ("true", "1")
    kind = kind_of_booking(
        debit=debit,
        reversal=reversal,
        returned=bool(code) or part.at("RtrInf") is not None,
        e2e=e2e,
        words=f"{words} {codes}",
    )
    if entry.say("Sts", "Sts/Cd") in ("PDNG", "INFO"):
        kind = "pending"
    party = "Cdtr" if debit else "Dbtr"
    signed = 0 if amount is None or kind == "pending" else -amount if debit else amount
    return ReadLine(
        part.row, part.as_text(), kind, e2e, part.say("Refs/AcctSvcrRef", "Refs/TxId") or entry.say("AcctSvcrRef"), amount, day,
        _account(part.at("RltdPties") or part), part.say(f"RltdPties/{party}/Pty/Nm", f"RltdPties/{party}/Nm", "RltdPties/Cdtr/Pty/Nm", "RltdPties/Cdtr/Nm")[:120],
        code[:40], (part.say("RtrInf/AddtlInf") or words)[:200], fault, why, signed,
    )  # fmt: skip


def kind_of_booking(*, debit: bool, reversal: bool, returned: bool, e2e: str, words: str) -> str:
    """What a booking on the payment account is. Words decide only where the bank gives no code and no reference of ours."""
    if reversal:
        return "reversal"
    if returned:
        return "returned"
    if debit:
        if e2e:
            return "paid"
        return "fee" if FEE.search(words) else "paid"
    if e2e or RETURN.search(words):
        return "returned"
    return "interest" if INTEREST.search(words) else "credit"


def _account(node: Node) -> str:
    text = node.say("CdtrAcct/Id/Othr/Id", "CdtrAcct/Id/IBAN", "DbtrAcct/Id/Othr/Id")
    return re.sub(r"\W", "", text)


def _amount(text: str) -> tuple[int | None, str, str]:
    try:
        return rupiah_of(text), "", ""
    except AmountRefused as refusal:
        return None, "nominal_rusak", f"{refusal}: “{text[:40]}”"


def _day(text: str) -> tuple[date | None, str]:
    if not text:
        return None, ""
    try:
        return day_of(text), ""
    except DateRefused as refusal:
        return None, str(refusal)
