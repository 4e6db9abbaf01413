"""The same linkage on Spark, for province and nation: Parquet in, Parquet out, one model definition.

Cleaning runs the same Arrow code in the executors, blocking keys and levels are compiled to Spark SQL from the same
objects as for DuckDB, patterns are scored by the same model on the driver. Needs the extra `spark` and Java 17.
"""
