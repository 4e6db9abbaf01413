"""Files through the door of `pilar import`: kept, received, checked and published by the worker of this thread."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from pilar.core.bulk.files import keep_bytes
from pilar.core.clock import now
from pilar.core.ids import decode_id
from pilar.core.scope import Actor
from pilar.evidence.intake import actions
from pilar.evidence.intake.cli import work_through
from pilar.evidence.intake.models import RowFault

MEMBER_HEAD = (
    "nomor_kartu_keluarga",
    "nomor_induk_kependudukan",
    "nama",
    "jenis_kelamin",
    "tanggal_lahir",
    "status_hubungan_keluarga",
    "kecamatan_ktp",
    "kelurahan_desa_ktp",
    "rt_ktp",
    "rw_ktp",
    "alamat_ktp",
)
PLACE = ("METRO PUSAT", "METRO")


def kk(number: int) -> str:
    """A well-formed KK number of Kota Metro."""
    return f"187201{number % 28 + 1:02d}0118{number + 1:04d}"


def nik(number: int, born: date, woman: bool = False) -> str:
    """The NIK that fits the birth date and sex."""
    return f"187201{born.day + (40 if woman else 0):02d}{born:%m%y}{number + 1:04d}"


def born(number: int) -> date:
    """A birth date without a first of January."""
    return date(1950 + number % 50, number % 11 + 2, number % 27 + 1)


def person(
    family: int,
    number: int,
    named: str,
    /,
    *,
    relation: int = 3,
    woman: bool = False,
    place: tuple[str, str] = PLACE,
    **changed: str,
) -> dict[str, str]:
    """One row of the member detail, cells by heading; `changed` replaces cells by short names (kk, nik, sex, …)."""
    cells = dict(
        zip(
            MEMBER_HEAD,
            (
                kk(family), nik(number, born(number), woman), named, "P" if woman else "L", f"{born(number):%d-%m-%Y}",
                str(relation), *place, "001", "002", "JL MAWAR 3",
            ),
            strict=True,
        )
    )  # fmt: skip
    short = {
        "kk": MEMBER_HEAD[0], "nik": MEMBER_HEAD[1], "name": "nama", "sex": "jenis_kelamin", "birth": "tanggal_lahir",
        "relation": "status_hubungan_keluarga", "district": "kecamatan_ktp", "village": "kelurahan_desa_ktp", "rt": "rt_ktp",
        "rw": "rw_ktp", "address": "alamat_ktp",
    }  # fmt: skip
    for key, value in changed.items():
        cells[short.get(key, key)] = value
    return cells


def family(number: int, *names: str, **shared: Any) -> list[dict[str, str]]:
    """A head and children; person numbers are family * 10 + position."""
    return [
        person(number, number * 10 + position, name, relation=1 if position == 0 else 3, **shared)
        for position, name in enumerate(names)
    ]


def csv_of(rows: Sequence[dict[str, str]], sign: str = "|") -> str:
    """The rows as text; the headings of the first row count."""
    head = list(rows[0])
    return "\n".join([sign.join(head), *(sign.join(row[key] for key in head) for row in rows)]) + "\n"


def workbook_of(rows: Sequence[Sequence[Any]], *, merged: Sequence[str] = ()) -> bytes:
    """An XLSX with these cells in one sheet."""
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for area in merged:
        book.active.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring(
    content: str | bytes,
    *,
    name: str = "kiriman.csv",
    profile: str = "dtsen-member-detail",
    as_of: date = date(2026, 6, 30),
    publish: bool = True,
    actor: Actor | None = None,
    mapping: dict[str, str] | None = None,
    **options: str,
) -> dict[str, Any]:
    """What `pilar import --json` answers, with `repeated`."""
    by, at = actor or Actor.system(), now()
    data = content.encode() if isinstance(content, str) else content
    received = actions.receive(
        file=keep_bytes(name, [data], by=by, at=at),
        file_name=name,
        profile=profile,
        by=by,
        at=at,
        as_of=as_of,
        mapping=mapping,
        options={"regency": "1872"} | options,
    )
    return work_through(received.batch_id, actor=by, publish=publish) | {"repeated": received.repeated}


def adds_up(result: dict[str, Any]) -> bool:
    """Every row of the file is accounted for."""
    return bool(result["rows"] == result["accepted"] + result["quarantined"] + sum(result["other"].values()))


def faults_of(result: dict[str, Any]) -> set[tuple[int, str, str]]:
    """(row, column, code) of every fault of the batch."""
    rows = RowFault.objects.filter(batch_id=decode_id(result["batch"])).values_list("row", "column", "code")
    return set(rows)
