"""Blok IV of REGSOSEK2022.K: each family member (401-431f), put together from its parts."""

from .asked import AGE, SEX, between, one_of
from .education import EDUCATION
from .health import HEALTH
from .types import YES_NO, YES_NO_UNKNOWN, Variable
from .types import Answer as A
from .work import BUSINESS, JOB

PRESENCE = (
    A(1, "Tinggal bersama keluarga", "Lives with the family"),
    A(2, "Meninggal", "Died"),
    A(3, "Pindah/tinggal di daerah lain di Indonesia", "Moved or lives elsewhere in Indonesia"),
    A(4, "Pindah/tinggal di luar negeri", "Lives abroad"),
    A(5, "Anggota keluarga baru", "New member"),
    A(6, "Tidak ditemukan", "Not found"),
)
SEXES = (A(1, "Laki-laki", "Male"), A(2, "Perempuan", "Female"))
MARITAL = (
    A(1, "Belum kawin", "Never married"),
    A(2, "Kawin", "Married"),
    A(3, "Cerai hidup", "Divorced"),
    A(4, "Cerai mati", "Widowed"),
)
RELATION = (
    A(1, "Kepala keluarga", "Head of family"),
    A(2, "Istri/suami", "Wife or husband"),
    A(3, "Anak", "Child"),
    A(4, "Menantu", "Child-in-law"),
    A(5, "Cucu", "Grandchild"),
    A(6, "Orang tua/mertua", "Parent or parent-in-law"),
    A(7, "Pembantu/sopir", "Domestic worker, driver"),
    A(8, "Lainnya", "Other"),
)
IDENTITY_CARDS = (
    A(0, "Tidak memiliki", "None"),
    A(1, "Akta kelahiran", "Birth certificate"),
    A(2, "KIA", "Child identity card (KIA)"),
    A(4, "KTP", "Identity card (KTP)"),
)
HEALTH_COVER = (
    A(0, "Tidak", "None"),
    A(1, "PBI JKN", "JKN, premium paid by the state (PBI)"),
    A(2, "JKN mandiri", "JKN, self-paid"),
    A(4, "JKN pemberi kerja", "JKN through the employer"),
    A(8, "Jaminan kesehatan lainnya", "Other health cover"),
    A(99, "Lainnya/tidak tahu", "Other or does not know"),
)
WORK_COVER = (
    A(0, "Tidak", "None"),
    A(1, "Jaminan kecelakaan kerja (JKK)", "Work accident (JKK)"),
    A(2, "Jaminan kematian (JKM)", "Death (JKM)"),
    A(4, "Jaminan hari tua (JHT)", "Old age savings (JHT)"),
    A(8, "Jaminan pensiun (JP)", "Pension (JP)"),
    A(16, "Taspen/lainnya", "Taspen or other"),
    A(99, "Tidak tahu", "Does not know"),
)


def _person(key: str, number: str, label_id: str, label_en: str, question: str, answers: tuple[A, ...]) -> Variable:
    return Variable(
        key=key,
        number=number,
        subject="person",
        kind="single",
        label_id=label_id,
        label_en=label_en,
        question=question,
        answers=answers,
    )


# Identity stands in the person's own table, sealed or masked there; it never becomes a projection column.
PERSON_IDENTITY = (
    Variable(
        key="nomor_urut_anggota",
        number="401",
        subject="person",
        kind="number",
        label_id="Nomor urut anggota keluarga",
        label_en="Line number",
        question="Nomor urut anggota keluarga",
        minimum=1,
        maximum=99,
        bdt_column=79,
    ),
    Variable(
        key="nama",
        number="402",
        subject="person",
        kind="text",
        label_id="Nama",
        label_en="Name",
        question="Siapa nama anggota keluarga?",
        maximum=100,
        api_name="nama",
        bdt_column=80,
    ),
    Variable(
        key="nomor_induk_kependudukan",
        number="403",
        subject="person",
        kind="text",
        label_id="NIK",
        label_en="National identity number (NIK)",
        question="Berapa Nomor Induk Kependudukan (NIK)?",
        minimum=16,
        maximum=16,
        optional=True,
        api_name="nomor_induk_kependudukan",
        bdt_column=81,
    ),
    Variable(
        key=SEX,
        number="405",
        subject="person",
        kind="single",
        label_id="Jenis kelamin",
        label_en="Sex",
        question="Apa jenis kelamin?",
        answers=SEXES,
        api_name="jenis_kelamin",
        bdt_column=85,
    ),
    Variable(
        key="tanggal_lahir",
        number="406",
        subject="person",
        kind="date",
        label_id="Tanggal lahir",
        label_en="Date of birth",
        question="Kapan tanggal lahir?",
        api_name="tanggal_lahir",
    ),
    Variable(
        key=AGE,
        number="407",
        subject="person",
        kind="number",
        label_id="Umur",
        label_en="Age",
        question="Berapa umur?",
        minimum=0,
        maximum=130,
        unit="tahun",
        bdt_column=86,
    ),
)

