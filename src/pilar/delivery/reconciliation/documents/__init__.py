"""Papers of reconciliation."""
