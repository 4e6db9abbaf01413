"""Every read of rules, evaluations and reason sheets; the scope comes first."""
