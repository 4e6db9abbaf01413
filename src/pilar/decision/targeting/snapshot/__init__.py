"""The register as rules see it: tables `families` and `members` in DuckDB, at present or as of a past date.

`families(family, wilayah, <fields>)`, `members(family, person, <fields>)`; columns typed by the rule catalogue, NULL is
unknown. Only what rules name is read; no name, NIK or KK ever gets in. Active families and living members only.
"""

from pilar.decision.targeting.snapshot.load import Wanted, load_snapshot, wanted_by
from pilar.decision.targeting.snapshot.sealed import open_snapshot, pack_snapshot

__all__ = ["Wanted", "load_snapshot", "open_snapshot", "pack_snapshot", "wanted_by"]
