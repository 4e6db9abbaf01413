"""Copy the front parts that Pilar ships (type, icons, htmx) from node_modules into the package.

Run by `./run` after `npm ci`, or by hand: `python -m pilar.core.ui.build`.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import TypedDict

from pilar.core.ui.icons import ICON_NAMES

FONT = "atkinson-hyperlegible-next"
VENDOR = Path("src/pilar/core/ui/static/ui/vendor")
ALLOWED_ICON_PARTS = re.compile(r"<(?:path|circle|rect|line|polyline|polygon|ellipse)\b[^>]*/>")


class Part(TypedDict):
    """One shipped file: its name in the vendor folder, the package version, its licence and SHA-256 in hex."""

    file: str
    version: str
    licence: str
    sha256: str


class FrontPartMissing(RuntimeError):
    """A package or icon that the pages need is not in node_modules."""


def build_front(root: Path) -> dict[str, Part]:
    """Fill the vendor folder under `root` (the checkout) and return what was carried, by name.

    Raises FrontPartMissing when node_modules lacks a part; the folder is then left as it was.
    """
    modules = root / "node_modules"
    plan = {
        "font": (f"@fontsource-variable/{FONT}", f"files/{FONT}-latin-wght-normal.woff2", f"{FONT}-{{v}}.woff2"),
        "htmx": ("htmx.org", "dist/htmx.min.js", "htmx-{v}.min.js"),
        "icons": ("lucide-static", "icons", "icons-{v}.json"),
    }
    contents: dict[str, tuple[str, str, str, bytes]] = {}
    for name, (package, source, target) in plan.items():
        folder = modules / package
        version, licence = _package_facts(folder)
        path = folder / source
        body = _icons_as_json(path) if name == "icons" else _read(path)
        if name == "htmx":
            body = re.sub(rb"\n?//# sourceMappingURL=\S+\s*$", b"\n", body)
        contents[name] = (target.format(v=version), version, licence, body)
    return _write(root / VENDOR, contents, {package for package, _, _ in plan.values()}, modules)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FrontPartMissing(f"{path} is missing; run `npm ci` first") from error


def _package_facts(folder: Path) -> tuple[str, str]:
    facts = json.loads(_read(folder / "package.json"))
    return str(facts["version"]), str(facts.get("license", ""))


def _icons_as_json(folder: Path) -> bytes:
    """Keep only the drawing elements of each icon that the product names."""
    shapes: dict[str, str] = {}
    for name in ICON_NAMES:
        svg = _read(folder / f"{name}.svg").decode()
        parts = ALLOWED_ICON_PARTS.findall(svg)
        if not parts or "style=" in svg:
            raise FrontPartMissing(f"icon {name} has no plain shapes")
        shapes[name] = "".join(re.sub(r"\s*/>$", "/>", part) for part in parts)
    return json.dumps(shapes, indent=0, sort_keys=True).encode()


def _write(
    vendor: Path, contents: dict[str, tuple[str, str, str, bytes]], packages: set[str], modules: Path
) -> dict[str, Part]:
    fresh = vendor.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    manifest: dict[str, Part] = {}
    for name, (file, version, licence, body) in contents.items():
        (fresh / file).write_bytes(body)
        digest = hashlib.sha256(body).hexdigest()
        manifest[name] = {"file": file, "version": version, "licence": licence, "sha256": digest}
    for package in sorted(packages):
        (fresh / f"LICENSE-{package.rsplit('/', 1)[-1]}.txt").write_bytes(_read(modules / package / "LICENSE"))
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.rename(vendor)
    return manifest


if __name__ == "__main__":
    build_front(Path(__file__).resolve().parents[4])
