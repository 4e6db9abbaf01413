"""What sheets call a kind of usulan, and the kind and programme behind it. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proposed:
    """Kind and programme ("" for none) of a row."""

    kind: str
    programme: str = ""


_PROGRAMME_WORDS = {
    "pkh": "PKH",
    "sembako": "SEMBAKO",
    "bpnt": "SEMBAKO",
    "pbi": "PBI",
    "pbi jk": "PBI",
    "pbi-jk": "PBI",
}
PROPOSED_WORDS: dict[str, Proposed] = {
    "dtsen baru": Proposed("baru_dtsen"), "usulan baru": Proposed("baru_dtsen"), "usulan baru dtsen": Proposed("baru_dtsen"),
    "baru": Proposed("baru_dtsen"),
    "perbaikan": Proposed("perbaikan_data"), "perbaikan data": Proposed("perbaikan_data"),
    "reaktivasi": Proposed("reaktivasi_pbi"), "reaktivasi pbi": Proposed("reaktivasi_pbi"), "reaktivasi pbi jk": Proposed("reaktivasi_pbi"),
    "pindah wilayah": Proposed("pemindahan_wilayah"), "pemindahan wilayah": Proposed("pemindahan_wilayah"),
    **{
        f"{word}{sign}{name}": Proposed(kind, code)
        for word, kind in (("bansos", "bansos"), ("usulan bansos", "bansos"), ("penghentian", "penghentian"), ("hapus", "penghentian"))
        for sign in (": ", " ", ":", " - ")
        for name, code in _PROGRAMME_WORDS.items()
    },
    **{name: Proposed("bansos", code) for name, code in _PROGRAMME_WORDS.items()},
}  # fmt: skip
"""Lower-case text of the column "jenis usulan" (domain 2.3) -> kind and programme."""


def read_proposed(text: str) -> Proposed:
    """The kind behind a text that intake has let through. KeyError for another text."""
    return PROPOSED_WORDS[text.lower()]
