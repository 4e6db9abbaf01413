"""Small DTSEN family files, written by the tests (all numbers are invented), and the worker that works them through."""

from typing import Any

from pilar.core.jobs import worker
from pilar.evidence.intake.models import Batch

HEAD = (
    "nomor_kartu_keluarga|nama_kepala_keluarga|desil_nasional|kode_kabupaten_kota|kabupaten_kota|kecamatan|"
    "kelurahan_desa|is_gc_kemensos|is_pbi_se|is_siks_ng"
)
PLACES = (("METRO PUSAT", "METRO"), ("METRO PUSAT", "IMOPURO"), ("METRO UTARA", "BANJARSARI"))


def kk(number: int) -> str:
    """A well-formed KK number."""
    return f"18720101{(number % 12) + 1:02d}18{number + 1:04d}"


def line(number: int, desil: int | str = 1, place: int = 0, name: str = "", card: str | None = None) -> str:
    district, village = PLACES[place]
    head = name or f"KELUARGA {chr(65 + number % 26)}{chr(65 + number // 26 % 26)}"
    return f"{kk(number) if card is None else card}|{head}|{desil}|1872|METRO|{district}|{village}|0|0|1"


def family_file(*lines: str) -> str:
    return "\n".join((HEAD, *lines)) + "\n"


def work() -> None:
    """Let the worker do what waits."""
    while worker.run_pending(limit=5):
        pass


def only_batch(**filters: Any) -> Batch:
    return Batch.objects.get(**filters)
