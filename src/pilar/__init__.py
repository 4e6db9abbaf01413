"""Pilar: a family's data from the door to the aid, for the Dinas Sosial."""

__version__ = "0.1.0"
