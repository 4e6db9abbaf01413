"""Pages of intake: batches, their quarantine, matching of columns, versions of DTSEN."""
