"""People in the register, sheets of usulan and check lists, through the doors that offices use. All numbers are invented."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pilar.core.bulk.files import keep_bytes
from pilar.core.clock import now
from pilar.core.jobs import worker
from pilar.core.scope import Actor, Scope
from pilar.evidence.intake import actions
from pilar.evidence.intake.cli import work_through

MEMBERS = (
    "nomor_kartu_keluarga|nomor_induk_kependudukan|nama|jenis_kelamin|tanggal_lahir|status_hubungan_keluarga|"
    "kecamatan_ktp|kelurahan_desa_ktp|rt_ktp|rw_ktp|alamat_ktp"
)
BNBA = "NO;NIK;NO KK;NAMA;TEMPAT LAHIR;TANGGAL LAHIR;NAMA IBU KANDUNG;JK;ALAMAT;RT;RW;KODE WILAYAH;JENIS USULAN;ALASAN;KETERANGAN"
VILLAGE, NEXT_VILLAGE = "1872011001", "1872011003"
NAMES = {VILLAGE: ("METRO PUSAT", "METRO"), NEXT_VILLAGE: ("METRO PUSAT", "IMOPURO")}
CITY = Actor(username="kota", role="uji", scope=Scope(("1872",), frozenset({"*"})), channel="test")


def kk(number: int) -> str:
    return f"1872010101{18:02d}{number + 1:04d}"


def born(number: int) -> date:
    return date(1950 + number % 50, number % 11 + 2, number % 27 + 1)


def nik(number: int, woman: bool = False) -> str:
    day = born(number)
    return f"187201{day.day + (40 if woman else 0):02d}{day:%m%y}{number + 1:04d}"


def member(
    family: int, number: int, name: str, *, relation: int = 1, village: str = VILLAGE, woman: bool = False
) -> str:
    return "|".join(
        [kk(family), nik(number, woman), name, "P" if woman else "L", f"{born(number):%d-%m-%Y}", str(relation), *NAMES[village], "001", "002", "JL MAWAR 3"]
    )  # fmt: skip


def usulan(
    number: int,
    name: str,
    what: str = "BANSOS: PKH",
    *,
    family: int | None = None,
    village: str = VILLAGE,
    woman: bool = False,
    **cells: str,
) -> str:
    values = {
        "nik": nik(number, woman), "kk": kk(number if family is None else family), "name": name, "birth": f"{born(number):%d-%m-%Y}",
        "sex": "P" if woman else "L", "why": "SAKIT MENAHUN",
    } | cells  # fmt: skip
    return ";".join(
        ["1", values["nik"], values["kk"], values["name"], "METRO", values["birth"], "SUMARNI", values["sex"], "JL MAWAR 3", "001", "002",
         village, what, values["why"], ""]
    )  # fmt: skip


def bring(
    lines: Sequence[str],
    profile: str,
    *,
    name: str = "berkas.csv",
    as_of: date = date(2026, 11, 1),
    publish: bool = True,
    **options: str,
) -> dict[str, Any]:
    """A file through the door of `pilar import`; the desk check that follows stays in the queue."""
    at = now()
    data = ("\n".join(lines) + "\n").encode()
    received = actions.receive(
        file=keep_bytes(name, [data], by=CITY, at=at), file_name=name, profile=profile, by=CITY, at=at, as_of=as_of,
        options={"regency": "1872"} | options,
    )  # fmt: skip
    result = work_through(received.batch_id, actor=CITY, publish=publish)
    return result | {"repeated": received.repeated, "batch_id": received.batch_id}


def register(*lines: str) -> dict[str, Any]:
    return bring([MEMBERS, *lines], "dtsen-member-detail", name="anggota.csv")


def propose(*lines: str, name: str = "bnba.csv") -> dict[str, Any]:
    return bring([BNBA, *lines], "bnba-usulan", name=name)


def work() -> None:
    """Do what waits in the queue."""
    while worker.run_pending(limit=5):
        pass
