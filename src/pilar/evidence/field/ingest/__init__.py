"""One way in for every door: bytes are read, kept by content, and written in one transaction."""
