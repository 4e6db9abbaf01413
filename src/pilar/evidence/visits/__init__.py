"""Assignments of visits to PSM and TKSK, supervision, review of what they brought."""
