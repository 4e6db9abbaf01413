"""Every write of rules and evaluations: keyword-only, by an actor, at a moment, one transaction, one audit event."""
