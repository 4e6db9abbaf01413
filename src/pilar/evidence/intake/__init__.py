"""Files of the offices: kept, staged, checked cell by cell, accepted or put in quarantine, published whole.

Owns file profiles, batches, faults and quarantine. Invariants: every row of a file is accepted, quarantined or named as no
data, and the three add up; the same file with the same profile is one batch; a batch is visible whole or not at all; a
quarantined row keeps its cells until it is mended. It never decides anything about a person.
"""
