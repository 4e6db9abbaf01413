"""Background work with leases: claimed, fenced by owner, effect and cursor in one transaction; survives kill -9."""
