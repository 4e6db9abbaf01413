"""Every write to the register at a desk: one module per act; each one transaction, one source, observations, one audit event."""

from pilar.evidence.registry.actions.correct import correct_family, correct_person
from pilar.evidence.registry.actions.death import mark_deceased, undo_deceased
from pilar.evidence.registry.actions.families import change_head, merge_families, split_family
from pilar.evidence.registry.actions.identifiers import correct_kk, correct_nik
from pilar.evidence.registry.actions.looks import record_look, unmask
from pilar.evidence.registry.actions.move import move_family, move_person
from pilar.evidence.registry.actions.ppks import end_ppks, mark_ppks
from pilar.evidence.registry.actions.register import NewPerson, register_family, register_person

__all__ = [
    "NewPerson",
    "change_head",
    "correct_family",
    "correct_kk",
    "correct_nik",
    "correct_person",
    "end_ppks",
    "mark_deceased",
    "mark_ppks",
    "merge_families",
    "move_family",
    "move_person",
    "record_look",
    "register_family",
    "register_person",
    "split_family",
    "undo_deceased",
    "unmask",
]
