"""Pure decisions of reconciliation: money and dates as text, classes of lines, repair, sampling, comparison."""

RAW_FIELD = "reconciliation.line.raw"
"""Name under which the raw text of a line is sealed."""
