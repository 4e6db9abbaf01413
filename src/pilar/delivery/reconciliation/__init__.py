"""What providers answered, line by line, against what was ordered; repair of failed payments; closing of a stage.

Owns: inbound files (by SHA-256), their lines with raw text and class, decisions of two persons about conflicts, explanations of
differences, closings, repair cases of failed payments, comparisons with other parties' lists, samples of recipients.
Invariants: every line of every file is kept with a class and a sentence; a line moves money only through
`disbursement.actions.outcomes`; what disagrees with the order is never posted; a closed stage stays closed.
Never does: change an entitlement, an instruction or the ledger by itself.
"""
