"""Django backend for SQLite through SQLCipher (docs/adr/0002)."""
