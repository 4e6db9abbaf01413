"""One full set of everything the office keeps, for any place: family, marks, usulan, flag, delivery, job, user, papers.

Every text of a set carries its mark, and all sets have the word SATU, so that a search would find them all.
"""

from dataclasses import dataclass, replace
from datetime import date

from tests.access.scope_desks import meeting_rows, record_rows
from tests.access.scope_disbursement import payment_rows
from tests.access.scope_field import field_rows
from tests.access.scope_programs import programme_rows
from tests.access.scope_reconciliation import reconciliation_rows
from tests.access.scope_visits import visit_rows
from tests.unit.evidence.registry.two_cities import AT, add_aid, nik_of

from pilar.core.bulk.files import keep_bytes
from pilar.core.jobs import actions as jobs
from pilar.core.scope import Actor, Scope
from pilar.decision.deliberation.models import Attendee, Session, SessionItem
from pilar.decision.proposals import actions as proposals
from pilar.decision.screening import actions as screening
from pilar.decision.screening.models import Flag
from pilar.decision.targeting.models import Scenario
from pilar.evidence.intake import actions as intake
from pilar.evidence.intake.cli import work_through
from pilar.evidence.intake.models import QuarantineRow, SavedMapping
from pilar.evidence.linkage.models import CandidatePair, Run
from pilar.evidence.registry import actions, sources
from pilar.evidence.registry.models import DtsenEntry, Family, Person
from pilar.evidence.registry.rules import HEAD
from pilar.foundation.accounts.models import Assignment, User
from pilar.foundation.wilayah import actions as wilayah

ASN = "NIP;NAMA PEGAWAI;NIK;TANGGAL LAHIR;UNIT KERJA"
PLAIN_PPKS, HIDDEN_PPKS = "PPKS-24", "PPKS-18"


@dataclass(frozen=True, slots=True)
class Office:
    """Ids of one set; `mark` stands in its names, addresses, file names, user and mapping."""

    mark: str
    place: str
    nik: str
    family: int
    person: int
    marks: tuple[int, int]
    usul: int
    flag: int
    batch: int
    row: int
    file: int
    mapping: int
    job: int
    user: int
    assignment: int
    versions: tuple[int, int]
    session: int
    item: int
    attendee: int
    run: int
    pair: int
    scenario: int
    visit: int
    review: int
    attachment: int
    device: int
    held: int
    objection: int
    endorsement: int
    sending: int
    paper: int
    draw: int
    bulk: int
    task: int
    survey: int
    decision: int
    merge: int
    model: int
    sample: int
    programme: int
    stage: int
    member: int
    decree: int
    decree_paper: int
    printing: int
    signature: int
    pay_batch: int
    instruction: int
    batch_print: int
    inbound: int
    line: int
    line_decision: int
    repair_case: int
    recipient_draw: int
    recipient_sample: int
    comparison: int


def open_versions() -> tuple[int, int]:
    """Two published deliveries of the whole city, in which families are put later."""
    made = []
    for number, day in enumerate((date(2026, 2, 1), date(2026, 8, 1)), 1):
        version = sources.open_version(label=f"DTSEN v{number}", as_of=day, batch_id=9_000 + number, wilayah="")
        sources.publish_version(version, at=AT)
        made.append(version)
    return made[0], made[1]


def fill(mark: str, place: str, number: int, versions: tuple[int, int]) -> Office:
    """Everything once, through the acts of the office, all inside `place` (an RT)."""
    by = replace(Actor.system(username=f"petugas.{mark.lower()}"), scope=Scope((place,), frozenset({"*"})))
    wilayah.ensure_local_units([place], by=by, at=AT)
    born = date(1979, 5, 17)
    niks = [nik_of(born, True, number * 10, place[:6]), nik_of(date(2004, 5, 17), True, number * 10 + 1, place[:6])]
    members = [
        actions.NewPerson(
            name=f"{mark} {word}", nik=niks[n], relation=HEAD if n == 0 else 3, sex=2, mother_name=f"IBU {mark}",
            birth_date=date(1979 + 25 * n, 5, 17), phone="081234567890",
        )
        for n, word in enumerate(("SATU", "DUA"))
    ]  # fmt: skip
    family = actions.register_family(
        members=members, wilayah=place, address=f"JL {mark}", kk=f"{place[:6]}010115{number:04d}", by=by, at=AT
    )
    person = Person.objects.filter(family_id=family).order_by("relation").values_list("pk", flat=True)[0]
    marks = [
        actions.mark_ppks(
            person_id=person, code=code, criteria=[], since=date(2026, 1, 1), seen=True, reason=f"lihat {mark}", by=by, at=AT
        )
        for code in (PLAIN_PPKS, HIDDEN_PPKS)
    ]  # fmt: skip
    add_aid(person, "PKH", f"cair {mark}"[:20])
    for version, desil in zip(versions, (3, 2 + number % 3), strict=True):
        DtsenEntry.objects.create(version_id=version, family_id=family, wilayah=place, desil=desil, row=number + 2)
    Family.objects.filter(pk=family).update(desil=2 + number % 3, desil_version=versions[1])
    usul = proposals.propose(
        subject=proposals.Subject(person_id=person), kind="bansos", programme="PKH", by=by, at=AT,
        rationale=f"alasan {mark}", note=f"catatan {mark}",
    ).usul_id  # fmt: skip
    batch = _deliver(mark, niks[0], born, by)
    screening.run(area=place[:10], by=Actor.system(), at=AT)
    meeting, pairing = _musyawarah(mark, place, number, usul, family), _pair(mark, place, person)
    desks = meeting_rows(mark, place, number, usul, meeting[0], batch.file_id)
    desks |= record_rows(mark, place, number, family, pairing[1], batch.file_id)
    someone = _user(mark, place)
    desks |= visit_rows(mark, place, family, someone[0])
    desks |= field_rows(mark, place, number, someone[0])
    desks |= programme_rows(mark, place, number, family, person, batch.file_id)
    desks |= payment_rows(mark, place, family, person, desks["stage"], desks["decree"])
    desks |= reconciliation_rows(mark, place, person, desks["stage"], desks["instruction"], batch.file_id)
    return Office(
        mark, place, niks[0], family, person, (marks[0], marks[1]), usul, Flag.objects.get(person_id=person).pk, batch.pk,
        QuarantineRow.objects.filter(batch_id=batch.pk)[0].pk, batch.file_id, _mapping(mark, place), _job(place, by),
        *someone, versions, *meeting, *pairing, _scenario(mark, place), **desks,
    )  # fmt: skip


