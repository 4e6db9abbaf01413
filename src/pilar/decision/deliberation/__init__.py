"""The musyawarah kelurahan as a record: its calendar, its session at the table, its papers, and what came of it.

Owns: the calendar of acts per area and period, the settings of an area (quorum, letters, days of sanggah), sessions with
their items, every act at the table, attendance, letters and scans. Invariants: an act at the table is written once and
never altered (`TableAct`; its key comes from the device, so a repeat changes nothing); the state of an item is the fold of
its acts; a closed session has a hash over everything decided and takes no further act; what arrives late is kept and
marked, never applied. Never does: decide by itself, remove anybody, or change a usulan but by steps of its life-cycle.
"""
