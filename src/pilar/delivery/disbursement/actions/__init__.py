"""Every write of disbursement."""
