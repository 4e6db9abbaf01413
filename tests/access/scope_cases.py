"""How each view is asked in the scope test: what stands for every parameter of an address, and what a search is given.

A new view whose parameters are all known here is asked by itself. One with a new parameter fails the test until it is declared:
add the parameter to PARAMETERS (its value in the set of things of a place), or the view to VIEWS, EXEMPT needs a reason.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.access.scope_offices import Office

PARAMETERS: Mapping[str, Callable[[Office], str | int]] = {
    "user_id": lambda it: it.user,
    "assignment_id": lambda it: it.assignment,
    "family_id": lambda it: it.family,
    "person_id": lambda it: it.person,
    "mark_id": lambda it: it.marks[0],
    "job_id": lambda it: it.job,
    "batch_id": lambda it: it.batch,
    "row_id": lambda it: it.row,
    "file_id": lambda it: it.file,
    "mapping_id": lambda it: it.mapping,
    "usul_id": lambda it: it.usul,
    "flag_id": lambda it: it.flag,
    "earlier": lambda it: it.versions[0],
    "later": lambda it: it.versions[1],
    "session_id": lambda it: it.session,
    "item_id": lambda it: it.item,
    "attendee_id": lambda it: it.attendee,
    "run_id": lambda it: it.run,
    "pair_id": lambda it: it.pair,
    "scenario_id": lambda it: it.scenario,
    "objection_id": lambda it: it.objection,
    "endorsement_id": lambda it: it.endorsement,
    "sending_id": lambda it: it.sending,
    "paper_id": lambda it: it.paper,
    "draw_id": lambda it: it.draw,
    "bulk_id": lambda it: it.bulk,
    "task_id": lambda it: it.task,
    "survey_id": lambda it: it.survey,
    "decision_id": lambda it: it.decision,
    "merge_id": lambda it: it.merge,
    "model_id": lambda it: it.model,
    "sample_id": lambda it: it.sample,
    "device_id": lambda it: it.device,
    "held_id": lambda it: it.held,
    "programme_id": lambda it: it.programme,
    "stage_id": lambda it: it.stage,
    "member_id": lambda it: it.member,
    "decree_id": lambda it: it.decree,
    "decree_paper_id": lambda it: it.decree_paper,
    "visit_id": lambda it: it.visit,
    "review_id": lambda it: it.review,
    "attachment_id": lambda it: it.attachment,
    "print_id": lambda it: it.printing,
    "signature_id": lambda it: it.signature,
    "pay_batch_id": lambda it: it.pay_batch,
    "instruction_id": lambda it: it.instruction,
    "batch_print_id": lambda it: it.batch_print,
    "inbound_id": lambda it: it.inbound,
    "line_id": lambda it: it.line,
    "line_decision_id": lambda it: it.line_decision,
    "repair_case_id": lambda it: it.repair_case,
    "recipient_draw_id": lambda it: it.recipient_draw,
    "recipient_sample_id": lambda it: it.recipient_sample,
    "comparison_id": lambda it: it.comparison,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Values of the parameters of one view, query strings for GET, and forms that are POSTed as a search."""

    values: tuple[Mapping[str, str | Callable[[Office], str | int]], ...] = ({},)
    queries: tuple[str, ...] = ("",)
    searches: tuple[Mapping[str, str], ...] = ()
    public: bool = False
    """True: what it shows is no row of the office (areas of the country, lists of words), whatever the id."""


_VILLAGE: Mapping[str, Callable[[Office], str | int]] = {"code": lambda it: it.place[:10]}
_TOPICS = tuple({"topic": one} for one in ("rumah", "aset", "diri", "sekolah", "kerja", "kesehatan", "disabilitas"))
_SEARCH = ({"q": "SATU"}, {"q": "DELTANI"}, {"q": "BRAVONI SATU"}, {"q": "CARLINI"})
_WHAT = tuple({"what": one} for one in ("baru", "hilang", "pindah", "naik", "turun", "tetap", "semua"))

