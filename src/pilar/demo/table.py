"""What a demonstration table says about each family: drawn by the seed, with the reasons a real table would give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pilar.decision.deliberation.actions.table import Heard, Told
from pilar.demo.streams import stream

if TYPE_CHECKING:
    from pilar.decision.deliberation.models import SessionItem

BETTER_OFF = 6
"""Desil from which a table of this city mostly refuses."""
_Said = tuple[str, str, str]  # decision, reason code, words
_FOR_FLAG: Sequence[tuple[float, _Said]] = (
    (0.6, ("tunda", "", "Menunggu bukti klarifikasi dari keluarga.")),
    (1.0, ("tunda", "", "Warga meragukan tanda ini; operator meminta klarifikasi keluarga.")),
)
_FOR_STOP: Sequence[tuple[float, _Said]] = (
    (0.75, ("layak", "R06", "Warga membenarkan: keluarga sudah mampu.")),
    (0.9, ("tidak_layak", "", "Keluarga masih memerlukan bantuan; usulan penghentian tidak disetujui.")),
    (1.0, ("tunda", "", "Perlu kunjungan sebelum diputuskan.")),
)
_FOR_DATA: Sequence[tuple[float, _Said]] = (
    (0.82, ("layak", "", "")),
    (0.94, ("perbaikan", "", "Salinan kartu keluarga terbaru belum ada.")),
    (1.0, ("tunda", "", "Keluarga sedang tidak di tempat.")),
)
_FOR_AID: Sequence[tuple[float, _Said]] = (
    (0.76, ("layak", "", "")),
    (0.80, ("tidak_layak", "R06", "")),
    (0.83, ("tidak_layak", "R23", "Rumah tampak mampu pada foto RT.")),
    (0.86, ("tidak_layak", "R21", "")),
    (0.94, ("perbaikan", "", "Alamat dan nomor RT perlu dibetulkan.")),
    (1.0, ("tunda", "", "Perlu dilengkapi foto rumah.")),
)
_FOR_BETTER_OFF: Sequence[tuple[float, _Said]] = (
    (0.55, ("tidak_layak", "R07", "")),
    (0.75, ("tidak_layak", "R06", "Punya kendaraan roda empat.")),
    (1.0, ("layak", "", "Kepala keluarga baru kehilangan pekerjaan.")),
)


def first_acts(items: Sequence[SessionItem], *, seed: int, village: str, part: int, objector: str) -> list[Told]:
    """One decision for every item in its order, and one objection with a name. Keys repeat, so that saying it again changes nothing."""
    rng = stream(seed, "table", village, str(part))
    told = []
    for place, item in enumerate(items):
        decision, code, words = _said(item, float(rng.random()))
        told.append(
            Told(key=_key(village, part, place, "p"), kind="putus", item_id=item.pk, decision=decision, reason_code=code, words=words)
        )  # fmt: skip
    if len(items) > 1:
        words = "Menurut warga, rumahnya sudah direnovasi dan ada dua sepeda motor."
        told.append(
            Told(key=_key(village, part, 1, "k"), kind="keberatan", item_id=items[1].pk, name=objector, words=words)
        )
    return told


def second_thoughts(items: Sequence[SessionItem], heard: Sequence[Heard], *, village: str, part: int) -> list[Told]:
    """The first decision is taken back and said anew, as happens at every table."""
    first, act = items[0], heard[0].act_id
    words = "Setelah didengar kembali, ditunda sampai berkas lengkap."
    return [
        Told(key=_key(village, part, 0, "b"), kind="batal", item_id=first.pk, undoes=act, base=act),
        Told(key=_key(village, part, 0, "u"), kind="putus", item_id=first.pk, decision="tunda", words=words),
    ]


def _said(item: SessionItem, roll: float) -> _Said:
    usul, family = item.usul, item.family
    if usul is None:
        table = _FOR_FLAG
    elif usul.kind == "penghentian":
        table = _FOR_STOP
    elif usul.kind not in ("bansos", "baru_dtsen"):
        table = _FOR_DATA
    else:
        rich = family is not None and family.desil is not None and family.desil >= BETTER_OFF
        table = _FOR_BETTER_OFF if rich else _FOR_AID
    return next(said for limit, said in table if roll < limit)


def _key(village: str, part: int, place: int, what: str) -> str:
    return f"{village}-{part}-{place:05d}-{what}"
