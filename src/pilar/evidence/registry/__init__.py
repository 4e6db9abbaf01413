"""Persons, families, their membership, dwelling and facts, each with its source and date."""
