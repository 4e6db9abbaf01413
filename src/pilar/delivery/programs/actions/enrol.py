"""Enrolment from an endorsed list: set-based, quota by area, the rest waits in order; promotion from the waiting list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from pilar.core.audit import actions as audit
from pilar.core.ids import new_ids
from pilar.core.scope import Actor
from pilar.core.vault.masking import mask_numbers
from pilar.decision.deliberation.queries.endorsements import get_endorsement
from pilar.decision.targeting.queries.versions import published_on
from pilar.delivery.programs import problems, setwise
from pilar.delivery.programs.actions.stages import lock_stage
from pilar.delivery.programs.catalogue import data_version
from pilar.delivery.programs.models import STAGE_STATES, Programme, Stage
from pilar.foundation.accounts.queries import today

_NOW = "programs_enrol_now"
_COLUMNS = (
    "usul_id bigint, position integer, family_id bigint, person_id bigint, wilayah varchar(16), desil integer, alive integer, "
    "reason varchar(20), why varchar(16), quota_area varchar(16), place integer, state varchar(12)"
)
KINDS = ("bansos", "reaktivasi_pbi")
SKIPPED = {
    "tanpa_register": "belum terhubung dengan register",
    "tanpa_penerima": "tidak ada anggota dewasa yang dapat menerima",
    "meninggal": "sudah meninggal atau tidak aktif",
    "luar_wilayah": "di luar wilayah program",
    "sudah_ikut": "sudah terdaftar",
    "ganda": "tertulis dua kali",
}


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What an enrolment did: received a place, put on the waiting list, left out by reason (SKIPPED)."""

    active: int
    waiting: int
    skipped: dict[str, int]


def rule_version(programme: Programme, at: datetime) -> str:
    """The version of what decides the amounts: the published rules, or the dated amounts of this context."""
    found = published_on(today(at)) if programme.rule_key else None
    return f"ketentuan {found.number}, {found.digest[:12]}" if found else f"besaran {data_version()}"


@transaction.atomic
def enrol(*, stage_id: int, endorsement_id: int, source: str, by: Actor, at: datetime, note: str = "") -> Enrolled:
    """Enrol those whom an endorsed list proposes for `source` (code of proposals.lists.PROGRAMMES) into the stage's programme.

    Places go by quota of the area, in the order of desil (unknown last), then of the list; without a quota for their area people wait.
    Repeating it enrols nobody twice. Raises UMUM-403, UMUM-404, PROG-001, PROG-002 (nobody), PROG-003 (list taken back).
    """
    by.scope.require("programs.manage")
    stage = lock_stage(stage_id, by)
    if stage.state == "closed":
        raise problems.WRONG_STEP(state=dict(STAGE_STATES)["closed"].lower(), target="diisi")
    listed = get_endorsement(by.scope, endorsement_id)
    if listed.undone_at is not None:
        raise problems.TAKEN_BACK()
    hold_programme(stage.programme_id)
    _candidates(stage, listed.pk, source, at)
    _mark_skipped(stage)
    _give_places(stage)
    counts = dict(setwise.rows(f"SELECT state, count(*) FROM {_NOW} WHERE why = '' GROUP BY state"))
    skipped = dict(setwise.rows(f"SELECT why, count(*) FROM {_NOW} WHERE why <> '' GROUP BY why ORDER BY why"))
    total = sum(counts.values())
    if not total:
        raise problems.NOBODY(what=_in_words("didaftarkan", skipped))
    _insert(stage, listed.pk, total, note, by, at)
    audit.record(
        "programs.members.enrolled", by=by, at=at, wilayah=stage.wilayah, subject=("stage", stage.pk), rows=total, reason=note,
        after={"endorsement": listed.pk, "list_hash": listed.list_hash, "source": source, "active": counts.get("aktif", 0),
               "waiting": counts.get("antre", 0), "skipped": skipped},
    )  # fmt: skip
    return Enrolled(counts.get("aktif", 0), counts.get("antre", 0), skipped)


def _in_words(what: str, skipped: dict[str, int]) -> str:
    if not skipped:
        return what
    return f"{what} ({', '.join(f'{count} {SKIPPED[code]}' for code, count in skipped.items())})"


