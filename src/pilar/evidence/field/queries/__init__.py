"""Reads of the field; each takes a scope first."""
