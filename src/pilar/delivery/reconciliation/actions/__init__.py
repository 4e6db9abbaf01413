"""Every write of reconciliation, one module per use."""
