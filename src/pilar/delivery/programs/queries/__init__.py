"""Reads of programmes; the contract with disbursement and reconciliation stands here."""

from pilar.delivery.programs.queries.contract import entitlements_of, left_subquery, stage_of

__all__ = ["entitlements_of", "left_subquery", "stage_of"]
