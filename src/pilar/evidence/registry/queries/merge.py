"""Which records are one, what each of them was told, and what happened since they were joined."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from pilar.core import vault
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.evidence.registry import joining
from pilar.evidence.registry.joining import Said, State, Statement
from pilar.evidence.registry.models import (
    Attribution,
    Family,
    Membership,
    Merge,
    MergeField,
    Observation,
    Person,
    Source,
)
from pilar.evidence.registry.models.evidence import FAMILY, PERSON
from pilar.evidence.registry.queries import timeline
from pilar.evidence.registry.queries.fold import FAMILIES, PEOPLE, Projection

MACHINE = "gabung"
"""Kind of the sources that merges, splits and their undoing write: derived from other observations, never evidence."""
REPEATED = "digabung, keluarga tetap"
"""Why a membership ended that a list only repeated while person and family were merged: it is no place of its own."""
Owner = Literal["kept", "gone", ""]
RULE_WORDS = {
    "dipilih": _("Dipilih pemeriksa"),
    "satu": _("Hanya satu catatan yang tahu"),
    "utama": _("Identitas dari catatan yang dipertahankan"),
    "terbaru": _("Nilai yang lebih baru"),
    "sama": _("Sama pada kedua catatan"),
}


def projection_of(kind: int) -> Projection:
    return PEOPLE if kind == PERSON else FAMILIES


def model_of(kind: int) -> type[Person] | type[Family]:
    return Person if kind == PERSON else Family


def root_of(kind: int, subject_id: int) -> int:
    """The record that carries on for this one; itself when it was never merged."""
    into = model_of(kind).objects.filter(pk=subject_id).values_list("merged_into", flat=True).first()
    return into or subject_id


@dataclass(frozen=True, slots=True)
class Tree:
    """A record with everything that was merged into it: merges in force by their kept record, in the order they were made."""

    root: int
    merges: Mapping[int, Sequence[Merge]]

    @property
    def ids(self) -> list[int]:
        """The root first."""
        found, wait = [], [self.root]
        while wait:
            found.append(number := wait.pop(0))
            wait += [merge.gone_id for merge in self.merges.get(number, ())]
        return found


def tree_of(kind: int, root: int) -> Tree:
    """Merges in force below a record."""
    merges: dict[int, list[Merge]] = {}
    level = [root]
    while level:
        rows = list(
            Merge.objects.filter(subject_kind=kind, kept_id__in=level, undone_at__isnull=True, is_split=False).order_by(
                "id"
            )
        )
        for row in rows:
            merges.setdefault(row.kept_id, []).append(row)
        level = [row.gone_id for row in rows]
    return Tree(root, merges)


def statements_of(kind: int, ids: Iterable[int]) -> list[Statement]:
    """Every observation that is written to one of these records or speaks of one of them."""
    wanted = list(ids)
    away = list(Attribution.objects.filter(owner_id__in=wanted).values_list("observation_id", flat=True))
    rows = list(
        (Observation.objects.filter(subject_kind=kind, subject_id__in=wanted) | Observation.objects.filter(pk__in=away))
        .select_related("source")
        .order_by("as_of", "id")
    )
    owners = dict(
        Attribution.objects.filter(subject_id__in={row.subject_id for row in rows})
        .order_by("id")
        .values_list("observation_id", "owner_id")
    )
    return [
        Statement(
            row.pk, row.subject_id, owners.get(row.pk, row.subject_id), row.as_of, row.source_id,
            row.source.kind == MACHINE, row.facts, bytes(row.sealed) if row.sealed is not None else None,
        )
        for row in rows
    ]  # fmt: skip


def number_key(kind: int) -> str:
    return projection_of(kind).sealed_key


def own_state(kind: int, subject_id: int, statements: Iterable[Statement]) -> State:
    """What sources say of one record, without what merges derived."""
    own = [each for each in statements if each.owner == subject_id and not each.machine]
    return joining.fold(own, number_key(kind))


def joined_state(kind: int, tree: Tree, statements: Sequence[Statement], subject_id: int | None = None) -> State:
    """What holds of a record with all that was merged into it."""
    number = tree.root if subject_id is None else subject_id
    state = own_state(kind, number, statements)
    for merge in tree.merges.get(number, ()):
        below = joined_state(kind, tree, statements, merge.gone_id)
        state = joining.join(state, below, merge.chosen, merge.pk)
    return state


def written_state(kind: int, subject_id: int, statements: Iterable[Statement]) -> State:
    """What the projection folds to: everything written to this record."""
    return joining.fold([each for each in statements if each.subject == subject_id], number_key(kind))


def joined_keys(kind: int) -> list[str]:
    """Keys that a merge decides on: columns, sealed numbers, answers of the catalogue."""
    projection = projection_of(kind)
    left_out = joining.PLACE if kind == PERSON else {*joining.PLACE, "status"}
    columns = [key for key in projection.columns if key not in left_out]
    sealed = ["nik", "mother_sealed", "phone_sealed"] if kind == PERSON else ["kk"]
    return [*columns, *sealed, *(variable.key for variable in projection.variables)]


def own_place(person_id: int, statements: Sequence[Statement], leave_out: int = 0) -> Membership | None:
    """The newest membership that a source (not a merge) gave this person; `leave_out`: a membership that does not count."""
    mine = {(s.source_id, s.subject) for s in statements if s.owner == person_id and s.subject != person_id}
    lost = {s.source_id for s in statements if s.subject == person_id and s.owner != person_id}
    lost -= {s.source_id for s in statements if s.subject == person_id and s.owner == person_id}
    people = {person_id, *(subject for _, subject in mine)}
    rows = (
        Membership.objects.filter(person_id__in=people)
        .exclude(reason=REPEATED)
        .exclude(pk=leave_out)
        .order_by("-active_from", "-id")
    )
    machine = set(
        Source.objects.filter(pk__in={row.source_id for row in rows}, kind=MACHINE).values_list("pk", flat=True)
    )
    for row in rows:
        if row.source_id in machine:
            continue
        if (row.person_id == person_id and row.source_id not in lost) or (row.source_id, row.person_id) in mine:
            return row
    return None


@dataclass(frozen=True, slots=True)
class LaterAct:
    """Something recorded of the merged record since. `owner` "kept" or "gone" when the evidence says it, "" when a person must."""

    source_id: int
    label: str
    recorder: str
    recorded_at: datetime
    changes: tuple[timeline.FactChange, ...]
    owner: Owner
    observation_ids: tuple[int, ...]


def later_acts(scope: Scope, merge: Merge) -> list[LaterAct]:
    """What was recorded of the kept record (or of the one that carries on for it now) since the merge, newest last.

    Rows of files found the kept record by its own number, unless they carry the number of the other one. Acts at a desk say
    nothing about which of the two was meant: a person must.
    """
    root = root_of(merge.subject_kind, merge.kept_id)
    ids = list(dict.fromkeys([root, merge.kept_id]))
    every = statements_of(merge.subject_kind, [*ids, merge.gone_id])
    wanted = [s for s in every if s.owner in ids and s.number > merge.pk and not s.machine]
    sources = Source.objects.in_bulk({s.source_id for s in wanted})
    steps = {step.observation_id: step for step in timeline.history(scope, dict.fromkeys(ids, ""), limit=100_000)}
    grouped: dict[int, list[Statement]] = {}
    for each in wanted:
        grouped.setdefault(each.source_id, []).append(each)
    gone = own_state(merge.subject_kind, merge.gone_id, every).get(number_key(merge.subject_kind))
    lines = []
    for source_id, group in grouped.items():
        source = sources[source_id]
        changes = tuple(change for each in group if each.number in steps for change in steps[each.number].changes)
        owner: Owner = _owner_by_number(merge.subject_kind, group, gone) if source.kind == "berkas" else ""
        lines.append(
            LaterAct(
                source_id,
                source.label,
                source.recorder,
                source.recorded_at,
                changes,
                owner,
                tuple(s.number for s in group),
            )
        )
    return sorted(lines, key=lambda line: line.recorded_at)


def _owner_by_number(kind: int, group: Sequence[Statement], gone: Said | None) -> Owner:
    if gone is None or joining.empty(gone.value):
        return "kept"
    opened = vault.unseal_many(projection_of(kind).field, [gone.value, *(each.sealed for each in group)])
    return "gone" if opened[0] and opened[0] in opened[1:] else "kept"


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One fact of the journal, in words. `differs`: both records knew something and it was not the same."""

    label: str
    kept: str
    gone: str
    winner: str
    rule: str
    differs: bool


