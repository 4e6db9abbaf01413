"""Usulan: one open proposal per person and kind."""
