"""Writes of the field: one transaction, one audit event each."""
