"""Every write on areas: national table, local units, bridge to BPS codes, changes by decision, words for levels."""

from pilar.foundation.wilayah.actions.national import LoadReport, load_national_areas

__all__ = ["LoadReport", "load_national_areas"]