CIVIL = (
    _person(
        "keberadaan",
        "404",
        "Keberadaan anggota keluarga",
        "Presence",
        "Bagaimana keterangan keberadaan anggota keluarga?",
        PRESENCE,
    ),
    Variable(
        key="status_kawin",
        number="408",
        subject="person",
        kind="single",
        label_id="Status perkawinan",
        label_en="Marital status",
        question="Apa status perkawinan?",
        answers=MARITAL,
        api_name="status_kawin",
        bdt_column=87,
    ),
    Variable(
        key="status_hubungan_keluarga",
        number="409",
        subject="person",
        kind="single",
        label_id="Hubungan dengan kepala keluarga",
        label_en="Relation to the head of family",
        question="Apa status hubungan dengan kepala keluarga?",
        answers=RELATION,
        api_name="status_hubungan_keluarga",
        bdt_column=84,
    ),
    Variable(
        key="sedang_hamil",
        number="410",
        subject="person",
        kind="single",
        label_id="Sedang hamil",
        label_en="Pregnant",
        question="Apakah saat ini sedang hamil?",
        answers=YES_NO,
        asked_if=one_of(SEX, 2) & between(AGE, 10, 54) & one_of("status_kawin", 2, 3, 4),
        sensitive=True,
        bdt_column=91,
    ),
    Variable(
        key="kartu_identitas",
        number="411",
        subject="person",
        kind="sum",
        label_id="Kepemilikan kartu identitas",
        label_en="Identity papers",
        question="Apa saja kartu identitas yang dimiliki?",
        answers=IDENTITY_CARDS,
        bdt_column=90,
    ),
)

COVER = (
    Variable(
        key="jaminan_kesehatan",
        number="431a",
        subject="person",
        kind="sum",
        label_id="Jaminan kesehatan setahun terakhir",
        label_en="Health cover in the past year",
        question="Apa saja jaminan kesehatan yang dimiliki dalam setahun terakhir?",
        answers=HEALTH_COVER,
    ),
    _person(
        "ikut_prakerja",
        "431b",
        "Ikut program Prakerja setahun terakhir",
        "Prakerja in the past year",
        "Apakah dalam setahun terakhir ikut serta program Prakerja?",
        YES_NO_UNKNOWN,
    ),
    _person(
        "ikut_kur",
        "431c",
        "Ikut program Kredit Usaha Rakyat (KUR) setahun terakhir",
        "KUR loan in the past year",
        "Apakah dalam setahun terakhir ikut serta program Kredit Usaha Rakyat (KUR)?",
        YES_NO_UNKNOWN,
    ),
    _person(
        "ikut_umi",
        "431d",
        "Ikut program Ultra Mikro (UMi) setahun terakhir",
        "UMi loan in the past year",
        "Apakah dalam setahun terakhir ikut serta program pembiayaan Ultra Mikro (UMi)?",
        YES_NO_UNKNOWN,
    ),
    _person(
        "ikut_pip",
        "431e",
        "Ikut Program Indonesia Pintar (PIP) setahun terakhir",
        "PIP in the past year",
        "Apakah dalam setahun terakhir ikut serta Program Indonesia Pintar (PIP)?",
        YES_NO_UNKNOWN,
    ),
    Variable(
        key="jaminan_ketenagakerjaan",
        number="431f",
        subject="person",
        kind="sum",
        label_id="Jaminan ketenagakerjaan setahun terakhir",
        label_en="Work cover in the past year",
        question="Apa saja jaminan ketenagakerjaan yang dimiliki dalam setahun terakhir?",
        answers=WORK_COVER,
    ),
)

MEMBERS = (*CIVIL, *EDUCATION, *JOB, *BUSINESS, *HEALTH, *COVER)
