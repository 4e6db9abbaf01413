"""Copy the type family of the papers from node_modules into the package: the same family as the pages, as TTF for typst.

Run by `./run` after `npm ci`, or by hand: `python -m pilar.core.documents.build`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

PACKAGE = "node_modules/@expo-google-fonts/atkinson-hyperlegible-next"
VENDOR = Path("src/pilar/core/documents/vendor")
WEIGHTS = ("400Regular", "700Bold")


def build_fonts(root: Path) -> list[Path]:
    """Fill the vendor folder under `root` (the checkout); returns the files. Raises FileNotFoundError before `npm ci`."""
    target = root / VENDOR
    sources = [root / PACKAGE / weight / f"AtkinsonHyperlegibleNext_{weight}.ttf" for weight in WEIGHTS]
    sources.append(root / PACKAGE / "LICENSE_FONT")
    missing = [str(source) for source in sources if not source.is_file()]
    if missing:
        raise FileNotFoundError(f"run `npm ci` first: {', '.join(missing)} missing")
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    return [Path(shutil.copyfile(source, target / source.name)) for source in sources]


if __name__ == "__main__":
    build_fonts(Path.cwd())