def hold_programme(programme_id: int) -> None:
    """One writer of a programme's memberships at a time, so that a quota is not given away twice."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [programme_id])


def _candidates(stage: Stage, endorsement_id: int, source: str, at: datetime) -> None:
    """The rows of the list with their family, and who of it receives: of a family the woman who heads it or is the spouse, else
    the head, else the eldest adult (domain 6.1: the payee is normally the adult woman)."""
    setwise.temporary(_NOW, _COLUMNS)
    adult = today(at).replace(year=today(at).year - 17, day=min(today(at).day, 28))
    payee = (
        "(SELECT m.id FROM registry_person m WHERE m.family_id = f.id AND m.status = 'hidup' AND m.merged_into IS NULL "
        "AND (m.relation IN (1, 2) OR m.birth_date <= %s) ORDER BY CASE WHEN m.sex = 2 AND m.relation IN (1, 2) THEN 0 "
        "WHEN m.relation = 1 THEN 1 ELSE 2 END, m.birth_date, m.id LIMIT 1)"
    )
    person, parameters = (payee, [setwise.day(adult)]) if stage.programme.per_family else ("p.id", [])
    alive = "1" if stage.programme.per_family else "CASE WHEN p.status = 'hidup' THEN 1 ELSE 0 END"
    kinds = ", ".join(f"'{kind}'" for kind in KINDS)
    setwise.execute(
        f"INSERT INTO {_NOW} SELECT r.usul_id, r.position, f.id, {person}, f.wilayah, f.desil, {alive}, r.reason, '', '', 0, '' "
        "FROM deliberation_endorsedusul r JOIN proposals_usul u ON u.id = r.usul_id "
        "LEFT JOIN registry_person up ON up.id = u.person_id LEFT JOIN registry_person p ON p.id = coalesce(up.merged_into, up.id) "
        "LEFT JOIN registry_family uf ON uf.id = coalesce(u.family_id, p.family_id) "
        "LEFT JOIN registry_family f ON f.id = coalesce(uf.merged_into, uf.id) "
        f"WHERE r.endorsement_id = %s AND r.kind IN ({kinds}) AND (r.programme = %s OR (r.programme = '' AND r.kind = 'reaktivasi_pbi' "
        "AND %s = 'PBI'))",
        [*parameters, endorsement_id, source, source],
    )  # fmt: skip


def _mark_skipped(stage: Stage) -> None:
    family = stage.programme.per_family
    subject = "family_id" if family else "person_id"
    missing = "family_id IS NULL" if family else "family_id IS NULL OR person_id IS NULL"
    known = (
        f"EXISTS (SELECT 1 FROM programs_membership m WHERE m.programme_id = %s AND m.is_open = {setwise.true(True)} "
        f"AND (m.person_id = {_NOW}.person_id OR (m.per_family = {setwise.true(True)} AND m.family_id = {_NOW}.family_id)))"
    )
    twice = f"EXISTS (SELECT 1 FROM {_NOW} o WHERE o.{subject} = {_NOW}.{subject} AND o.position < {_NOW}.position AND o.why = '')"
    for why, condition, parameters in (
        ("tanpa_register", missing, []),
        ("tanpa_penerima", "person_id IS NULL", []),
        ("meninggal", "alive = 0", []),
        ("luar_wilayah", "NOT (wilayah >= %s AND wilayah < %s)", [stage.wilayah, stage.wilayah + ":"]),
        ("sudah_ikut", known, [stage.programme_id]),
        ("ganda", twice, []),
    ):
        setwise.execute(f"UPDATE {_NOW} SET why = '{why}' WHERE why = '' AND ({condition})", parameters)


def _give_places(stage: Stage) -> None:
    """Number everybody inside their quota area; the first `free` receive."""
    setwise.execute(
        f"UPDATE {_NOW} SET quota_area = coalesce((SELECT q.wilayah FROM programs_stagequota q WHERE q.stage_id = %s "
        f"AND {_NOW}.wilayah >= q.wilayah AND {_NOW}.wilayah < q.wilayah || ':' ), '')",
        [stage.pk],
    )
    setwise.execute(
        f"UPDATE {_NOW} SET place = (SELECT n.place FROM (SELECT position, row_number() OVER "
        f"(PARTITION BY quota_area ORDER BY coalesce(desil, 99), position) AS place FROM {_NOW} WHERE why = '') n "
        f"WHERE n.position = {_NOW}.position) WHERE why = ''"
    )
    setwise.execute(
        f"UPDATE {_NOW} SET state = CASE WHEN quota_area <> '' AND place <= ({free_places()}) THEN 'aktif' ELSE 'antre' END WHERE why = ''",
        [stage.programme_id, stage.pk],
    )


def free_places() -> str:
    """SQL: quota minus those who hold a place (receiving or suspended) in the area `quota_area` of the outer row; parameters programme, stage."""
    return (
        "SELECT q.quota - (SELECT count(*) FROM programs_membership h WHERE h.programme_id = %s AND h.state IN ('aktif', 'ditangguhkan') "
        "AND h.wilayah >= q.wilayah AND h.wilayah < q.wilayah || ':') FROM programs_stagequota q WHERE q.stage_id = %s AND q.wilayah = quota_area"
    )


def _insert(stage: Stage, endorsement_id: int, total: int, note: str, by: Actor, at: datetime) -> None:
    first, bulk = new_ids(total).start, new_ids(1).start
    last_rank = setwise.number(
        "SELECT max(rank) FROM programs_membership WHERE programme_id = %s", [stage.programme_id]
    )
    day, true, family = setwise.day(today(at)), setwise.true(True), setwise.true(stage.programme.per_family)
    setwise.execute(
        "INSERT INTO programs_membership (id, programme_id, family_id, person_id, wilayah, per_family, state, is_open, since, until, rank, "
        "reason, rule_version, endorsement_id, usul_id, exit_reason) "
        f"SELECT %s + row_number() OVER (ORDER BY position) - 1, %s, family_id, person_id, wilayah, {family}, state, {true}, %s, NULL, "
        "CASE WHEN state = 'antre' THEN %s + row_number() OVER (PARTITION BY state ORDER BY coalesce(desil, 99), position) END, "
        f"reason, %s, %s, usul_id, '' FROM {_NOW} WHERE why = ''",
        [first, stage.programme_id, day, last_rank, rule_version(stage.programme, at), endorsement_id],
    )
    steps = new_ids(total).start
    setwise.execute(
        'INSERT INTO programs_membershipstep (id, membership_id, act, from_state, to_state, "on", at, by, reason, note, bulk_id) '
        "SELECT %s + row_number() OVER (ORDER BY id) - 1, id, CASE WHEN state = 'aktif' THEN 'daftar' ELSE 'antre' END, '', state, "
        "since, %s, %s, reason, %s, %s FROM programs_membership WHERE id >= %s AND id < %s",
        [steps, setwise.moment(at), by.username, mask_numbers(note)[:300], bulk, first, first + total],
    )


@transaction.atomic
def promote(*, stage_id: int, area: str, by: Actor, at: datetime) -> int:
    """Give free places of the quota to those who wait, by rank, inside `area` ("" for the whole stage). Returns how many.

    Raises UMUM-403, UMUM-404, PROG-002 (no place or nobody waits).
    """
    from pilar.delivery.programs.actions.membership import apply_act

    by.scope.require("programs.manage")
    stage = lock_stage(stage_id, by)
    hold_programme(stage.programme_id)
    setwise.temporary(_NOW, _COLUMNS)
    within = area or stage.wilayah
    setwise.execute(
        f"INSERT INTO {_NOW} (usul_id, position, wilayah, quota_area, why, state) SELECT m.id, m.rank, m.wilayah, q.wilayah, '', '' "
        "FROM programs_membership m JOIN programs_stagequota q ON q.stage_id = %s AND m.wilayah >= q.wilayah AND m.wilayah < q.wilayah || ':' "
        "WHERE m.programme_id = %s AND m.state = 'antre' AND m.wilayah >= %s AND m.wilayah < %s",
        [stage.pk, stage.programme_id, within, within + ":"],
    )
    chosen = setwise.rows(
        f"SELECT n.usul_id FROM (SELECT usul_id, quota_area, row_number() OVER (PARTITION BY quota_area ORDER BY position, usul_id) AS place "
        f"FROM {_NOW}) n WHERE n.place <= ({free_places()}) ORDER BY n.usul_id",
        [stage.programme_id, stage.pk],
    )
    if not chosen:
        raise problems.NOBODY(what="dinaikkan dari daftar tunggu")
    return apply_act(
        programme=stage.programme,
        member_ids=[row[0] for row in chosen],
        act="promosi",
        reason="KUOTA",
        note="",
        by=by,
        at=at,
    )
