"""Instructions to pay or hand over, the ledger, files to providers; never twice, to the rupiah.

Owns: Instruction (one attempt for one entitlement over one channel), Batch (sealed file), Outbox, the append-only ledger
(Txn, Posting), Answer (every outcome a provider reported), PayAccount and Card, HandOver. Invariants: at most one live
instruction per entitlement (partial unique index); a reference is unique for ever; a transaction of the ledger sums to
zero and is never changed; `unknown` is never tried again without evidence of the provider; seal and commit, then transmit;
maker, approver and sender are three people. Never decides who is entitled (programs) and never reads statements (reconciliation).
"""
