"""The design system: tokens, components, charts, number and date formats, the page shell.

Owns how Pilar looks and behaves in a browser and on paper. Invariants: no inline style, no inline script, no address
of another host in any output (strict Content-Security-Policy); text given by callers is always escaped; colour never
speaks alone.
It never reads a database table and knows no welfare word.
"""
