"""Files of the offices: staged, checked, explained, accepted or kept in quarantine; DTSEN versions."""
