"""Pages of targeting: each translates, calls one action or query, answers."""
