"""What the page of a batch says about its rows: sums that add up, faults by code with how to mend them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as translate

from pilar.evidence.intake.faults import FAULTS, Fault, Severity
from pilar.evidence.intake.kinds import kind_of
from pilar.evidence.intake.models import Batch
from pilar.evidence.intake.profiles import all_profiles

TONES = {
    "diterima": "waiting",
    "diperiksa": "info",
    "siap": "waiting",
    "diterbitkan": "info",
    "terbit": "ok",
    "batal": "done",
    "gagal": "error",
}
SEVERITY_WORDS = {
    Severity.ERROR: ("Ditahan", "error"),
    Severity.WARNING: ("Perlu diperiksa", "warning"),
    Severity.INFO: ("Dirapikan", "info"),
}
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
PUBLISHED_WORDS = {
    "rows": "baris terbit",
    "matched": "baris cocok dengan data",
    "unmatched": "baris belum cocok",
    "new_families": "keluarga baru",
    "new_persons": "orang baru",
    "renewed_families": "keluarga diperbarui",
    "renewed_persons": "orang diperbarui",
    "moved_persons": "orang pindah KK",
    "entries": "catatan desil",
    "renewed_desil": "keluarga dengan desil baru",
    "new_proposals": "usulan baru",
    "joined": "digabungkan dengan yang masih terbuka",
    "flags": "tanda baru",
    "answered": "usulan mendapat status",
    "never_sent": "tidak pernah dikirim",
}
OTHER_WORDS = {
    "kepala kolom": "kepala kolom",
    "kosong": "kosong",
    "judul": "judul",
    "jumlah": "jumlah",
    "nomor kolom": "nomor kolom",
    "catatan": "catatan",
}
"""Rows that hold no data, as the check names them."""
_PUBLISHED_ORDER = {key: place for place, key in enumerate(PUBLISHED_WORDS)}


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A code with its number of cells, its sentence and the mark of its severity."""

    code: str
    count: int
    sentence: str
    mend: str
    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class Report:
    """`rows` = accepted + quarantined + others, always."""

    rows: int
    accepted: int
    quarantined: int
    others: tuple[tuple[str, int], ...]
    faults: tuple[FaultLine, ...]
    waiting: int
    mended: int
    set_aside: int
    published: tuple[tuple[str, int], ...]


def report_of(batch: Batch, states: dict[str, int]) -> Report | None:
    """The report of a checked batch; None before the check. `states` counts its quarantined rows by state."""
    counts = batch.counts
    if "rows" not in counts:
        return None
    lines = [_line(code, int(count)) for code, count in counts.get("faults", {}).items()]
    known = {fault.code: _ORDER[fault.severity] for fault in FAULTS.values()}
    lines.sort(key=lambda line: (known.get(line.code, 0), -line.count))
    published = counts.get("published", {})
    return Report(
        rows=int(counts["rows"]),
        accepted=int(counts["accepted"]),
        quarantined=int(counts["quarantined"]),
        others=tuple(
            (translate(OTHER_WORDS.get(name, name)), int(count)) for name, count in counts.get("other", {}).items()
        ),
        faults=tuple(lines),
        waiting=states.get("menunggu", 0),
        mended=states.get("diperbaiki", 0),
        set_aside=states.get("dikesampingkan", 0),
        published=tuple(
            (translate(PUBLISHED_WORDS.get(key, key)), int(published[key]))
            for key in sorted(published, key=lambda key: (key not in _PUBLISHED_ORDER, _PUBLISHED_ORDER.get(key, 0)))
            if published[key]
        ),
    )


def _line(code: str, count: int) -> FaultLine:
    fault = FAULTS.get(code, Fault(code, Severity.ERROR, code, ""))
    word, tone = SEVERITY_WORDS[fault.severity]
    return FaultLine(
        code, count, translate(fault.sentence), fault.mend and translate(fault.mend), translate(word), tone
    )


def what_of(batch: Batch) -> str:
    """The layout of a batch in words."""
    known = all_profiles().get(batch.profile)
    if known is not None:
        return known.name
    try:
        return kind_of(batch.kind).name
    except KeyError:
        return batch.kind
