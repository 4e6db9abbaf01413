"""Who lives where with whom, and what is known of them.

Owns persons, families, membership, former identifiers, facts of dwelling and person, PPKS marks, received aid and the
versions of DTSEN with their desil. Invariants: every fact stands in an observation with value, date, source and
recorder; observations are only added; the tables of present facts are a projection of them; desil is written
only by publishing a delivery of BPS; identifiers are sealed. It never decides who gets aid.
"""
