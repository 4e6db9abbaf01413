"""Programmes, their stages and quotas, membership, decrees (SK penetapan) and what each decree owes to whom.

Invariants: an entitlement appears only by freezing a decree and never changes; who drafted a decree does not freeze it; paid list =
decreed list (`queries.proof_of_decree`). Never pays and never reads bank statements (disbursement, reconciliation).
"""
