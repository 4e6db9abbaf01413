"""The draft BNBA of a kelurahan as a paper: the data of the desk check put into the template of screening."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from pilar.config import config
from pilar.core.audit import actions as audit
from pilar.core.documents import Letterhead, Signatory
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor, Scope
from pilar.core.ui.formats import tanggal
from pilar.decision.proposals.queries import UsulLine
from pilar.decision.screening.documents.bnba import (
    Bnba,
    BnbaFinding,
    BnbaRow,
    SeverityTotal,
    bnba_file_name,
    bnba_pdf,
    bnba_xlsx,
)
from pilar.foundation.wilayah.queries import level_word, resolve

SEVERITIES = {"error": "Menahan", "warning": "Periksa", "info": "Catatan"}
FORMS = {
    "pdf": ("application/pdf", bnba_pdf),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", bnba_xlsx),
}


def bnba_paper(
    lines: list[UsulLine], *, code: str, form: str, address: str, by: Actor, at: datetime
) -> tuple[str, str, bytes]:
    """(file name, media type, content). Raises UMUM-404 for an unknown form."""
    if form not in FORMS:
        raise NOT_FOUND()
    media, make = FORMS[form]
    with override("id"):  # papers are Indonesian, whatever the language of the page
        data = _bnba(lines, code, address, at)
        content = make(data)
    with transaction.atomic():
        audit.record(
            "proposals.bnba.exported", by=by, at=at, wilayah=code, subject=("area", int(code)),
            after={"form": form, "masked": True}, rows=len(lines),
        )  # fmt: skip
    return bnba_file_name(data, form), media, content


def _bnba(lines: list[UsulLine], code: str, address: str, at: datetime) -> Bnba:
    steps = [code[:length] for length in (2, 4, 6, 10)]
    names = resolve(Scope.system(), steps)
    place = names[code[:4]]
    counted = Counter(severity for line in lines for severity in {finding.severity for finding in line.findings})
    period = tanggal(at.date()).split(" ", 1)[1]
    return Bnba(
        letterhead=Letterhead(government=f"Pemerintah {place.title}".upper(), office=names[code].title.upper()),
        area_path=[names[step].title for step in steps],
        period=period,
        generated_at=at,
        place=place.name.removeprefix("Kota ").removeprefix("Kabupaten "),
        rows=[_row(number, line) for number, line in enumerate(lines, start=1)],
        totals=[SeverityTotal(severity=word, count=counted[key]) for key, word in SEVERITIES.items()],
        clean=sum(not line.findings for line in lines),
        signatories=[
            Signatory(role="Operator"),
            Signatory(lead="Mengetahui,", role=f"{level_word(Scope.system(), code).head_title or 'Lurah'} {names[code].name}"),
        ],
        url=address,
        record=f"{code}-{at:%Y%m%d}",
        synthetic=config().synthetic,
    )


def _row(number: int, line: UsulLine) -> BnbaRow:
    unit = line.row.wilayah[10:]
    rt_rw = f"{unit[3:6] or '–'}/{unit[:3]}" if unit else "–"
    findings = [
        BnbaFinding(severity=SEVERITIES[one.severity], code=one.code, sentence=one.sentence, next=one.next_action)
        for one in line.findings
    ]
    return BnbaRow(
        no=number, nama=line.row.name, nik_masked=line.nik_masked, kk_masked="", rt_rw=rt_rw, jenis=line.kind,
        findings=findings,
    )  # fmt: skip
