"""The files of a batch: rows read in one order, split as the provider wants, each file with its count and total."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from pilar.core import vault
from pilar.core.documents.names import file_name
from pilar.delivery.disbursement.lists import CHANNELS_BY_CODE
from pilar.delivery.disbursement.models import Batch, Instruction
from pilar.delivery.disbursement.providers import iso20022, mass_text, sheets
from pilar.delivery.disbursement.providers.profiles import Profile, profile_for
from pilar.delivery.disbursement.rules import ACCOUNT_FIELD

_READ = 20_000
_FOREIGN = re.compile(r"[^A-Za-z0-9 .,'\-]")


class PayLine(NamedTuple):
    """One payment as a provider needs it. `amount_rp` in whole rupiah."""

    number: int
    e2e: str
    account: str
    name: str
    amount_rp: int
    village: str


@dataclass(frozen=True, slots=True)
class PayFile:
    """One finished file with its control figures."""

    name: str
    data: bytes
    count: int
    total_rp: int


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the lines of one file."""

    batch_number: int
    part: int
    channel: str
    bank_code: str
    remark: str
    made_at: datetime
    message_id: str


Writer = Callable[[Profile, Head, Sequence[PayLine]], bytes]
WRITERS: dict[str, Writer] = {
    "csv": sheets.write_csv,
    "xlsx": sheets.write_sheet,
    "mass_text": mass_text.write,
    "pain001": iso20022.write_pain001,
}
_EXTENSIONS = {"csv": "csv", "xlsx": "xlsx", "mass_text": "txt", "pain001": "xml"}


def plain_name(name: str, width: int, *, upper: bool = True) -> str:
    """A name as banks take it: letters without marks, digits, blanks and . , ' -; cut at a fixed width. The same input, the same output.

    >>> plain_name("Siti Nur'aini  Émile", 40)
    "SITI NUR'AINI EMILE"
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    kept = " ".join(_FOREIGN.sub(" ", name).split())
    cut = kept[:width].strip() if width else kept
    return cut.upper() if upper else cut


def render_batch(batch: Batch, *, at: datetime) -> Iterator[PayFile]:
    """The files of a batch, in parts. Reads account numbers in the clear: only for the act of sealing."""
    profile = profile_for(batch.channel, batch.profile)
    most, part = profile.rows_per_file, 1
    lines: list[PayLine] = []
    for some in _lines(batch):
        lines += some
        while len(lines) >= most:
            yield _file(batch, profile, part, lines[:most], at)
            lines, part = lines[most:], part + 1
    if lines:
        yield _file(batch, profile, part, lines, at)


def _lines(batch: Batch) -> Iterator[list[PayLine]]:
    """The payments in the order of the file, so many at a time."""
    rows = Instruction.objects.filter(batch=batch).order_by("wilayah", "pk")
    found = rows.values_list("e2e", "account_sealed", "name", "amount_rp", "wilayah").iterator(_READ)
    first = 1
    while chunk := list(islice(found, _READ)):
        e2es, sealed, names, amounts, areas = zip(*chunk, strict=True)
        accounts = vault.unseal_many(ACCOUNT_FIELD, sealed)
        villages = [area[:10] for area in areas]
        yield list(map(PayLine, range(first, first + len(chunk)), e2es, accounts, names, amounts, villages))
        first += len(chunk)


def _file(batch: Batch, profile: Profile, part: int, lines: Sequence[PayLine], at: datetime) -> PayFile:
    channel = CHANNELS_BY_CODE[batch.channel]
    head = Head(
        batch.number, part, batch.channel, channel.bank_code, f"BANSOS {batch.stage_id % 100_000:05d} DAFTAR {batch.number}", at,
        f"P{batch.pk}-{part}",
    )  # fmt: skip
    data = WRITERS[profile.form](profile, head, lines)
    name = file_name(
        "salur", batch.channel, f"daftar {batch.number}", f"bagian {part}", extension=_EXTENSIONS[profile.form]
    )
    return PayFile(name, data, len(lines), sum(line.amount_rp for line in lines))
