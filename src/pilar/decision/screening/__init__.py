"""The desk check before the musyawarah: flags from check lists, findings about open cases.

Owns entries of check lists, flags and their steps, findings and when a case was last checked. Invariants: a flag names its
source, has a due date and never removes anybody by itself; who recorded the evidence does not decide; a person has one open
flag per list; a case has one present finding per code, and what went away keeps its history. It knows cases only through
`cases.CaseSource`, which the context above registers.
"""
