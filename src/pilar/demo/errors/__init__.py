"""Damage as offices really get it, and a log of every cell that was changed."""
