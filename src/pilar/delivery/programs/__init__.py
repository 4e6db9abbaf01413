"""Programmes, their stages and quotas, membership, decrees (SK penetapan) and what each decree owes to whom."""
