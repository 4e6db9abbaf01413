"""Draw the life-cycle of a usulan from the table the program runs on: `.venv/bin/python tools/lifecycle.py [--check]`.

Writes docs/SIKLUS-USULAN.md. `--check` writes nothing and ends with 1 when the page is not what the table says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from pilar.core.declared import Step
from pilar.decision.deliberation.lists import SESSION_STATES, SESSION_STEPS
from pilar.decision.proposals.lifecycle import START, STATES, STATES_BY_CODE, STEPS
from pilar.decision.proposals.lists import KINDS
from pilar.foundation.accounts.roles import ROLES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "SIKLUS-USULAN.md"
STAGES = {
    "kelurahan": "Kelurahan", "kecamatan": "Kecamatan", "dinas": "Dinas", "pusat": "Pusat", "program": "Program", "akhir": "Akhir",
    "samping": "Keadaan samping",
}  # fmt: skip
KIND_NAMES = {one.code: one.name_id for one in KINDS}


def page() -> str:
    """The page as it must stand in docs."""
    main = [step for step in STEPS if not _side(step) and step.target != "dibatalkan"]
    parts = [
        "# Siklus usulan",
        "Ditulis oleh `tools/lifecycle.py` dari `src/pilar/decision/proposals/lifecycle.py`; jangan diubah dengan tangan.\n"
        "Peran yang disebut adalah peran bawaan yang memegang kewenangannya; wilayahnya tetap membatasi.",
        "## Jalur utama",
        diagram(main, names={one.code: one.name_id for one in STATES}, start=START),
        "Langkah “Tarik kembali”, penangguhan, dan sanggah tidak digambar; semuanya ada di tabel.",
        "## Penangguhan dan sanggah",
        diagram([step for step in STEPS if _side(step)], names={one.code: one.name_id for one in STATES}, start=None),
        "## Keadaan",
        _table(
            ("Keadaan", "Meja", "Yang dikatakan kepada warga", "Akhir"),
            ((one.name_id, STAGES[one.stage], one.told_id, "ya" if one.final else "") for one in STATES),
        ),
        "## Langkah",
        step_table(STEPS, {code: one.name_id for code, one in STATES_BY_CODE.items()}),
        "## Sidang musyawarah",
        diagram(SESSION_STEPS, names={one.code: one.name_id for one in SESSION_STATES}, start="direncanakan"),
        step_table(SESSION_STEPS, {one.code: one.name_id for one in SESSION_STATES}),
    ]
    return "\n\n".join(parts) + "\n"


def _side(step: Step) -> bool:
    return "samping" in (STATES_BY_CODE[step.source].stage, STATES_BY_CODE[step.target].stage)


def diagram(steps: Sequence[Step], *, names: dict[str, str], start: str | None) -> str:
    """A Mermaid state diagram; steps between the same two states share one arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for step in steps:
        verbs = arrows.setdefault((step.source, step.target), [])
        if step.verb_id not in verbs:
            verbs.append(step.verb_id)
    used = [code for code in names if any(code in pair for pair in arrows)]
    leaving = {source for source, _ in arrows}
    lines = ["```mermaid", "stateDiagram-v2", *(f'  state "{names[code]}" as {code}' for code in used)]
    lines += [f"  [*] --> {start}"] if start else []
    lines += [f"  {source} --> {target}: {' / '.join(verbs)}" for (source, target), verbs in arrows.items()]
    lines += [f"  {code} --> [*]" for code in used if start and code not in leaving]
    return "\n".join([*lines, "```"])


def step_table(steps: Iterable[Step], names: dict[str, str]) -> str:
    """From, to, word on the button, who, what is needed, for which kinds."""
    return _table(
        ("Dari", "Ke", "Tindakan", "Kewenangan", "Peran", "Perlu", "Jenis usulan"),
        (
            (
                names[step.source], names[step.target], step.verb_id, f"`{step.capability}`", ", ".join(holders(step.capability)),
                ", ".join(need.replace("_", " ") for need in step.needs), ", ".join(KIND_NAMES[one] for one in sorted(step.kinds)) or "semua",
            )
            for step in steps
        ),
    )  # fmt: skip


def holders(capability: str) -> list[str]:
    """Names of the roles that hold a capability, in the order of the list of roles."""
    return [role.label_id for role in ROLES.values() if capability in role.capabilities]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> int:
    """Write, or with --check compare."""
    if "--check" in sys.argv[1:]:
        return 0 if PAGE.exists() and PAGE.read_text("utf-8") == page() else 1
    PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