@dataclass(frozen=True, slots=True)
class MergePage:
    """A merge for its page."""

    id: int
    kept_id: int
    gone_id: int
    kept_name: str
    gone_name: str
    subject_kind: int
    is_split: bool
    at: datetime
    by: str
    reason: str
    undone_at: datetime | None
    undone_by: str
    undone_reason: str
    journal: tuple[JournalLine, ...]
    hidden: int

    @property
    def conflicts(self) -> tuple[JournalLine, ...]:
        return tuple(line for line in self.journal if line.differs)

    @property
    def agreed(self) -> tuple[JournalLine, ...]:
        return tuple(line for line in self.journal if not line.differs)


def merge_row(scope: Scope, merge_id: int) -> Merge:
    """Raises UMUM-404 unless both records lie in the scope."""
    row = Merge.objects.filter(pk=merge_id).first()
    if row is None:
        raise NOT_FOUND()
    model = model_of(row.subject_kind)
    if model.objects.within(scope).filter(pk__in=[row.kept_id, row.gone_id]).count() != 2:
        raise NOT_FOUND()
    return row


def get_merge(scope: Scope, merge_id: int) -> MergePage:
    """The journal of a merge or split. Facts that the role may not see are counted, not shown."""
    row = merge_row(scope, merge_id)
    lines = list(MergeField.objects.filter(merge=row).order_by("id"))
    shown = [line for line in lines if timeline.may_see(scope, line.key)]
    name = "name" if row.subject_kind == PERSON else "head_name"
    both = model_of(row.subject_kind).objects.filter(pk__in=[row.kept_id, row.gone_id])
    names: dict[int, str] = dict(both.values_list("pk", name))
    return MergePage(
        row.pk, row.kept_id, row.gone_id, names.get(row.kept_id, ""), names.get(row.gone_id, ""), row.subject_kind,
        row.is_split, row.at, row.by, row.reason, row.undone_at, row.undone_by, row.undone_reason,
        tuple(_journal_line(line) for line in shown), len(lines) - len(shown),
    )  # fmt: skip


