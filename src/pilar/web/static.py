"""Static files with a hash in their name, so that browsers may keep them for ever."""

from urllib.parse import unquote, urlsplit

from whitenoise.storage import CompressedManifestStaticFilesStorage


class PilarStaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names also inside JavaScript modules; before `collectstatic`, the plain name, served by finders."""

    support_js_module_import_aggregation = True
    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The hashed name of the manifest, or the name as it is when the manifest does not know it."""
        key = self.hash_key(self.clean_name(unquote(urlsplit(name).path)))
        return name if key not in self.hashed_files else str(super().stored_name(name))
