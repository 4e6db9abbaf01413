"""The demonstration city: seeded, synthetic families and the messy files an office receives about them.

Owns the generator of one made-up kota or kabupaten on real area codes (`city.generate_city`) and the writers of
the files of one office month (`month.write_month`), each with a manifest of exactly the damage put into it.

Invariants: the same seed, area table and size give the same city; every NIK and KK number has the official
structure but a serial of 9001-9999, which no civil registry reaches (serials restart at 0001 for every kecamatan and
date), so no number can belong to a living person; every phone number starts with the unassigned prefix 0840.
Never does: read or write a database, read a real person's data, write outside the folder it is given.
The modules below import numpy and pyarrow: import them inside functions of a door only.
"""
