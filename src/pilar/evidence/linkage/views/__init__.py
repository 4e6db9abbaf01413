"""Doors of linkage."""
