"""Papers of a session: plain data in, file out. No query, no scope: the caller has already read what it may."""