VIEWS: Mapping[str, Asked] = {
    "search": Asked(searches=_SEARCH),
    "registry:search": Asked(searches=_SEARCH),
    "counter": Asked(searches=_SEARCH),
    "proposals:find": Asked(searches=_SEARCH),
    "registry:families": Asked(
        queries=("", "?nama=SATU", "?nama=DELTANI", "?wilayah=3573", "?wilayah=1872011001", "?desil=2")
    ),
    "registry:families-sheet": Asked(queries=("", "?nama=SATU", "?wilayah=3573", "?wilayah=1872011001")),
    "registry:family-facts": Asked(values=_TOPICS),
    "registry:person-facts": Asked(values=_TOPICS),
    "registry:ppks-mark": Asked(values=({"number": "24"}, {"number": "18"})),
    "registry:unmask": Asked(
        values=(
            {"subject": "person", "subject_id": lambda it: it.person, "secret": "nik"},
            {"subject": "family", "subject_id": lambda it: it.family, "secret": "kk"},
        )
    ),
    "proposals:list": Asked(
        queries=("", "?keadaan=semua", "?nama=SATU", "?wilayah=3573", "?wilayah=1872011001", "?kode=3573")
    ),
    "proposals:step": Asked(values=tuple({"target": one} for one in ("praverifikasi", "ditarik", "dikembalikan"))),
    "proposals:desk-village": Asked(values=(_VILLAGE,)),
    "proposals:desk-run": Asked(values=(_VILLAGE,)),
    "proposals:desk-pdf": Asked(values=(_VILLAGE,)),
    "proposals:desk-xlsx": Asked(values=(_VILLAGE,)),
    "proposals:desk-pdf-unmasked": Asked(values=(_VILLAGE,)),
    "proposals:desk-xlsx-unmasked": Asked(values=(_VILLAGE,)),
    "screening:flags": Asked(queries=("", "?keadaan=semua", "?daftar=asn", "?penerima=on")),
    "screening:step": Asked(values=({"target": "diminta"}, {"target": "gugur"})),
    "intake:list": Asked(queries=("", "?keadaan=terbit")),
    "intake:upload": Asked(values=({"profile": "list-asn"},), public=True),
    "intake:faults": Asked(values=({"code": "BRK-301"}, {"code": "BRK-302"})),
    "intake:quarantine": Asked(queries=("", "?keadaan=semua")),
    "intake:compare-choose": Asked(public=True),
    "intake:compare": Asked(queries=("", "?tingkat=rt", "?wilayah=3573"), public=True),
    "intake:compare-list": Asked(values=_WHAT, queries=("", "?wilayah=3573"), public=True),
    "intake:compare-sheet": Asked(values=_WHAT, public=True),
    "wilayah:area": Asked(values=({"code": lambda it: it.place[:10]},), public=True),
    "wilayah:search": Asked(queries=("?q=metro", "?q=malang"), public=True),
    "accounts:list": Asked(queries=("", "?q=petugas", "?cari=petugas")),
    "audit": Asked(queries=("", "?act=registry", "?actor=petugas.deltani", "?act=intake")),
}

EXEMPT: Mapping[str, str] = {
    "health": "says whether the machine lives, nothing else",
    "metrics": "counts of the whole machine, for the machine itself or the holder of the token",
    "set_language": "the language of the visitor",
}
OPEN = frozenset({"version_id", "card_id", "form_id"})
"""Parameters whose rows this test does not make yet: their pages are asked with an id that nothing has, so only the lists beside them are
proved here. To be emptied, never to grow without a reason."""

OWN = ("account_", "mfa_", "openrosa:", "lapangan:")
"""Beginnings of the names of pages about one's own account, or about the holder of a phone's token (their own tests are in
unit/evidence/field): a signed-in person's areas open nothing there."""


_NOTHING = 77
_PROGRAMME = ({"programme": "pkh"},)
_NEW: Mapping[str, Asked] = {
    **{
        f"targeting:{name}": Asked(values=_PROGRAMME)
        for name in ("sheet", "resident", "sheet-pdf", "resident-pdf", "api-sheet")
    },
    **{f"deliberation:{name}": Asked(values=(_VILLAGE,)) for name in ("desk-village", "desk-act")},
    "targeting:meeting": Asked(values=(_VILLAGE,)),
    "linkage:activate": Asked(public=True),
    "targeting:run": Asked(values=({"run_id": _NOTHING},)),
    "targeting:outcomes": Asked(values=({"run_id": _NOTHING, "programme": "pkh", "outcome": "met"},)),
    "targeting:moved": Asked(values=({"programme": "pkh", "move": "gained"},)),
    "targeting:value": Asked(values=({"name": "pkh.toml", "index": 0},)),
    "targeting:dates": Asked(values=({"name": "pkh.toml", "index": 0},)),
    "targeting:step": Asked(values=({"step": "publish"},)),
    "programs:members": Asked(values=({"state": "aktif"}, {"state": "antre"})),
    "programs:act": Asked(values=tuple({"act": one} for one in ("tangguh", "pindah", "lulus", "keluar"))),
    "programs:check": Asked(values=({"code": "tidakada"},), public=True),
    "disbursement:file": Asked(values=({"part": 1},)),
    "deliberation:arrive": Asked(values=({"code": "0000000000000001"},)),
    "deliberation:public-report": Asked(values=({"area": lambda it: it.place[:10]},), public=True),
    "deliberation:public": Asked(values=({"code": "tidakada"},), public=True),
    "deliberation:check": Asked(values=({"code": "tidakada"},), public=True),
    "deliberation:letters-print": Asked(values=({"kind": "penolakan"},)),
    "deliberation:set-window": Asked(values=({"act": "musyawarah"},), public=True),
    "deliberation:set-setting": Asked(values=({"key": "kuota"},), public=True),
}


def values_of(name: str, parameters: list[str], office: Office) -> list[dict[str, Any]]:
    """Values for the parameters of a view. Raises KeyError for a parameter that nobody declared."""
    made = []
    for given in asked_of(name).values:
        one: dict[str, Any] = {}
        for key in parameters:
            value = given[key] if key in given else _NOTHING if key in OPEN else PARAMETERS[key]
            one[key] = value(office) if callable(value) else value
        made.append(one)
    return made


def asked_of(name: str) -> Asked:
    return VIEWS.get(name) or _NEW.get(name) or Asked()
