"""Blok V of REGSOSEK2022.K, first part: programmes of the past year (501a-g), last month and year."""

from .asked import one_of
from .types import YES_NO, Variable

_PROGRAMMES: tuple[tuple[str, str, str, str, int | None], ...] = (
    ("menerima_bpnt", "501a", "BPNT/Program Sembako", "BPNT/Sembako food aid", None),
    ("menerima_pkh", "501b", "Program Keluarga Harapan (PKH)", "Family Hope Programme (PKH)", 65),
    ("menerima_blt_desa", "501c", "BLT Dana Desa", "Village-fund cash aid (BLT-DD)", None),
    ("menerima_subsidi_listrik", "501d", "subsidi listrik", "electricity subsidy", None),
    ("menerima_bantuan_pemda", "501e", "bantuan pemerintah daerah", "local-government aid", None),
    ("menerima_subsidi_pupuk", "501f", "subsidi pupuk", "fertiliser subsidy", None),
    ("menerima_subsidi_lpg", "501g", "subsidi LPG", "LPG subsidy", None),
)


def _programme(key: str, number: str, name: str, english: str, bdt: int | None) -> tuple[Variable, ...]:
    received = Variable(
        key=key,
        number=number,
        subject="family",
        kind="single",
        label_id=f"Menerima {name} setahun terakhir",
        label_en=f"Received {english} in the past year",
        question=f"Apakah dalam setahun terakhir menerima {name}?",
        answers=YES_NO,
        bdt_column=bdt,
    )
    month = Variable(
        key=f"{key}_bulan",
        number=number,
        subject="family",
        kind="number",
        label_id=f"Bulan terakhir menerima {name}",
        label_en=f"Last month of {english}",
        question=f"Bulan berapa terakhir menerima {name}?",
        minimum=1,
        maximum=12,
        asked_if=one_of(key, 1),
    )
    year = Variable(
        key=f"{key}_tahun",
        number=number,
        subject="family",
        kind="number",
        label_id=f"Tahun terakhir menerima {name}",
        label_en=f"Last year of {english}",
        question=f"Tahun berapa terakhir menerima {name}?",
        minimum=2000,
        maximum=2100,
        asked_if=one_of(key, 1),
    )
    return received, month, year


PROGRAMMES = tuple(variable for row in _PROGRAMMES for variable in _programme(*row))
