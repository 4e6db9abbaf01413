"""Health and functioning questions of Blok IV (427-430). All of them are specific personal data."""

from .asked import AGE, AskedIf, any_of, at_least, at_most, one_of
from .types import Answer as A
from .types import Variable

NUTRITION = (
    A(1, "Kurang gizi (wasting)", "Wasting"),
    A(2, "Kerdil (stunting)", "Stunting"),
    A(3, "Tidak ada catatan", "No record of either"),
    A(8, "Tidak tahu", "Does not know"),
)
DIFFICULTY = (
    A(1, "Ya, sama sekali tidak bisa", "Cannot do at all"),
    A(2, "Ya, banyak kesulitan dan membutuhkan bantuan", "A lot of difficulty, needs help"),
    A(3, "Ya, sedikit kesulitan", "Some difficulty"),
    A(4, "Tidak mengalami kesulitan", "No difficulty"),
)
SADNESS = (
    A(1, "Sangat sering", "Very often"),
    A(2, "Sering", "Often"),
    A(3, "Jarang", "Seldom"),
    A(4, "Tidak pernah", "Never"),
)
CARER = (
    A(1, "Ya, anggota keluarga", "Yes, a family member"),
    A(2, "Ya, bukan anggota keluarga", "Yes, not a family member"),
    A(3, "Tinggal sendiri", "Lives alone"),
)
CHRONIC_ILLNESS = (
    A(1, "Tidak ada", "None"),
    A(2, "Hipertensi", "Hypertension"),
    A(3, "Rematik", "Rheumatism"),
    A(4, "Asma", "Asthma"),
    A(5, "Masalah jantung", "Heart disease"),
    A(6, "Diabetes (kencing manis)", "Diabetes"),
    A(7, "Tuberkulosis (TBC)", "Tuberculosis"),
    A(8, "Stroke", "Stroke"),
    A(9, "Kanker atau tumor ganas", "Cancer or malignant tumour"),
    A(10, "Gagal ginjal", "Kidney failure"),
    A(11, "Hemofilia", "Haemophilia"),
    A(12, "HIV/AIDS", "HIV/AIDS"),
    A(13, "Kolesterol", "High cholesterol"),
    A(14, "Sirosis hati", "Liver cirrhosis"),
    A(15, "Talasemia", "Thalassaemia"),
    A(16, "Leukemia", "Leukaemia"),
    A(17, "Alzheimer", "Alzheimer's disease"),
    A(18, "Lainnya", "Other"),
)

AGE_2 = at_least(AGE, 2)
AGE_5 = at_least(AGE, 5)

_FUNCTIONS: tuple[tuple[str, str, str, str, AskedIf], ...] = (
    ("penglihatan", "428a", "melihat", "Seeing", AGE_2),
    ("pendengaran", "428b", "mendengar", "Hearing", AGE_2),
    ("berjalan_atau_naik_tangga", "428c", "berjalan atau naik tangga", "Walking or climbing stairs", AGE_2),
    ("menggunakan_tangan_jari", "428d", "menggunakan tangan atau jari", "Using hands or fingers", AGE_2),
    ("belajar_kemampuan_intelektual", "428e", "belajar/kemampuan intelektual", "Learning, intellect", AGE_2),
    ("pengendalian_perilaku", "428f", "mengendalikan perilaku/emosi", "Controlling behaviour", AGE_2),
    ("berbicara_komunikasi", "428g", "berbicara dan berkomunikasi", "Speaking, communicating", AGE_5),
    ("mengurus_diri", "428h", "mengurus diri sendiri", "Self-care", AGE_5),
    ("mengingat_berkonsentrasi", "428i", "mengingat atau berkonsentrasi", "Memory, attention", AGE_5),
)

# The order a-i is that of the form; DTSEN delivers the same functions in another order, so match by name.
DIFFICULTIES = tuple(
    Variable(
        key=key,
        number=number,
        subject="person",
        kind="single",
        label_id=f"Kesulitan {what}",
        label_en=f"Difficulty: {english}",
        question=f"Apakah mengalami kesulitan/gangguan {what}?",
        answers=DIFFICULTY,
        asked_if=asked_if,
        sensitive=True,
        api_name=key,
    )
    for key, number, what, english, asked_if in _FUNCTIONS
)
DEPRESSION = Variable(
    key="kesedihan_depresi",
    number="428j",
    subject="person",
    kind="single",
    label_id="Sering sedih atau depresi",
    label_en="Often sad or depressed",
    question="Seberapa sering mengalami kesedihan/depresi?",
    answers=SADNESS,
    asked_if=AGE_5,
    sensitive=True,
    api_name="kesedihan_depresi",
)

# "any of 428 in 1, 2" of the form, 428j included as printed: there 1 and 2 are "very often" and "often".
NEEDS_CARER = any_of(
    (at_least(AGE, 60), *(v.asked_if & one_of(v.key, 1, 2) for v in (*DIFFICULTIES, DEPRESSION))),
    summary=(
        "umur paling sedikit 60 tahun, atau ada kesulitan berat atau sedang pada salah satu pertanyaan 428a sampai 428j",
        "age at least 60 years, or a severe or moderate difficulty in one of the questions 428a to 428j",
    ),
)

HEALTH = (
    Variable(
        key="kondisi_gizi",
        number="427",
        subject="person",
        kind="single",
        label_id="Kondisi gizi anak",
        label_en="Nutrition of the child",
        question="Apakah dalam setahun terakhir ada catatan kurang gizi atau kerdil?",
        answers=NUTRITION,
        asked_if=at_most(AGE, 4),
        sensitive=True,
        api_name="kondisi_gizi",
    ),
    *DIFFICULTIES,
    DEPRESSION,
    Variable(
        key="ada_yang_merawat",
        number="429",
        subject="person",
        kind="single",
        label_id="Ada yang merawat/mengurus",
        label_en="Has a carer",
        question="Apakah ada yang merawat, mengurus, atau membantu sehari-hari?",
        answers=CARER,
        asked_if=NEEDS_CARER,
        sensitive=True,
    ),
    Variable(
        key="penyakit_kronis",
        number="430",
        subject="person",
        kind="single",
        label_id="Penyakit kronis/menahun",
        label_en="Chronic illness",
        question="Apa penyakit kronis/menahun yang diderita?",
        answers=CHRONIC_ILLNESS,
        sensitive=True,
        api_name="penyakit_kronis",
        bdt_column=93,
    ),
)
