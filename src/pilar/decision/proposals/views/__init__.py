"""Pages of usulan and of the desk check of a kelurahan."""
