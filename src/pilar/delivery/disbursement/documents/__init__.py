"""Papers that recipients and officers hold."""
