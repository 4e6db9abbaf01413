"""Reads of programmes; the contract with disbursement and reconciliation stands here."""

from pilar.delivery.programs.queries.contract import entitlements_of, left_subquery, stage_of
from pilar.delivery.programs.queries.proof import proof_of_decree

__all__ = ["entitlements_of", "left_subquery", "proof_of_decree", "stage_of"]
