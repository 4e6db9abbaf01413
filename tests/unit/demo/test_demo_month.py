"""One office month."""

import json
from pathlib import Path

from pilar.demo.city import City
from pilar.demo.errors.profile import ErrorProfile
from pilar.demo.month import write_month


def test_a_month_has_every_kind_of_file_in_order(small: City, tmp_path: Path) -> None:
    month = write_month(small, tmp_path / "bulan", 9)
    days = [entry.day for entry in month.files]
    assert days == sorted(days)
    profiles = {entry.file.profile for entry in month.files}
    assert profiles >= {
        "dtsen_keluarga_v2",
        "dtsen_keluarga_v3",
        "dtsen_rinci_keluarga",
        "dtsen_rinci_anggota",
        "bdt_2015",
        "bnba_usulan",
        "opensid_peserta",
        "hasil_padan_dukcapil",
        "daftar_asn",
        "daftar_tni_polri",
        "daftar_pensiunan",
        "daftar_meninggal",
        "daftar_pindah",
        "daftar_upah",
        "daftar_pengurus_perusahaan",
        "daftar_sdm_kesos",
    }
    written = {path.name for path in (tmp_path / "bulan").iterdir()}
    assert written == {entry.file.path.name for entry in month.files} | {"isi.json"}
    index = json.loads((tmp_path / "bulan" / "isi.json").read_text(encoding="utf-8"))
    assert index["keterangan"] == "DATA SINTETIS"
    assert [line["berkas"] for line in index["berkas"]] == [entry.file.path.name for entry in month.files]
    assert all(entry.file.rows.num_rows > 0 for entry in month.of("bnba_usulan"))


def test_a_month_can_be_clean_and_without_detail(small: City, tmp_path: Path) -> None:
    month = write_month(small, tmp_path, 9, errors=ErrorProfile.none(), detail=False)
    assert month.of("dtsen_rinci_anggota") == []
    kinds = {kind for entry in month.files for kind in entry.file.damages["kind"].to_pylist()}
    assert kinds == {"false_same_name", "false_nik"}
