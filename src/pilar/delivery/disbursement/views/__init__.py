"""Doors of disbursement."""
