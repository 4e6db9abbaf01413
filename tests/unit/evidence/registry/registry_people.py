"""Areas of Kota Metro and well-formed numbers. All invented."""

from datetime import date

METRO, IMOPURO, BANJARSARI = "1872011001", "1872011002", "1872031001"


def nik(serial: int, born: date = date(1980, 2, 3), sex: int = 1) -> str:
    """A well-formed NIK that agrees with birth date and sex."""
    return f"187201{born.day + (40 if sex == 2 else 0):02d}{born.month:02d}{born.year % 100:02d}{serial:04d}"


def kk(serial: int) -> str:
    """A well-formed KK number."""
    return f"187201150319{serial:04d}"
