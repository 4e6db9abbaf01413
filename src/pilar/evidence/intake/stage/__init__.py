"""Phase one: read a kept file, tidy and check every cell with SQL, seal identifiers, keep what is wrong.

The result is a sealed Parquet of typed rows (`table.save`), from which phase two publishes.
"""
