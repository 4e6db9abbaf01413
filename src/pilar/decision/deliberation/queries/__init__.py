"""Reads of the musyawarah, one module per part."""
