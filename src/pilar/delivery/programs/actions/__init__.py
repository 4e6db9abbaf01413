"""Writes of programmes; `set_stage_state` is the contract with disbursement and reconciliation."""

from pilar.delivery.programs.actions.stages import set_stage_state

__all__ = ["set_stage_state"]
