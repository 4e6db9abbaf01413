"""Names by culture and cohort, written from general knowledge; no list of real persons was used."""
