"""Every read of reconciliation, one module per use."""
