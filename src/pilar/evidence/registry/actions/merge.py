"""Two records of one person (or one family) become one; that is undone; one record that holds two people is split.

Nothing is overwritten: both rows and all observations stay. What holds afterwards is computed from the observations of all
records that are one (merge_settle), so a merge can be taken back after any number of later acts and other merges.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from pilar.core import vault
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.evidence.registry import joining
from pilar.evidence.registry.actions import merge_links, merge_settle, problems, record
from pilar.evidence.registry.models import (
    Attribution,
    DukcapilResult,
    Merge,
    MergeField,
    Observation,
    Person,
    PersonPpks,
    ReceivedAid,
)
from pilar.evidence.registry.models.evidence import FAMILY, PERSON
from pilar.evidence.registry.names import clean_name
from pilar.evidence.registry.queries import merge as queries
from pilar.evidence.registry.references import Kind, tell_parted
from pilar.evidence.registry.rules import MERGED, NIK_FIELD

CAPABILITY = "linkage.review"
MATCHES = "padan"
"""Answer of Dukcapil that the number and the person are real."""


@transaction.atomic
def merge_people(
    *, kept_id: int, gone_id: int, chosen: Mapping[str, str] | None = None, reason: str, by: Actor, at: datetime
) -> int:
    """`gone_id` is the same person as `kept_id`. `chosen`: key -> "kept" | "gone" where the rule is not to decide.

    Returns the id of the merge; of the one in force when both are one already. Raises UMUM-403, -404, REG-114, -131, -132.
    """
    return _merge(PERSON, kept_id, gone_id, chosen or {}, reason, by, at)


@transaction.atomic
def merge_doubles(*, kept_id: int, gone_id: int, reason: str, by: Actor, at: datetime) -> int:
    """`gone_id` is the same family as `kept_id`: its members move, its number stays findable. Undone by `undo_merge`.

    Persons who stand on both cards stay two records until they are merged themselves. Returns the id of the merge.
    """
    return _merge(FAMILY, kept_id, gone_id, {}, reason, by, at)


def _merge(
    kind: int, kept_id: int, gone_id: int, chosen: Mapping[str, str], reason: str, by: Actor, at: datetime
) -> int:
    by.scope.require(CAPABILITY)
    if not reason.strip():
        raise problems.EVIDENCE_NEEDED()
    kept_id, gone_id = (_root_in_scope(kind, number, by) for number in (kept_id, gone_id))
    if kept_id == gone_id:
        return _in_force(kind, kept_id)
    rows = merge_settle.lock(kind, [kept_id, gone_id])
    if any(row.status == MERGED for row in rows.values()):
        raise problems.FAMILY_CLOSED()
    statements = queries.statements_of(kind, [*queries.tree_of(kind, kept_id).ids, *queries.tree_of(kind, gone_id).ids])
    kept, gone = (queries.joined_state(kind, queries.tree_of(kind, n), statements) for n in (kept_id, gone_id))
    if kind == PERSON:
        _not_two_people(kept_id, gone_id)
    if wrong := set(chosen) - set(queries.joined_keys(kind)) or {"nik"} & chosen.keys():
        raise problems.CHOICE_UNKNOWN(key=min(wrong))
    act = merge_settle.begin("Penggabungan catatan ganda", list(rows.values()), by=by, at=at)
    row = Merge(
        subject_kind=kind, kept_id=kept_id, gone_id=gone_id, wilayah=rows[kept_id].wilayah, chosen=dict(chosen), at=at,
        by=by.username, reason=reason.strip()[:300], source_id=act.source_id,
    )  # fmt: skip
    row.save(force_insert=True)
    verdicts = joining.compare(kept, gone, chosen, queries.joined_keys(kind))
    _keep_journal(row, verdicts)
    stayed = _settle(act, kind, [kept_id])
    lost = sorted(line.key for line in verdicts if line.rule not in ("sama", "satu"))
    record.finish(
        act, f"registry.{_WORDS[kind]}.doubles_merged", (_WORDS[kind], kept_id), row.wilayah,
        after={"merge": row.pk, "gone": gone_id, "conflicts": lost, "stayed": stayed}, reason=reason,
    )  # fmt: skip
    return row.pk


_WORDS: dict[int, Kind] = {FAMILY: "family", PERSON: "person"}


@transaction.atomic
def undo_merge(*, merge_id: int, owners: Mapping[int, str] | None = None, reason: str, by: Actor, at: datetime) -> None:
    """The two are not one (for a split: they are). Both records stand as if the merge had never been; what came later stays with
    the one it belongs to.

    `owners`: source id of a later act -> "kept" | "gone". Raises REG-133 while an act that says nothing of its owner is missing
    there; UMUM-403, -404, REG-114. A merge that is undone already is left alone.
    """
    by.scope.require(CAPABILITY)
    row = queries.merge_row(by.scope, merge_id)
    row = Merge.objects.select_for_update().get(pk=row.pk)
    if row.undone_at is not None:
        return
    if not reason.strip():
        raise problems.EVIDENCE_NEEDED()
    root = queries.root_of(row.subject_kind, row.kept_id)
    given = {} if row.is_split else _given(by, row, owners or {})
    affected = merge_settle.lock(row.subject_kind, [row.kept_id, row.gone_id, root])
    act = merge_settle.begin("Pembatalan penggabungan", list(affected.values()), by=by, at=at)
    Merge.objects.filter(pk=row.pk).update(undone_at=at, undone_by=by.username, undone_reason=reason.strip()[:300])
    if row.is_split:
        _join_again(act, row)
        stayed = _settle(act, row.subject_kind, [queries.root_of(row.subject_kind, row.kept_id)])
    else:
        _attribute(act, row, given)
        stayed = _settle(act, row.subject_kind, [root, row.gone_id])
    tell_parted(row.pk, by.username, at)
    record.finish(
        act, f"registry.{_WORDS[row.subject_kind]}.merge_undone", (_WORDS[row.subject_kind], row.kept_id), row.wilayah,
        before={"merge": row.pk, "gone": row.gone_id},
        after={"given_back": len(given), "stayed": stayed}, reason=reason,
    )  # fmt: skip


def has_open_questions(*, merge_id: int, by: Actor) -> bool:
    """Later acts stand on this merge of which somebody must say whose they are. Raises UMUM-404."""
    row = queries.merge_row(by.scope, merge_id)
    return row.undone_at is None and not row.is_split and any(not a.owner for a in queries.later_acts(by.scope, row))


@transaction.atomic
def split_person(
    *, person_id: int, observation_ids: Sequence[int], name: str, reason: str, by: Actor, at: datetime
) -> int:
    """One record holds two people: the observations named speak of the other, who gets a record of their own called `name`.

    The first record is left with what the other observations say. Returns the id of the split (its `gone_id` is the new person);
    `undo_merge` joins them again. Raises UMUM-403, -404, REG-114, -122, -134.
    """
    by.scope.require(CAPABILITY)
    if not reason.strip():
        raise problems.EVIDENCE_NEEDED()
    if not name.strip():
        raise problems.NAME_NEEDED()
    person_id = _root_in_scope(PERSON, person_id, by)
    row = merge_settle.lock(PERSON, [person_id])[person_id]
    own = {s.number for s in queries.statements_of(PERSON, [row.pk]) if s.owner == row.pk and not s.machine}
    leaving = set(observation_ids)
    if not leaving or not leaving < own:
        raise problems.SPLIT_NEEDS_BOTH()
    act = merge_settle.begin("Pemisahan catatan", [row], by=by, at=at)
    said = record.begin("Catatan baru dari pemisahan", by=by, at=at, newest=act.day)
    fresh = Person(wilayah=row.wilayah, name=clean_name(name)[:120], as_of=act.day)
    fresh.search_text = record.search_text_of(fresh, "")
    fresh.save(force_insert=True)
    number = {"nik": None} if _one_number(row, leaving) else {}
    record.observe_person(said, fresh.pk, {"wilayah": row.wilayah, "name": fresh.name} | number)
    split = Merge(
        subject_kind=PERSON, kept_id=row.pk, gone_id=fresh.pk, wilayah=row.wilayah, is_split=True, at=at, by=by.username,
        reason=reason.strip()[:300], source_id=act.source_id,
    )  # fmt: skip
    split.save(force_insert=True)
    _attribute(act, split, dict.fromkeys(leaving, row.pk))
    _settle(act, PERSON, [row.pk, fresh.pk])
    record.finish(
        act, "registry.person.split", ("person", row.pk), row.wilayah,
        after={"split": split.pk, "new_person": fresh.pk, "observations": len(leaving)}, reason=reason,
    )  # fmt: skip
    return split.pk


@transaction.atomic
def catch_up(*, source_id: int, by: Actor, at: datetime) -> int:
    """Carry what a delivery said of merged records over to the records that carry on for them. Returns how many those are.

    Lists keep finding a merged person by their old number; its rows stay in that record's history.
    """
    roots: dict[int, list[int]] = {}
    for kind in (FAMILY, PERSON):
        merged = queries.model_of(kind).objects.filter(merged_into__isnull=False)
        said = Observation.objects.filter(
            source_id=source_id, subject_kind=kind, subject_id__in=merged.values_list("pk", flat=True)
        )
        ids = set(said.values_list("subject_id", flat=True))
        if kind == PERSON:
            for table in (ReceivedAid, DukcapilResult):
                named = table.objects.filter(source_id=source_id, person_id__in=merged.values_list("pk", flat=True))
                ids |= {number for number in named.values_list("person_id", flat=True) if number}
        roots[kind] = sorted(set(queries.carriers(kind, ids).values()))
    if not any(roots.values()):
        return 0
    for kind, found in roots.items():
        if found:
            rows = merge_settle.lock(kind, [n for root in found for n in queries.tree_of(kind, root).ids])
            act = merge_settle.begin("Berita tentang catatan yang digabung", list(rows.values()), by=by, at=at)
            _settle(act, kind, found)
    count = sum(map(len, roots.values()))
    audit_act = record.Act(by, at, source_id, record.today(at))
    record.finish(audit_act, "registry.merge.caught_up", ("source", source_id), "", after={"records": count})
    return count


def _one_number(row: Person, leaving: set[int]) -> bool:
    """Both people were known by one NIK: it stays with the first record until somebody sees the card."""
    statements = queries.statements_of(PERSON, [row.pk])
    sides = [[s for s in statements if (s.number in leaving) is left and not s.machine] for left in (True, False)]
    numbers = [joining.fold(side, "nik").get("nik") for side in sides]
    opened = vault.unseal_many(NIK_FIELD, [each.value if each else None for each in numbers])
    return bool(opened[0]) and opened[0] == opened[1]


def _settle(act: record.Act, kind: int, roots: Sequence[int]) -> list[str]:
    """Bring records into agreement, rows of other tables too. Returns the titles of rows that had to stay."""
    touched: set[int] = set()
    stayed: list[merge_links.MovedReference] = []
    families: list[int] = []
    if kind == PERSON:
        touched |= merge_settle.settle_each(act, roots)
    for root in roots:
        if kind == FAMILY:
            touched |= merge_settle.settle_families(act, root)
        wilayah = queries.model_of(kind).objects.values_list("wilayah", flat=True).get(pk=root)
        ids = queries.tree_of(kind, root).ids
        stayed += merge_links.follow(_WORDS[kind], root, ids, wilayah)
        families += ids if kind == FAMILY else []
    for number in families:  # when every entry of DTSEN is where it belongs
        merge_settle.renew_desil(number)
    merge_settle.finish_families(act, touched)
    return sorted({entry.model for entry in stayed})


def _root_in_scope(kind: int, number: int, by: Actor) -> int:
    """The record that carries on. Raises UMUM-404 unless both it and the one named lie in the scope."""
    root = queries.root_of(kind, number)
    if queries.model_of(kind).objects.within(by.scope).filter(pk__in={number, root}).count() != len({number, root}):
        raise NOT_FOUND()
    return root


def _in_force(kind: int, root: int) -> int:
    found = Merge.objects.filter(subject_kind=kind, kept_id=root, undone_at__isnull=True, is_split=False).order_by(
        "-id"
    )
    number = found.values_list("pk", flat=True).first()
    if number is None:
        raise problems.SAME_RECORD()
    return number


def _not_two_people(kept_id: int, gone_id: int) -> None:
    """Dukcapil knows both numbers as real people: then they are two."""
    confirmed = []
    for person in (kept_id, gone_id):
        newest = DukcapilResult.objects.filter(person_id=person).order_by("-as_of", "-id").first()
        if newest is not None and newest.result == MATCHES and newest.nik_index is not None:
            confirmed.append(bytes(newest.nik_index))
    if len(confirmed) == 2 and confirmed[0] != confirmed[1]:
        raise problems.TWO_PEOPLE()


def _keep_journal(row: Merge, verdicts: Sequence[joining.Verdict]) -> None:
    MergeField.objects.bulk_create(
        MergeField(
            merge=row, key=line.key, winner=line.winner, rule=line.rule,
            kept_value=_shown(line.key, line.kept), gone_value=_shown(line.key, line.gone),
        )
        for line in verdicts
    )  # fmt: skip


def _shown(key: str, value: object) -> object:
    """A sealed value leaves only the mark that there was one."""
    return (not joining.empty(value)) if key in joining.SEALED_KEYS else value


def _given(by: Actor, row: Merge, owners: Mapping[int, str]) -> dict[int, int]:
    """Observation -> the record it was written to, for later acts that belong to the other person."""
    given: dict[int, int] = {}
    open_questions = []
    for later in queries.later_acts(by.scope, row):
        owner = owners.get(later.source_id) or later.owner
        if owner not in ("kept", "gone"):
            open_questions.append(later.label)
        elif owner == "gone":
            written = Observation.objects.filter(pk__in=later.observation_ids).values_list("pk", "subject_id")
            given.update(written)
    if open_questions:
        raise problems.OWNER_NEEDED(count=len(open_questions))
    return given


def _attribute(act: record.Act, row: Merge, given: Mapping[int, int]) -> None:
    """Say of these observations, and of the rows that the same acts wrote elsewhere, that they speak of the other record."""
    Attribution.objects.bulk_create(
        Attribution(
            observation_id=number, subject_id=subject, owner_id=row.gone_id, merge=row, at=act.at, by=act.by.username
        )
        for number, subject in given.items()
    )
    if row.subject_kind != PERSON:
        return
    root = queries.root_of(PERSON, row.kept_id)
    sources = set(Observation.objects.filter(pk__in=given).values_list("source_id", flat=True))
    marks = PersonPpks.objects.filter(person_id__in=[row.kept_id, root], source_id__in=sources)
    merge_links.belongs_to("registry.PersonPpks", "person_id", list(marks.values_list("pk", flat=True)), row.gone_id)
    gone = Person.objects.get(pk=row.gone_id)
    mine = queries.statements_of(PERSON, [row.gone_id])
    number = queries.own_state(PERSON, row.gone_id, mine).get("nik")
    index = merge_settle.index_of(number.value if number else None) or gone.nik_index
    for table in (ReceivedAid, DukcapilResult):
        rows = (
            table.objects.filter(person_id__in=[row.kept_id, root], nik_index=index) if index else table.objects.none()
        )
        merge_links.belongs_to(
            f"registry.{table.__name__}", "person_id", list(rows.values_list("pk", flat=True)), row.gone_id
        )


def _join_again(act: record.Act, row: Merge) -> None:
    """Undo a split: the observations go back, and what the new record was told since comes along by a merge of its own."""
    away = Attribution.objects.filter(merge=row).values_list("observation_id", "subject_id")
    Attribution.objects.bulk_create(
        Attribution(
            observation_id=number, subject_id=subject, owner_id=subject, merge=row, at=act.at, by=act.by.username
        )
        for number, subject in away
    )
    Merge(
        subject_kind=PERSON, kept_id=queries.root_of(PERSON, row.kept_id), gone_id=queries.root_of(PERSON, row.gone_id),
        wilayah=row.wilayah, at=act.at, by=act.by.username, reason="Pemisahan dibatalkan", source_id=act.source_id,
    ).save(force_insert=True)  # fmt: skip


__all__ = ["catch_up", "merge_doubles", "merge_people", "split_person", "undo_merge"]
