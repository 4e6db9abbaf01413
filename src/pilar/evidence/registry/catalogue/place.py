"""Blok I (place, 101-115) and Blok II (enumerator and result, 201-205) of REGSOSEK2022.K.

Place belongs to the family's own table and result to the visit; neither becomes a projection column.
"""

from .types import Answer as A
from .types import Kind, Variable

KK_STATUS = (
    A(0, "Sesuai KK", "As on the family card"),
    A(1, "Keluarga induk", "Parent family of a split card"),
    A(2, "Keluarga pecahan", "Family split off from the card"),
)
RESULT = (
    A(1, "Terisi lengkap", "Complete"),
    A(2, "Terisi tidak lengkap", "Incomplete"),
    A(3, "Tidak ada responden sampai akhir masa pendataan", "No respondent until the end of the period"),
    A(4, "Responden menolak", "Respondent refused"),
    A(5, "Keluarga pindah/bangunan sudah tidak ada", "Family moved or building gone"),
)


def _field(
    key: str,
    number: str | None,
    label_id: str,
    label_en: str,
    *,
    kind: Kind = "text",
    minimum: int | None = None,
    maximum: int | None = None,
    optional: bool = False,
    bdt: int | None = None,
    api: str | None = None,
) -> Variable:
    return Variable(
        key=key,
        number=number,
        subject="family",
        kind=kind,
        label_id=label_id,
        label_en=label_en,
        question=label_id,
        minimum=minimum,
        maximum=maximum,
        optional=optional,
        bdt_column=bdt,
        api_name=api,
    )


PLACE = (
    _field("kode_provinsi", "101", "Kode provinsi", "Province code", maximum=2, bdt=4),
    _field("kode_kabupaten_kota", "102", "Kode kabupaten/kota", "Regency or city code", maximum=4, bdt=6),
    _field("kode_kecamatan", "103", "Kode kecamatan", "District code", maximum=7, bdt=8),
    _field("kode_kelurahan_desa", "104", "Kode desa/kelurahan", "Village code", maximum=10, bdt=10),
    _field("kode_sls", "105", "Kode SLS/non-SLS", "Local unit (SLS) code", maximum=4, optional=True),
    _field("kode_sub_sls", "105a", "Kode sub-SLS", "Sub-unit code", maximum=2, optional=True),
    _field("nama_sls", "106", "Nama SLS/non-SLS (RT/RW/dusun)", "Local unit name", maximum=100, bdt=11),
    _field("alamat", "107", "Alamat", "Address", maximum=500, bdt=12, api="alamat"),
    _field("nama_kepala_keluarga", "108", "Nama kepala keluarga", "Head of family", maximum=100, bdt=13),
    _field(
        "nomor_urut_bangunan",
        "109",
        "Nomor urut bangunan tempat tinggal",
        "Building number",
        kind="number",
        minimum=1,
        maximum=999,
    ),
    _field(
        "nomor_urut_keluarga",
        "110",
        "Nomor urut keluarga hasil verifikasi",
        "Family number",
        kind="number",
        minimum=1,
        maximum=999,
    ),
    _field("status_keluarga", "111", "Status keluarga", "Family status", maximum=1, optional=True),
    _field(
        "jumlah_anggota_keluarga",
        "112",
        "Jumlah anggota keluarga",
        "Number of members",
        kind="number",
        minimum=1,
        maximum=99,
        bdt=14,
        api="jumlah_anggota_keluarga",
    ),
    _field("id_landmark", "113", "ID landmark wilkerstat", "Landmark id", maximum=6, optional=True),
    _field(
        "nomor_kartu_keluarga",
        "114",
        "Nomor Kartu Keluarga",
        "Family card number",
        minimum=16,
        maximum=16,
        optional=True,
        api="nomor_kartu_keluarga",
    ),
    Variable(
        key="kode_kk",
        number="115",
        subject="family",
        kind="single",
        label_id="Kode kartu keluarga",
        label_en="Family card status",
        question="Apakah keluarga sesuai dengan kartu keluarga?",
        answers=KK_STATUS,
    ),
)

VISIT = (
    _field("tanggal_pendataan", "201", "Tanggal pendataan", "Date of enumeration", kind="date"),
    _field("nama_petugas", "202", "Nama petugas pendataan (PPL)", "Enumerator", maximum=100),
    _field("kode_petugas", "202a", "Kode petugas pendataan (PPL)", "Enumerator code", maximum=10),
    _field("tanggal_pemeriksaan", "203", "Tanggal pemeriksaan", "Date of check", kind="date", optional=True),
    _field("nama_pemeriksa", "204", "Nama pemeriksa (PML)", "Supervisor", maximum=100, optional=True),
    _field("kode_pemeriksa", "204a", "Kode pemeriksa (PML)", "Supervisor code", maximum=10, optional=True),
    Variable(
        key="hasil_pendataan",
        number="205",
        subject="family",
        kind="single",
        label_id="Hasil pendataan keluarga",
        label_en="Result of the enumeration",
        question="Bagaimana hasil pendataan keluarga?",
        answers=RESULT,
    ),
    _field("nama_responden", None, "Nama pemberi jawaban", "Respondent", maximum=100),
    _field("hp_responden", None, "Nomor HP pemberi jawaban", "Respondent's phone", maximum=20, optional=True),
)
