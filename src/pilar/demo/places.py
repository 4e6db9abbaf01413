"""What the generator knows about the five demonstration places.

Poverty rate and line: BPS, March 2025 (Malang 3.85 %, Padang 3.63 %, Metro 6.44 %, Kutai Timur 8.07 %, Tangerang
5.19 %). Metro's line is that of Lampung and Kutai Timur's that of Kalimantan Timur, the city values were not found.
PSM: Padang 312 and Tangerang 823 as reported by those cities; the other three are assumptions of the same order.
UMK 2025 values are rounded and serve only to make wages believable. Cultures and origins are judgement.
"""

from dataclasses import dataclass

NATIONAL_POVERTY_RATE = 0.0847  # BPS, March 2025


@dataclass(frozen=True, slots=True)
class Place:
    """One kota/kabupaten: codes as Kemendagri without dots, money in rupiah a month, shares 0-1."""

    code: str
    bps_code: str
    name: str
    province: str
    kind: str  # "Kota" or "Kabupaten"
    poverty_rate: float
    poverty_line: int
    minimum_wage: int
    psm: int
    urban: float  # 0 rural, 1 fully urban
    wooden: float  # 0 brick houses, 1 wooden houses
    latitude: float
    longitude: float
    radius_km: float
    cultures: dict[str, float]
    origins: tuple[tuple[str, str], ...]  # (kab/kota code, birth place) of those born elsewhere
    streets: tuple[str, ...]


_FLOWERS = (
    "Melati",
    "Mawar",
    "Anggrek",
    "Kenanga",
    "Dahlia",
    "Cempaka",
    "Kamboja",
    "Teratai",
    "Flamboyan",
    "Bougenville",
    "Seroja",
    "Wijayakusuma",
    "Rajawali",
    "Merpati",
    "Kutilang",
    "Cendrawasih",
    "Garuda",
    "Elang",
    "Murai",
    "Nuri",
    "Mangga",
    "Rambutan",
    "Durian",
    "Manggis",
    "Jambu",
    "Salak",
)
_HEROES = (
    "Ahmad Yani",
    "Jenderal Sudirman",
    "Diponegoro",
    "Imam Bonjol",
    "Teuku Umar",
    "Pattimura",
    "Hasanuddin",
    "Gatot Subroto",
    "S. Parman",
    "Kartini",
    "Dewi Sartika",
    "Ki Hajar Dewantara",
    "Cut Nyak Dien",
    "Veteran",
    "Merdeka",
    "Pahlawan",
    "Pemuda",
)


def _streets(*own: str) -> tuple[str, ...]:
    return (*own, *_FLOWERS, *_HEROES)