def _deliver(mark: str, nik: str, born: date, by: Actor) -> "intake.Batch":
    """A check list with one hit and one row in quarantine."""
    rows = [ASN, f"198001;{mark} SATU;{nik};{born:%d-%m-%Y};KANTOR {mark}", f"198002;{mark} TIGA;123;kemarin;{mark}"]
    received = intake.receive(
        file=keep_bytes(f"{mark}.csv", [("\n".join(rows) + "\n").encode()], by=by, at=AT), file_name=f"{mark}.csv",
        profile="list-asn", by=by, at=AT, as_of=date(2026, 11, 1), options={"regency": by.scope.prefixes[0][:4]},
    )  # fmt: skip
    work_through(received.batch_id, actor=by, publish=True)
    return intake.Batch.objects.get(pk=received.batch_id)


def _mapping(mark: str, place: str) -> int:
    return SavedMapping.objects.create(
        name=f"Peta {mark}", kind="family", headings_key="x" * 64, mapping={}, wilayah=place, created_at=AT, created_by=mark
    ).pk  # fmt: skip


def _job(place: str, by: Actor) -> int:
    from pilar.core.audit.jobs import anchor

    return jobs.request(task=anchor, by=by, at=AT, wilayah=place)


def _user(mark: str, place: str) -> tuple[int, int]:
    user = User.objects.create_user(f"petugas.{mark.lower()}", full_name=f"Petugas {mark}")
    held = Assignment.objects.create(
        user=user, role="rt", wilayah=place, active_from=date(2020, 1, 1), created_at=AT, created_by="uji"
    )
    return user.pk, held.pk


def _musyawarah(mark: str, place: str, number: int, usul: int, family: int) -> tuple[int, int, int]:
    session = Session.objects.create(
        wilayah=place[:10], period=f"2026-{number:02d}", form="musyawarah", agenda=f"Membahas {mark}", venue=f"Balai {mark}", starts_at=AT,
        chair=f"Lurah {mark}", note_taker=f"Sekretaris {mark}", created_at=AT, created_by="uji",
    )  # fmt: skip
    item = SessionItem.objects.create(
        session=session, wilayah=place, origin="baru", usul_id=usul, family_id=family, name=f"{mark} SATU", position=1
    )
    guest = Attendee.objects.create(session=session, element="rt", name=f"Tamu {mark}", code=f"{number:016d}")
    return session.pk, item.pk, guest.pk


def _pair(mark: str, place: str, person: int) -> tuple[int, int]:
    run = Run.objects.create(
        kind="menyeluruh", state="selesai", wilayah=place, file_name=f"{mark}.csv", requested_at=AT, requested_by=f"petugas.{mark.lower()}"
    )  # fmt: skip
    left, right = sorted(
        Person.objects.filter(family_id=Person.objects.get(pk=person).family_id).values_list("pk", flat=True)
    )
    pair = CandidatePair.objects.create(
        subject_kind=2, left_id=left, right_id=right, left_wilayah=place, right_wilayah=place, weight=7.5, probability=0.9,
        band="tinjau", evidence={"fields": [], "sentence": mark}, fingerprint="f" * 32, run=run, found_at=AT, updated_at=AT,
    )  # fmt: skip
    return run.pk, pair.pk


def _scenario(mark: str, place: str) -> int:
    return Scenario.objects.create(
        wilayah=place, name=f"Andai {mark}", programme="pkh", shared=True, by=mark, created_at=AT, updated_at=AT
    ).pk


def ghost(office: Office) -> Office:
    """The same kinds of things with ids and a place that nothing has."""
    changed = {key: n for n, key in enumerate(Office.__slots__, 1) if isinstance(getattr(office, key), int)}
    return replace(office, place="9999999999999999", marks=(91, 92), versions=(93, 94), **changed)
