"""Charts of the gallery, with invented figures."""

from __future__ import annotations

from pilar.core.ui.charts import (
    Bar,
    Chart,
    Series,
    StackRow,
    Tile,
    TileGroup,
    bars,
    line,
    small_multiples,
    stacked,
    tile_grid,
)
from pilar.core.ui.formats import persen

MONTHS = ("Mei 2026", "Juni", "Juli", "Agustus", "September", "Oktober 2026")
PLACES: dict[str, tuple[str, ...]] = {
    "Klojen": ("Kauman", "Kasin", "Bareng", "Gading Kasri", "Oro-oro Dowo", "Rampal Celaket", "Samaan"),
    "Sukun": ("Sukun", "Ciptomulyo", "Bandungrejosari", "Karangbesuki", "Kebonsari"),
    "Kedungkandang": ("Mergosono", "Buring", "Arjowinangun", "Madyopuro", "Kota Lama", "Cemorokandang"),
}


def charts() -> list[Chart]:
    """One of each kind."""
    waiting = [
        Bar("Bandungrejosari", 412),
        Bar("Kota Lama", 318),
        Bar("Kauman", 204),
        Bar("Buring", 96),
        Bar("Kasin", None),
    ]
    desil = [
        StackRow("Kedungkandang", (14_200, 12_800, 11_900, 10_400, 9_100, 8_300, 7_200, 6_100, 5_200, 4_100)),
        StackRow("Sukun", (11_400, 11_200, 11_100, 10_900, 10_200, 9_700, 9_400, 8_800, 8_100, 7_600)),
        StackRow("Klojen", (4_100, 4_800, 5_200, 6_300, 7_000, 7_900, 8_800, 9_900, 11_200, 12_900)),
    ]
    stuck = [Series("Kota", (820, 790, 804, 610, 420, 233)), Series("Klojen", (160, 140, None, 120, 94, 51))]
    small = [
        Series(name, tuple(90 + 11 * n + (n * k * 7) % 60 for n in range(6))) for k, name in enumerate(PLACES["Klojen"])
    ]
    groups = [
        TileGroup(
            name,
            tuple(
                Tile(place, (hash_of(place) % 60 + 40) / 100 if place != "Samaan" else None, "#") for place in places
            ),
        )
        for name, places in PLACES.items()
    ]
    return [
        bars(
            "Bandungrejosari menunggu paling banyak: 412 usulan",
            waiting,
            measure="Usulan menunggu",
            subject="Kelurahan",
            highlight=["Bandungrejosari"],
            reference=("Rata-rata", 257),
            note="24 November 2026",
        ),
        stacked(
            "Kedungkandang paling banyak keluarga desil 1",
            [f"Desil {n}" for n in range(1, 11)],
            desil,
            subject="Kecamatan",
            note="Bagian keluarga menurut desil, hitungan Oktober 2026",
        ),
        line("Pembayaran tertahan turun sejak Agustus", MONTHS, stuck, measure="Pembayaran tertahan"),
        small_multiples("Usulan naik di semua kelurahan Klojen", MONTHS, small, measure="Usulan"),
        tile_grid(
            "Cakupan kunjungan belum merata di Kedungkandang",
            groups,
            breaks=(0.5, 0.65, 0.8, 0.9),
            measure="Cakupan",
            subject="Kelurahan",
            fmt=lambda v: persen(v, 0),
            note="Keluarga yang sudah dikunjungi tahun ini",
        ),
    ]


def hash_of(word: str) -> int:
    """A steady number from a name, so that the invented figures stay the same."""
    return sum(ord(letter) * (n + 3) for n, letter in enumerate(word))
