"""Work and business questions of Blok IV (416a-426)."""

from typing import Any

from .asked import AGE, AskedIf, at_least, one_of
from .industries import INDUSTRIES
from .types import YES_NO, Kind, Variable
from .types import Answer as A

POSITION = (
    A(1, "Berusaha sendiri", "Own-account worker"),
    A(2, "Berusaha dibantu buruh tidak tetap/tidak dibayar", "Assisted by temporary or unpaid workers"),
    A(3, "Berusaha dibantu buruh tetap/dibayar", "Assisted by permanent or paid workers"),
    A(4, "Buruh/karyawan/pegawai swasta", "Private employee"),
    A(5, "PNS/TNI/Polri/BUMN/BUMD/pejabat negara", "Civil service, military, police, state firm, official"),
    A(6, "Pekerja bebas pertanian", "Casual worker in agriculture"),
    A(7, "Pekerja bebas nonpertanian", "Casual worker outside agriculture"),
    A(8, "Pekerja keluarga/tidak dibayar", "Unpaid family worker"),
)
TAX_NUMBER = (
    A(1, "Ada, dapat menunjukkan", "Yes, shown"),
    A(2, "Ada, tidak dapat menunjukkan", "Yes, not shown"),
    A(3, "Tidak ada", "No"),
)
LICENCE = (
    A(1, "SITU", "Place-of-business licence (SITU)"),
    A(2, "SIUP", "Trading licence (SIUP)"),
    A(3, "NRP", "Company register number (NRP)"),
    A(4, "NIB", "Business identification number (NIB)"),
    A(5, "SKDP", "Domicile letter (SKDP)"),
    A(6, "Amdal", "Environmental assessment (Amdal)"),
    A(7, "SIMB", "Building permit (SIMB)"),
    A(8, "SKBH", "Legal-entity decree (SKBH)"),
    A(9, "APPT", "APPT"),
    A(10, "Lainnya", "Other"),
    A(11, "Belum punya", "None yet"),
    A(12, "Surat izin gangguan", "Nuisance permit"),
)
TURNOVER = (
    A(1, "Kurang dari Rp5 juta (ultra mikro)", "Under Rp5 million (ultra micro)"),
    A(2, "Rp5 juta sampai kurang dari Rp15 juta (ultra mikro)", "Rp5 to under 15 million (ultra micro)"),
    A(3, "Rp15 juta sampai kurang dari Rp25 juta (ultra mikro)", "Rp15 to under 25 million (ultra micro)"),
    A(4, "Rp25 juta sampai kurang dari Rp167 juta (mikro)", "Rp25 to under 167 million (micro)"),
    A(5, "Rp167 juta sampai kurang dari Rp1.250 juta (kecil)", "Rp167 to under 1,250 million (small)"),
    A(6, "Rp1.250 juta sampai kurang dari Rp4.167 juta (menengah)", "Rp1,250 to 4,167 million (medium)"),
    A(7, "Rp4.167 juta atau lebih (besar)", "Rp4,167 million or more (large)"),
)
INTERNET_FOR_BUSINESS = (
    A(0, "Tidak menggunakan", "Not used"),
    A(1, "Komunikasi", "Communication"),
    A(2, "Mencari informasi", "Finding information"),
    A(4, "Iklan/promosi", "Advertising"),
    A(8, "Menjual produk", "Selling"),
    A(16, "Membeli bahan/produksi", "Buying, production"),
    A(32, "Lainnya", "Other"),
)

AGE_5 = at_least(AGE, 5)
WORKED = AGE_5 & one_of("status_bekerja", 1)
OWNS_BUSINESS = AGE_5 & one_of("kepemilikan_usaha", 1)


def _person(
    key: str,
    number: str,
    kind: Kind,
    label_id: str,
    label_en: str,
    question: str,
    asked_if: AskedIf,
    **more: Any,
) -> Variable:
    return Variable(
        key=key,
        number=number,
        subject="person",
        kind=kind,
        label_id=label_id,
        label_en=label_en,
        question=question,
        asked_if=asked_if,
        **more,
    )


