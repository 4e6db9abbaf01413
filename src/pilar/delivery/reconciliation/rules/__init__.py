"""Pure decisions of reconciliation: money and dates as text, classes of lines, repair, sampling, closing."""
