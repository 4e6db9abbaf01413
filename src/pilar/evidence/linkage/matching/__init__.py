"""The engine applied to the register: frames in, tables of results out, everything in the memory of one job.

Imports numpy, pyarrow and duckdb on use: only jobs and doors import it.
"""
