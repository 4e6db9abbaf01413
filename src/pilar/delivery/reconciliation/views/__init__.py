"""Doors of reconciliation."""
