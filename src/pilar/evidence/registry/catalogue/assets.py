"""Blok V of REGSOSEK2022.K, second part: assets to accounts (502-506); DTSEN's own facts."""

from .types import YES_NO, Variable
from .types import Answer as A

INTERNET = (
    A(0, "Tidak menggunakan", "Not used"),
    A(1, "Internet berlangganan dan TV digital", "Subscribed internet with digital TV"),
    A(2, "Wifi", "Wifi"),
    A(3, "Internet HP", "Mobile phone"),
)
ACCOUNTS = (
    A(1, "Ya, untuk usaha", "Yes, for business"),
    A(2, "Ya, untuk pribadi", "Yes, personal"),
    A(3, "Ya, untuk usaha dan pribadi", "Yes, both"),
    A(4, "Tidak ada", "No"),
)
FLAG = (A(0, "Tidak", "No"), A(1, "Ya", "Yes"), A(2, "Tidak", "No"))
"""0/1 as an API writes it, 1/2 as the questionnaire does: which one a delivery uses is not documented."""

# suffix of the DTSEN name, form number, Indonesian, English, BDT column of the same meaning
_MOVABLE: tuple[tuple[str, str, str, str, int | None], ...] = (
    ("tabung_gas", "502a", "tabung gas 5,5 kg atau lebih", "Gas cylinder of 5.5 kg or more", 33),
    ("lemari_es", "502b", "lemari es/kulkas", "Refrigerator", 34),
    ("ac", "502c", "AC", "Air conditioner", 35),
    ("pemanas_air", "502d", "pemanas air", "Water heater", 36),
    ("telepon_rumah", "502e", "telepon rumah (PSTN)", "Fixed telephone", 37),
    ("tv_datar", "502f", "televisi layar datar minimal 30 inci", "Flat TV of 30 inches or more", None),
    ("emas_perhiasan", "502g", "emas/perhiasan minimal 10 gram", "Gold of 10 grams or more", None),
    ("komputer_laptop_tablet", "502h", "komputer/laptop/tablet", "Computer, laptop, tablet", 40),
    ("sepeda_motor", "502i", "sepeda motor", "Motorcycle", 42),
    ("sepeda", "502j", "sepeda", "Bicycle", 41),
    ("mobil", "502k", "mobil", "Car", 43),
    ("perahu", "502l", "perahu", "Boat", 44),
    ("kapal_perahu_motor", "502m", "kapal/perahu motor", "Ship, motor boat", None),
    ("smartphone", "502n", "telepon pintar", "Smartphone", None),
)
_FIXED: tuple[tuple[str, str, str, str, int | None], ...] = (
    ("lahan_lainnya", "503a", "lahan lain (selain yang ditempati)", "Other land", 50),
    ("rumah_lainnya", "503b", "rumah/bangunan di tempat lain", "House or building elsewhere", 52),
)
_LIVESTOCK = (
    ("sapi", "504a", "Cattle", 53),
    ("kerbau", "504b", "Buffaloes", 54),
    ("kuda", "504c", "Horses", 55),
    ("babi", "504d", "Pigs", 56),
    ("kambing_domba", "504e", "Goats and sheep", 57),
)


def _owned(prefix: str, suffix: str, number: str, name: str, english: str, bdt: int | None) -> Variable:
    key = f"{prefix}_{suffix}"
    return Variable(
        key=key,
        number=number,
        subject="family",
        kind="single",
        label_id=f"Memiliki {name}",
        label_en=english,
        question=f"Apakah keluarga memiliki {name}?",
        answers=YES_NO,
        api_name=key,
        bdt_column=bdt,
    )


ASSETS = (
    *(_owned("aset_bergerak", *row) for row in _MOVABLE),
    *(_owned("aset_tidak_bergerak", *row) for row in _FIXED),
    *(
        Variable(
            key=f"jumlah_ternak_{suffix}",
            number=number,
            subject="family",
            kind="number",
            label_id=f"Jumlah {suffix.replace('_', '/')}",
            label_en=english,
            question=f"Berapa ekor {suffix.replace('_', '/')} yang dimiliki?",
            minimum=0,
            maximum=999,
            unit="ekor",
            api_name=f"jumlah_ternak_{suffix}",
            bdt_column=bdt,
        )
        for suffix, number, english, bdt in _LIVESTOCK
    ),
    Variable(
        key="akses_internet",
        number="505",
        subject="family",
        kind="single",
        label_id="Akses internet sebulan terakhir",
        label_en="Internet access in the past month",
        question="Apa akses internet utama yang digunakan sebulan terakhir?",
        answers=INTERNET,
    ),
    Variable(
        key="rekening_aktif",
        number="506",
        subject="family",
        kind="single",
        label_id="Rekening atau dompet digital aktif",
        label_en="Active bank account or digital wallet",
        question="Apakah ada anggota keluarga yang memiliki rekening atau dompet digital aktif?",
        answers=ACCOUNTS,
    ),
)

# Facts that DTSEN delivers and no question of Regsosek asks.
DTSEN_FAMILY_FACTS = (
    Variable(
        key="pbi_nas_keluarga",
        number=None,
        subject="family",
        kind="single",
        label_id="Ada anggota penerima PBI JK nasional",
        label_en="A member receives national PBI",
        question="Apakah ada anggota keluarga yang iurannya dibayar pemerintah pusat (PBI JK)?",
        answers=FLAG,
        optional=True,
        api_name="pbi_nas",
        source="DTSEN, nama kolom API",
        tag="src:ZAWA M",
    ),
    Variable(
        key="pbi_pemda_keluarga",
        number=None,
        subject="family",
        kind="single",
        label_id="Ada anggota penerima PBI pemerintah daerah",
        label_en="A member receives local PBI",
        question="Apakah ada anggota keluarga yang iurannya dibayar pemerintah daerah?",
        answers=FLAG,
        optional=True,
        api_name="pbi_pemda",
        source="DTSEN, nama kolom API",
        tag="src:ZAWA M",
    ),
    Variable(
        key="id_pelanggan_pln",
        number=None,
        subject="family",
        kind="text",
        label_id="ID pelanggan PLN",
        label_en="PLN customer id",
        question="Berapa ID pelanggan PLN pada meteran rumah?",
        minimum=11,
        maximum=12,
        optional=True,
        api_name="id_pelanggan_pln",
        source="DTSEN, nama kolom API; panjang 11 atau 12 angka [bg M]",
        tag="src:ZAWA M",
    ),
)
DTSEN_PERSON_FACTS = (
    Variable(
        key="pbi_nas",
        number=None,
        subject="person",
        kind="single",
        label_id="Penerima PBI JK nasional",
        label_en="Receives national PBI",
        question="Apakah iuran JKN dibayar pemerintah pusat (PBI JK)?",
        answers=FLAG,
        optional=True,
        api_name="pbi_nas",
        source="DTSEN, nama kolom API",
        tag="src:ZAWA M",
    ),
    Variable(
        key="pbi_pemda",
        number=None,
        subject="person",
        kind="single",
        label_id="Penerima PBI pemerintah daerah",
        label_en="Receives local PBI",
        question="Apakah iuran JKN dibayar pemerintah daerah?",
        answers=FLAG,
        optional=True,
        api_name="pbi_pemda",
        source="DTSEN, nama kolom API",
        tag="src:ZAWA M",
    ),
)
