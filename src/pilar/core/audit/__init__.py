"""Append-only record of acts, chained by hash. Written in the transaction of the act; never changed, never deleted."""
