"""The local score ("skor lokal"): a card of at most 20 questions with whole-number points, low = poorer.

Owns fitting from a survey, the card, scoring, error reports, the adaptive interview and the blend with a
musyawarah's order. Invariants: a better answer never costs points; every score can be added up by hand from the
printed card; a missing answer keeps the family in; it is never called desil and never replaces the BPS desil.
Heavy imports (numpy, duckdb) stay inside this package's modules, which doors import lazily.
"""
