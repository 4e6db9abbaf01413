"""Visits: who goes to which family, what they found, how well it was done, and what of it enters the register.

It owns: assignments with their events and results, absences, the rule of failed visits, and the review of what arrived.
Invariants: of one question (kind, source, family) there is one open assignment; a volunteer sees only their own; nobody reviews their
own visit; no fact enters the register without a reviewer's name (or a form that says it may). It never stores a submission (field does).
"""
