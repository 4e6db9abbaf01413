"""Every read of linkage, one module per subject; the scope comes first."""
