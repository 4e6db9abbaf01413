"""Usulan: what a kelurahan proposes for a person or family, from draft to the end of its life.

Owns usulan, contributions, papers and steps. Invariants: one open usulan per person (or NIK) and kind and programme, held by
two partial unique indexes; a repeat joins the open one; every step follows the declared life-cycle, is logged and audited; who
proposed does not verify or approve. It never changes the register.
"""
