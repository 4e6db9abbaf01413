"""Pilar-pilar sosial: Potensi dan Sumber Kesejahteraan Sosial (PSKS), its people and organisations.

Owns who serves (PSM, TKSK, Tagana, LKS, Karang Taruna and local pillars), for which area and on which decree,
their training, reports and yearly evaluation. It never holds data of the people they serve.
"""
