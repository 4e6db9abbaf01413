"""Doors of the register: translate, call one query or act, answer."""
