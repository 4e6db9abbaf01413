"""Instructions to pay or hand over, the ledger, files to providers; never twice, to the rupiah."""
