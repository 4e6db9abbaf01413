"""Linkage: one person is one person. Owns pairs, groups and the models that score them; never merges by itself."""
