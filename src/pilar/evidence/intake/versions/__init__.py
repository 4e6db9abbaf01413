"""Deliveries of DTSEN side by side: which families are new, gone, moved, and how their desil changed."""