JOB = (
    _person(
        "status_bekerja",
        "416a",
        "single",
        "Bekerja seminggu yang lalu",
        "Worked last week",
        "Apakah bekerja/membantu bekerja selama seminggu yang lalu?",
        AGE_5,
        answers=YES_NO,
        api_name="status_bekerja",
        bdt_column=98,
    ),
    _person(
        "jam_kerja_seminggu",
        "416b",
        "number",
        "Jumlah jam kerja seminggu yang lalu",
        "Hours worked last week",
        "Berapa jumlah jam kerja seminggu yang lalu?",
        WORKED,
        minimum=0,
        maximum=168,
        unit="jam",
        bdt_column=99,
    ),
    _person(
        "lapangan_usaha_dari_pekerjaan_utama",
        "417",
        "single",
        "Lapangan usaha dari pekerjaan utama",
        "Industry of the main job",
        "Apa lapangan usaha dari pekerjaan utama?",
        WORKED,
        answers=INDUSTRIES,
        api_name="lapangan_usaha_dari_pekerjaan_utama",
        bdt_column=100,
    ),
    _person(
        "uraian_lapangan_usaha_pekerjaan",
        "417",
        "text",
        "Uraian lapangan usaha pekerjaan utama",
        "Industry of the main job, described",
        "Tuliskan lapangan usaha dari pekerjaan utama.",
        WORKED,
        maximum=200,
        optional=True,
    ),
    _person(
        "status_dalam_pekerjaan_utama",
        "418",
        "single",
        "Kedudukan dalam pekerjaan utama",
        "Position in the main job",
        "Apa status kedudukan dalam pekerjaan utama?",
        WORKED,
        answers=POSITION,
        api_name="status_dalam_pekerjaan_utama",
        bdt_column=101,
    ),
    _person(
        "kepemilikan_npwp",
        "419",
        "single",
        "Kepemilikan NPWP",
        "Has a tax number",
        "Apakah memiliki Nomor Pokok Wajib Pajak (NPWP)?",
        AGE_5,
        answers=TAX_NUMBER,
    ),
)

BUSINESS = (
    _person(
        "kepemilikan_usaha",
        "420a",
        "single",
        "Memiliki usaha",
        "Owns a business",
        "Apakah memiliki usaha sendiri/bersama?",
        AGE_5,
        answers=YES_NO,
        api_name="kepemilikan_usaha",
    ),
    _person(
        "jumlah_usaha",
        "420b",
        "number",
        "Jumlah usaha",
        "Number of businesses",
        "Berapa jumlah usaha yang dimiliki?",
        OWNS_BUSINESS,
        minimum=1,
        maximum=99,
        api_name="jumlah_usaha",
    ),
    _person(
        "lapangan_usaha_dari_usaha_utama",
        "421",
        "single",
        "Lapangan usaha dari usaha utama",
        "Industry of the main business",
        "Apa lapangan usaha dari usaha utama?",
        OWNS_BUSINESS,
        answers=INDUSTRIES,
        api_name="lapangan_usaha_dari_usaha_utama",
    ),
    _person(
        "jumlah_pekerja_yang_dibayar_dari_usaha_utama",
        "422",
        "number",
        "Jumlah pekerja yang dibayar dari usaha utama",
        "Paid workers of the main business",
        "Berapa jumlah pekerja yang dibayar?",
        OWNS_BUSINESS,
        minimum=0,
        maximum=999,
        api_name="jumlah_pekerja_yang_dibayar_dari_usaha_utama",
    ),
    _person(
        "jumlah_pekerja_yang_tidak_dibayar_dari_usaha_utama",
        "423",
        "number",
        "Jumlah pekerja yang tidak dibayar dari usaha utama",
        "Unpaid workers of the main business",
        "Berapa jumlah pekerja yang tidak dibayar?",
        OWNS_BUSINESS,
        minimum=0,
        maximum=99,
        api_name="jumlah_pekerja_yang_tidak_dibayar_dari_usaha_utama",
    ),
    _person(
        "izin_usaha",
        "424",
        "single",
        "Izin usaha dari usaha utama",
        "Licence of the main business",
        "Apa izin usaha yang dimiliki usaha utama?",
        OWNS_BUSINESS,
        answers=LICENCE,
    ),
    _person(
        "omzet_usaha_utama",
        "425",
        "single",
        "Omzet usaha utama per bulan",
        "Monthly turnover of the main business",
        "Berapa omzet usaha utama per bulan?",
        OWNS_BUSINESS,
        answers=TURNOVER,
        api_name="omzet_usaha_utama",
    ),
    _person(
        "internet_untuk_usaha",
        "426",
        "sum",
        "Penggunaan internet untuk usaha utama",
        "Use of the internet for the main business",
        "Untuk apa saja internet digunakan dalam usaha utama?",
        OWNS_BUSINESS,
        answers=INTERNET_FOR_BUSINESS,
    ),
)
