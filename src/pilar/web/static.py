"""Static files with a hash in their name, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class PilarStaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names also inside JavaScript modules; a missing manifest entry falls back to the plain name."""

    support_js_module_import_aggregation = True
    manifest_strict = False
