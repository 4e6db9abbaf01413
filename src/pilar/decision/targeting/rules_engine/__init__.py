"""The rule engine: programme files with dates to one set-based statement, three outcomes, reasons and amounts.

Owns the language of rule files (docs/KETENTUAN.md) and its only meaning. Invariants: an unknown never selects
and never removes; a rule book with any problem is evaluated for nobody; SQL is written from a checked tree of
declared names and constants, never from a file's text; the compiled statement and the plain-Python reference
give identical answers. Knows no Django and no clock: the date is an argument.
"""
