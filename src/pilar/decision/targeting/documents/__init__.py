"""Papers of targeting."""
