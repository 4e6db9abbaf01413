"""What we do: programmes, payment, reconciliation."""
