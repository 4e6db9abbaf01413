"""Every write of linkage, one module per subject."""
