"""Reads of programmes; the contract with disbursement and reconciliation stands here."""

from pilar.delivery.programs.queries.contract import entitlements_of, left_people, stage_of
from pilar.delivery.programs.queries.proof import proof_of_decree

__all__ = ["entitlements_of", "left_people", "proof_of_decree", "stage_of"]
