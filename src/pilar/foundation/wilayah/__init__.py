"""Areas of Indonesia by Kemendagri code, with validity dates, and the local RW and RT below them.

Owns the national table of areas (province, kab/kota, kecamatan, desa/kelurahan), the local units below a village,
their history (split, rename, merge), the bridge to BPS codes, and the words each region uses for its levels.

Invariants: an area is named by its code, and its parent is a prefix of it; a row is never deleted, it ends (`valid_to`)
and names its successor; every change of a known area leaves a row of history. Holds no borders and no personal data.
"""
