"""The desk check: one snapshot of cases and register, rules over it in SQL, findings kept with their history."""