def _journal_line(line: MergeField) -> JournalLine:
    sealed = line.key in joining.SEALED_KEYS
    kept, gone = (
        ("••••" if value else "") if sealed else timeline.words(line.key, value, {})
        for value in (line.kept_value, line.gone_value)
    )
    differs = line.rule not in ("sama", "satu")
    return JournalLine(timeline.label(line.key), kept, gone, line.winner, str(RULE_WORDS[line.rule]), differs)


@dataclass(frozen=True, slots=True)
class Joined:
    """One merge or split on the page of a record: which other record, in which direction."""

    merge_id: int
    other_id: int
    other_name: str
    into: bool
    is_split: bool
    at: datetime
    by: str
    undone: bool


def merges_of(scope: Scope, kind: int, subject_id: int) -> list[Joined]:
    """Merges and splits of a record, newest first; the name of a record outside the scope stays hidden."""
    rows = list(
        (Merge.objects.filter(subject_kind=kind, kept_id=subject_id) | Merge.objects.filter(subject_kind=kind, gone_id=subject_id))
        .order_by("-id")[:50]
    )  # fmt: skip
    others = {row.gone_id if row.kept_id == subject_id else row.kept_id for row in rows}
    name = "name" if kind == PERSON else "head_name"
    names = dict(model_of(kind).objects.within(scope).filter(pk__in=others).values_list("pk", name))
    found = []
    for row in rows:
        into = row.gone_id == subject_id
        other = row.kept_id if into else row.gone_id
        found.append(
            Joined(row.pk, other, names.get(other, ""), into, row.is_split, row.at, row.by, row.undone_at is not None)
        )
    return found


def carriers(kind: int, ids: Iterable[int]) -> dict[int, int]:
    """Merged records among these -> the record that carries on; one query."""
    rows = model_of(kind).objects.filter(pk__in=list(ids), merged_into__isnull=False)
    return {number: into for number, into in rows.values_list("pk", "merged_into") if into is not None}


def names_of(scope: Scope, kind: int, ids: Iterable[int]) -> dict[int, str]:
    """Names of persons, or of the heads of families, that lie in the scope; one query."""
    name = "name" if kind == PERSON else "head_name"
    return dict(model_of(kind).objects.within(scope).filter(pk__in=list(ids)).values_list("pk", name))


def values_of(state: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """Plain values of a state, None for what nobody said."""
    return {key: state[key].value if key in state else None for key in keys}


__all__ = ["FAMILY", "PERSON", "Joined", "LaterAct", "MergePage", "get_merge", "later_acts", "merges_of"]