METRO = Place(
    code="1872",
    bps_code="1872",
    name="Kota Metro",
    province="Lampung",
    kind="Kota",
    poverty_rate=0.0644,
    poverty_line=612_451,
    minimum_wage=2_893_000,
    psm=66,
    urban=0.8,
    wooden=0.08,
    latitude=-5.1131,
    longitude=105.3067,
    radius_km=5.0,
    cultures={
        "javanese": 0.72,
        "lampung": 0.12,
        "minang": 0.04,
        "sunda": 0.05,
        "batak": 0.03,
        "chinese": 0.02,
        "bugis": 0.01,
        "malay": 0.01,
    },
    origins=(
        ("1802", "Lampung Tengah"),
        ("1807", "Lampung Timur"),
        ("1871", "Bandar Lampung"),
        ("1810", "Pringsewu"),
        ("1803", "Kotabumi"),
        ("3312", "Wonogiri"),
        ("3404", "Sleman"),
        ("3171", "Jakarta"),
    ),
    streets=_streets(
        "AH. Nasution",
        "Soekarno-Hatta",
        "Budi Utomo",
        "Raya Stadion",
        "Tawes",
        "Piagam Jakarta",
        "Wolter Monginsidi",
        "Ryacudu",
        "Khairbras",
        "Pala",
        "Terong",
        "Satelit",
    ),
)
MALANG = Place(
    code="3573",
    bps_code="3573",
    name="Kota Malang",
    province="Jawa Timur",
    kind="Kota",
    poverty_rate=0.0385,
    poverty_line=737_954,
    minimum_wage=3_507_000,
    psm=228,
    urban=1.0,
    wooden=0.02,
    latitude=-7.9797,
    longitude=112.6304,
    radius_km=7.0,
    cultures={
        "javanese": 0.86,
        "madurese": 0.07,
        "chinese": 0.03,
        "sunda": 0.01,
        "batak": 0.01,
        "bugis": 0.01,
        "minang": 0.01,
    },
    origins=(
        ("3507", "Malang"),
        ("3505", "Blitar"),
        ("3514", "Pasuruan"),
        ("3578", "Surabaya"),
        ("3504", "Tulungagung"),
        ("3508", "Lumajang"),
        ("3526", "Bangkalan"),
        ("3509", "Jember"),
    ),
    streets=_streets(
        "Soekarno-Hatta",
        "Ijen",
        "Kawi",
        "Letjen Sutoyo",
        "Danau Toba",
        "Danau Sentani",
        "Bendungan",
        "Candi Panggung",
        "Muharto",
        "Simpang Borobudur",
        "Bandulan",
        "Gajayana",
        "Kolonel Sugiono",
    ),
)
PADANG = Place(
    code="1371",
    bps_code="1371",
    name="Kota Padang",
    province="Sumatera Barat",
    kind="Kota",
    poverty_rate=0.0363,
    poverty_line=767_616,
    minimum_wage=2_994_000,
    psm=312,
    urban=0.92,
    wooden=0.15,
    latitude=-0.9471,
    longitude=100.4172,
    radius_km=12.0,
    cultures={"minang": 0.88, "javanese": 0.05, "batak": 0.03, "chinese": 0.02, "nias": 0.01, "malay": 0.01},
    origins=(
        ("1306", "Agam"),
        ("1305", "Padang Pariaman"),
        ("1301", "Pesisir Selatan"),
        ("1302", "Solok"),
        ("1307", "Payakumbuh"),
        ("1375", "Bukittinggi"),
        ("1304", "Batusangkar"),
        ("1377", "Pariaman"),
    ),
    streets=_streets(
        "Khatib Sulaiman",
        "Raya Ampang",
        "Bypass",
        "Adinegoro",
        "Hang Tuah",
        "Proklamasi",
        "Dr. Hamka",
        "Gajah Mada",
        "Kampung Nias",
        "Parak Gadang",
        "Bagindo Aziz Chan",
        "Purus",
    ),
)
TANGERANG = Place(
    code="3671",
    bps_code="3671",
    name="Kota Tangerang",
    province="Banten",
    kind="Kota",
    poverty_rate=0.0519,
    poverty_line=838_535,
    minimum_wage=5_069_000,
    psm=823,
    urban=1.0,
    wooden=0.02,
    latitude=-6.1783,
    longitude=106.6319,
    radius_km=9.0,
    cultures={
        "betawi": 0.38,
        "sunda": 0.22,
        "javanese": 0.25,
        "chinese": 0.05,
        "batak": 0.04,
        "minang": 0.03,
        "bugis": 0.01,
        "lampung": 0.01,
        "madurese": 0.01,
    },
    origins=(
        ("3603", "Tangerang"),
        ("3604", "Serang"),
        ("3602", "Lebak"),
        ("3173", "Jakarta"),
        ("3201", "Bogor"),
        ("3302", "Banyumas"),
        ("3328", "Tegal"),
        ("1271", "Medan"),
    ),
    streets=_streets(
        "KH. Hasyim Ashari",
        "Daan Mogot",
        "Benteng Betawi",
        "Cipto Mangunkusumo",
        "Maulana Hasanuddin",
        "Kisamaun",
        "M.H. Thamrin",
        "Perintis Kemerdekaan",
        "HOS Cokroaminoto",
        "Raden Fatah",
    ),
)
KUTAI_TIMUR = Place(
    code="6408",
    bps_code="6404",
    name="Kabupaten Kutai Timur",
    province="Kalimantan Timur",
    kind="Kabupaten",
    poverty_rate=0.0807,
    poverty_line=866_193,
    minimum_wage=3_743_000,
    psm=141,
    urban=0.35,
    wooden=0.6,
    latitude=0.5353,
    longitude=117.5490,
    radius_km=60.0,
    cultures={
        "kutai": 0.2,
        "banjar": 0.16,
        "bugis": 0.24,
        "javanese": 0.24,
        "dayak": 0.08,
        "toraja": 0.04,
        "sunda": 0.02,
        "batak": 0.02,
    },
    origins=(
        ("6472", "Samarinda"),
        ("6402", "Tenggarong"),
        ("6474", "Bontang"),
        ("6471", "Balikpapan"),
        ("7308", "Bone"),
        ("7313", "Sengkang"),
        ("6371", "Banjarmasin"),
        ("3524", "Lamongan"),
    ),
    streets=_streets(
        "Yos Sudarso",
        "APT Pranoto",
        "Poros Sangatta-Bontang",
        "Soekarno-Hatta",
        "Kabo Jaya",
        "Gajah Mada",
        "Dayung",
        "Poros Bengalon",
        "Munthe",
        "Wahab Sjahranie",
    ),
)

PLACES = {place.code: place for place in (METRO, MALANG, PADANG, TANGERANG, KUTAI_TIMUR)}


def place_of(city: str) -> Place:
    """The place of a code with or without dots ("18.72" or "1872"). Raises ValueError for a place not described."""
    found = PLACES.get(city.replace(".", ""))
    if found is None:
        raise ValueError(f"no demonstration place {city!r}; known: {', '.join(sorted(PLACES))}")
    return found
