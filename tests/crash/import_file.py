"""A member delivery of any size, with faults in it, made from a seed."""

import random
from datetime import date, timedelta
from pathlib import Path

HEAD = (
    "nomor_kartu_keluarga|nomor_induk_kependudukan|nama|jenis_kelamin|tanggal_lahir|status_hubungan_keluarga|"
    "kecamatan_ktp|kelurahan_desa_ktp|rt_ktp|rw_ktp|alamat_ktp"
)
VILLAGES = (
    ("METRO PUSAT", "METRO"),
    ("METRO PUSAT", "IMOPURO"),
    ("METRO UTARA", "BANJARSARI"),
    ("METRO TIMUR", "YOSODADI"),
)
FIRST = "BUDI SITI JOKO DEWI AGUS RINA HENDRA YANTI EKO SRI WAHYU LINA ANDI TUTI RUDI NUR BAMBANG INDAH".split()
LAST = "SANTOSO RAHAYU WIDODO LESTARI PRATAMA HIDAYAT KUSUMA SAPUTRA WIJAYA HANDAYANI".split()


def lines(rows: int, *, seed: int = 1, faults: bool = True) -> list[str]:
    """Data lines of `rows` persons in families of one to six."""
    rng = random.Random(seed)
    made: list[str] = []
    family = 0
    while len(made) < rows:
        family += 1
        district, village = rng.choice(VILLAGES)
        card = f"187201{rng.randint(1, 28):02d}{rng.randint(1, 12):02d}{rng.randint(10, 20):02d}{family % 9998 + 1:04d}"
        for member in range(min(rng.randint(1, 6), rows - len(made))):
            number = len(made) + 1
            born = date(1940, 2, 2) + timedelta(days=rng.randrange(30_000))
            woman = rng.random() < 0.5
            nik = f"1872{family // 9998 + 1:02d}{born.day + 40 * woman:02d}{born:%m%y}{number % 9998 + 1:04d}"
            if faults and rng.random() < 0.02:
                nik = rng.choice(["1.87201E+15", nik[:-1], "x" + nik[1:]])
            name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
            made.append(
                f"{card}|{nik}|{name}|{'P' if woman else 'L'}|{born:%d-%m-%Y}|{1 if member == 0 else 3}|{district}|{village}|"
                f"{rng.randint(1, 9):03d}|{rng.randint(1, 5):03d}|JL MELATI {rng.randint(1, 99)}"
            )
    if faults:
        for place in range(97, len(made), 500):
            made[place] = made[place] + "|lebih"
    return made


def write(path: Path, rows: int, *, seed: int = 1, faults: bool = True) -> Path:
    """The file. Returns its path."""
    path.write_text("\n".join([HEAD, *lines(rows, seed=seed, faults=faults)]) + "\n", encoding="utf-8")
    return path
