"""Urls, navigation, home pages, errors."""
