"""All files of one office month, in the order in which they arrive."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilar.demo.city import LABEL, City
from pilar.demo.errors.profile import ErrorProfile
from pilar.demo.sheets.files import MessyFile


@dataclass(frozen=True, slots=True)
class MonthFile:
    """One file: when it arrives, who sends it, what it is (Indonesian), and the truth about it."""

    day: int
    sender: str
    what: str
    file: MessyFile


@dataclass(frozen=True, slots=True)
class MonthFiles:
    """The files of a month in order of arrival."""

    folder: Path
    files: tuple[MonthFile, ...]

    def of(self, profile: str) -> list[MonthFile]:
        """The files of one profile code."""
        return [entry for entry in self.files if entry.file.profile == profile]


def write_month(
    city: City, folder: Path, seed: int, *, errors: ErrorProfile | None = None, detail: bool = True
) -> MonthFiles:
    """Writes the files of November 2026 and `isi.json`, their list, into `folder` (made if missing).

    `detail=False` leaves out the DTSEN detail files, the largest by far. The files hold NIK and KK in the clear:
    whoever calls deletes them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    spoilt = errors if errors is not None else ErrorProfile()
    entries = [
        MonthFile(day, sender, what, write(city, folder / name, spoilt, seed))
        for day, sender, what, name, write in _plan(city, seed, detail)
    ]
    month = MonthFiles(folder, tuple(sorted(entries, key=lambda entry: entry.day)))
    _write_index(month)
    return month


_Writer = Callable[[City, Path, ErrorProfile, int], MessyFile]
_Step = tuple[int, str, str, str, _Writer]


def _plan(city: City, seed: int, detail: bool) -> list[_Step]:
    from pilar.demo.sheets import bdt2015, dtsen_detail, dtsen_family, dukcapil, views

    name = views.short_name(city)
    steps: list[_Step] = [
        (1, "BPS", "Berkas keluarga DTSEN versi 2", f"keluarga_dtsen_v2_2026_{name}.xlsx",
         _plain(dtsen_family.write_dtsen_family_v2)),
        (1, "Arsip Dinas Sosial", "BDT 2015 satu kelurahan", f"bdt_2015_{name}.xlsx",
         _with(bdt2015.write_bdt2015, kelurahan=str(city.areas.codes[0]))),
        (18, "BPS", "Berkas keluarga DTSEN versi 3", f"keluarga_dtsen_v3_2026_{name}.csv",
         _plain(dtsen_family.write_dtsen_family_v3)),
        (16, "Dinas Dukcapil", "Hasil padan NIK", f"hasil_padan_{name}.csv", _plain(dukcapil.write_dukcapil_results)),
    ]  # fmt: skip
    if detail:
        steps += [
            (2, "Kementerian Sosial", "DTSEN rinci per keluarga", f"dtsen_rinci_keluarga_{name}.csv",
             _plain(dtsen_detail.write_dtsen_family_detail)),
            (2, "Kementerian Sosial", "DTSEN rinci per anggota", f"dtsen_rinci_anggota_{name}.csv",
             _plain(dtsen_detail.write_dtsen_member_detail)),
        ]  # fmt: skip
    return steps + _recipients(name) + _proposals(city, seed) + _checks(name)


def _recipients(name: str) -> list[_Step]:
    from pilar.demo.programmes import PER_FAMILY, PROGRAMMES
    from pilar.demo.sheets.opensid import write_opensid_recipients

    wanted = [
        p for p, per_family in zip(PROGRAMMES, PER_FAMILY, strict=True) if per_family or p.startswith(("PERM", "BANT"))
    ]
    return [
        (5, "Kelurahan", f"Penerima {programme}", f"penerima_{programme.lower().replace('-', '_')}_{name}.xlsx",
         _with(write_opensid_recipients, programme=programme))
        for programme in wanted
    ]  # fmt: skip


def _proposals(city: City, seed: int) -> list[_Step]:
    import pyarrow.compute as pc

    from pilar.demo.proposals import propose
    from pilar.demo.sheets.bnba import write_bnba

    families = pc.subtract(propose(city, seed)["family_id"], 1)
    codes = sorted(set(city.families["kelurahan_code"].take(families).to_pylist()))
    return [
        (12, "Kelurahan", f"BNBA usulan {code}", f"bnba_usulan_{code}.xlsx", _with(write_bnba, kelurahan=code))
        for code in codes
    ]


def _checks(name: str) -> list[_Step]:
    from pilar.demo.sheets.checklists import CHECK_LISTS, write_check_list

    return [
        (15, "Instansi lain", f"Daftar periksa: {spec.code}", spec.file_name.format(city=name),
         _with(write_check_list, code=spec.code))
        for spec in CHECK_LISTS
    ]  # fmt: skip


def _plain(write: Callable[..., MessyFile]) -> _Writer:
    return lambda city, path, errors, seed: write(city, path, errors=errors, seed=seed)


def _with(write: Callable[..., MessyFile], **options: Any) -> _Writer:
    return lambda city, path, errors, seed: write(city, path, errors=errors, seed=seed, **options)


def _write_index(month: MonthFiles) -> None:
    lines = [
        {"hari": entry.day, "pengirim": entry.sender, "isi": entry.what, "berkas": entry.file.path.name,
         "profil": entry.file.profile, "baris": entry.file.rows.num_rows}
        for entry in month.files
    ]  # fmt: skip
    text = json.dumps({"keterangan": LABEL, "berkas": lines}, ensure_ascii=False, indent=1)
    (month.folder / "isi.json").write_text(text + "\n", encoding="utf-8")
