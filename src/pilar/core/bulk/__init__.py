"""Files and bulk work: keep by hash, read, check, stage, publish."""
