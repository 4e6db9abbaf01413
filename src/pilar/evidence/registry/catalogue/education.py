"""School questions of Blok IV (412-415) and the levels they share."""

from .asked import AGE, at_least, one_of
from .types import Answer as A
from .types import Variable

ATTENDANCE = (
    A(1, "Tidak/belum pernah sekolah", "Never attended"),
    A(2, "Masih sekolah", "Attending"),
    A(3, "Tidak bersekolah lagi", "No longer attending"),
)
LEVELS = (
    A(1, "Paket A", "Package A (primary equivalency)"),
    A(2, "SDLB", "Special primary school"),
    A(3, "SD", "Primary school"),
    A(4, "MI", "Islamic primary school"),
    A(5, "SPM/PDF Ula", "Pesantren primary (Ula)"),
    A(6, "Paket B", "Package B (lower-secondary equivalency)"),
    A(7, "SMPLB", "Special lower-secondary school"),
    A(8, "SMP", "Lower-secondary school"),
    A(9, "MTs", "Islamic lower-secondary school"),
    A(10, "SPM/PDF Wustha", "Pesantren lower secondary (Wustha)"),
    A(11, "Paket C", "Package C (upper-secondary equivalency)"),
    A(12, "SMLB", "Special upper-secondary school"),
    A(13, "SMA", "Upper-secondary school"),
    A(14, "MA", "Islamic upper-secondary school"),
    A(15, "SMK", "Vocational school"),
    A(16, "MAK", "Islamic vocational school"),
    A(17, "SPM/PDF Ulya", "Pesantren upper secondary (Ulya)"),
    A(18, "D1/D2/D3", "Diploma 1-3"),
    A(19, "D4/S1", "Diploma 4, bachelor"),
    A(20, "Profesi", "Professional degree"),
    A(21, "S2", "Master"),
    A(22, "S3", "Doctorate"),
)
CERTIFICATES = (*LEVELS, A(23, "Tidak punya ijazah SD", "No primary-school certificate"))
GRADES = (
    *(A(grade, f"Kelas/tingkat {grade}", f"Grade {grade}") for grade in range(1, 8)),
    A(8, "Tamat dan lulus", "Completed"),
)

AGE_5 = at_least(AGE, 5)
SCHOOLED = AGE_5 & one_of("partisipasi_sekolah", 2, 3)

EDUCATION = (
    Variable(
        key="partisipasi_sekolah",
        number="412",
        subject="person",
        kind="single",
        label_id="Partisipasi sekolah",
        label_en="School attendance",
        question="Apakah masih bersekolah?",
        answers=ATTENDANCE,
        asked_if=AGE_5,
        api_name="partisipasi_sekolah",
        bdt_column=94,
    ),
    Variable(
        key="jenjang_tertinggi_yang_diduduki",
        number="413",
        subject="person",
        kind="single",
        label_id="Jenjang pendidikan tertinggi yang pernah/sedang diduduki",
        label_en="Highest level attended",
        question="Apa jenjang dan jenis pendidikan tertinggi yang pernah/sedang diduduki?",
        answers=LEVELS,
        asked_if=SCHOOLED,
        api_name="jenjang_tertinggi_yang_diduduki",
        bdt_column=95,
    ),
    Variable(
        key="kelas_tertinggi_yang_diduduki",
        number="414",
        subject="person",
        kind="single",
        label_id="Kelas tertinggi yang pernah/sedang diduduki",
        label_en="Highest grade attended",
        question="Apa kelas/tingkat tertinggi yang pernah/sedang diduduki?",
        answers=GRADES,
        asked_if=SCHOOLED,
        api_name="kelas_tertinggi_yang_diduduki",
        bdt_column=96,
    ),
    Variable(
        key="ijazah_tertinggi_yang_dimiliki",
        number="415",
        subject="person",
        kind="single",
        label_id="Ijazah tertinggi yang dimiliki",
        label_en="Highest certificate held",
        question="Apa ijazah tertinggi yang dimiliki?",
        answers=CERTIFICATES,
        asked_if=SCHOOLED,
        api_name="ijazah_tertinggi_yang_dimiliki",
        bdt_column=97,
    ),
)
