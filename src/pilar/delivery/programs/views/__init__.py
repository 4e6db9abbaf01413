"""Doors of programmes: pages of programmes and stages, of members, of decrees."""
