"""Papers and sheets that people hold: PDF from Typst templates, workbooks, QR codes. Knows no welfare word.

A template gets its data as one JSON value through `sys.inputs`; nothing is written to disk on the way, nothing is fetched.
"""
