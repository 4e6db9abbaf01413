"""Phase two: the accepted rows of a batch enter the register in slices, each one transaction, visible whole at the end."""
