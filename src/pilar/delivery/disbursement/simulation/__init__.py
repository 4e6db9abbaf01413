"""A month of payment under fire: real processes, real actions, a bank and a post office that keep their own truth.

Runs in a sandbox of its own (a schema on PostgreSQL, an encrypted file on SQLite) that is thrown away; never touches the office's books.
"""
