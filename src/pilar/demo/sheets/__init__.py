"""One module per kind of file an office receives; each writer returns the file's rows and its damages."""
