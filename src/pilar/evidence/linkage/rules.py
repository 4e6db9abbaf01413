"""Names and pure decisions of linkage that need neither Django nor the engine."""

LIST_CELLS = "linkage.list.cells"
"""Name to which the sealed cells of a matched list are bound."""
