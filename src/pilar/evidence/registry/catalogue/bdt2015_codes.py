"""Answer codes of the PBDT 2015 forms and their translation into the codes of Regsosek 2022.

The household codes were read in a public editor of BDT files; the member codes are general knowledge of the
form except where the column says otherwise. A code without an equivalent is missing from the map: it is kept
in the raw row and gives no value, never a guess.
"""

from collections.abc import Mapping
from types import MappingProxyType


def _same(*codes: int) -> Mapping[int, int]:
    return MappingProxyType({code: code for code in codes})


def _map(pairs: dict[int, int]) -> Mapping[int, int]:
    return MappingProxyType(pairs)


# Paper-form habit: neighbouring yes/no columns use the pairs 1/2 and 3/4 in turn.
PAIR_12 = _map({1: 1, 2: 2})
PAIR_34 = _map({3: 1, 4: 2})

OWNERSHIP = _same(1, 2, 3, 4, 5)
LAND = ("1 milik sendiri", "2 milik orang lain", "3 tanah negara", "4 lainnya")
# 5 and 8 are wood of high and of low quality; Regsosek has one code for both.
FLOOR = _map({1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 5, 9: 8, 10: 9})
WALL = _same(1, 2, 3, 4, 5, 6, 7)
# 2, 3, 4 are ceramic, metal and clay tile; asbestos and zinc have changed places.
ROOF = _map({1: 1, 2: 2, 3: 2, 4: 2, 5: 4, 6: 3, 7: 5, 8: 6, 9: 7, 10: 8})
CONDITION = ("1 bagus/kualitas tinggi", "2 jelek/kualitas rendah")
# 3 and 4 are piped water by meter and by retail.
WATER = _map({1: 1, 2: 2, 3: 3, 4: 3, 5: 4, 6: 5, 7: 6, 8: 7, 9: 8, 10: 9, 11: 10, 12: 11})
WATER_BY = ("1 membeli eceran", "2 langganan", "3 tidak membeli")
# 1 is PLN with or without meter: column 28 decides (1-5 with, 6 without), so it is not translated alone.
LIGHTING = _map({2: 3, 3: 4})
# 6 is "tanpa meteran", no power class.
POWER = _same(1, 2, 3, 4, 5)
# 2 is gas above 3 kg (5.5 or 12) and 4 town gas or biogas: not told apart in 2015.
FUEL = _map({1: 1, 3: 4, 5: 7, 6: 8, 7: 9, 8: 10, 9: 12})
# 3 "umum" covers what became MCK komunal and MCK umum.
TOILET = _map({1: 1, 2: 2, 4: 6})
# 2 plengsengan: with or without lid was not asked; 4 "tidak pakai" has no code.
CLOSET = _map({1: 1, 3: 4})
SEWAGE = _map({1: 1, 2: 2, 3: 4, 4: 3, 5: 5, 6: 6})
CONTRACEPTION = (
    "1 IUD",
    "2 MOW",
    "3 MOP",
    "4 implan",
    "5 suntik",
    "6 pil",
    "7 kondom",
    "8 tradisional",
)
CONTRACEPTION_PLACE = (
    "1 RS pemerintah",
    "2 RS swasta",
    "3 klinik utama/pratama",
    "4 praktik dokter",
    "5 praktik bidan",
    "6 puskesmas/poskesdes/polindes",
    "7 pustu/pusling/bidan desa",
    "8 lainnya",
)
WANTS_CHILD = ("1 ya, segera (kurang dari 2 tahun)", "2 ya, kemudian (lebih dari 2 tahun)", "3 tidak")
NO_CONTRACEPTION = (
    "1 sedang hamil",
    "2 alasan fertilitas",
    "3 tidak menyetujui KB",
    "4 tidak tahu tentang KB",
    "5 tidak mampu/mahal",
    "6 ingin punya anak (kode ini muncul dua kali pada sumber yang dibaca)",
)

RELATION = _same(1, 2, 3, 4, 5, 6, 7, 8)
MARITAL = _same(1, 2, 3, 4)
SEX = _same(1, 2)
DISABILITY = (
    "0 tidak cacat",
    "1 tuna daksa/cacat tubuh",
    "2 tuna netra/buta",
    "3 tuna rungu",
    "4 tuna wicara",
    "5 tuna rungu dan wicara",
    "6 tuna netra dan cacat tubuh",
    "7 tuna netra, rungu, dan wicara",
    "8 tuna rungu, wicara, dan cacat tubuh",
    "9 cacat mental retardasi",
    "10 mantan penderita gangguan jiwa",
    "11 cacat fisik dan mental",
)
# 0 none, 1 hypertension ... 8 cancer stand one lower than in Regsosek; 9 is "lainnya".
ILLNESS = _map({0: 1, 1: 2, 2: 3, 3: 4, 4: 5, 5: 6, 6: 7, 7: 8, 8: 9, 9: 18})
# 0 never, 1 attending, 2 no longer.
ATTENDANCE = _map({0: 1, 1: 2, 2: 3})
POSITION = _same(1, 2, 3, 4, 5, 6, 7, 8)
