"""Files and bulk work: keep a file by its hash, read it as rows, run set-based checks, write to either engine.

Files lie encrypted under their SHA-256; the same content twice is one file. Nothing here knows what a row means.
"""
