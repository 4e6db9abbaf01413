"""Every write on areas: national table, local units, bridge to BPS codes, changes by decision, words for levels."""

from pilar.foundation.wilayah.actions.bridge import BridgeProblem, BridgeReport, import_bps_bridge
from pilar.foundation.wilayah.actions.changes import NewArea, merge_areas, rename_area, split_area
from pilar.foundation.wilayah.actions.level_names import set_level_name
from pilar.foundation.wilayah.actions.local_units import LocalUnitsReport, ensure_local_units
from pilar.foundation.wilayah.actions.national import LoadReport, load_national_areas

__all__ = [
    "BridgeProblem",
    "BridgeReport",
    "LoadReport",
    "LocalUnitsReport",
    "NewArea",
    "ensure_local_units",
    "import_bps_bridge",
    "load_national_areas",
    "merge_areas",
    "rename_area",
    "set_level_name",
    "split_area",
]
