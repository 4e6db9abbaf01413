"""Poverty measures with honest errors and small-area estimates (Fay-Herriot). Pure NumPy, no database."""
