"""Desks of the office: forms, phones, quarantine."""
