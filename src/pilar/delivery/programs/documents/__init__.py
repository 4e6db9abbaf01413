"""The papers of a decree."""
