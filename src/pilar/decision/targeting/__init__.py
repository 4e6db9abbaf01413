"""Who is eligible, why, and who is missed.

Owns programme rules as dated data (`rules_engine`, `ketentuan/`), the local score, called "skor lokal" and never
desil (`rank`), and poverty measures with small-area estimates (`measure`). Invariants: unknown never selects and
never removes; every yes and no names its conditions; the same rules and data on the same date give the same
answer. Never changes a BPS desil.
"""
