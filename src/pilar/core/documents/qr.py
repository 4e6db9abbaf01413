"""QR codes on papers: an address of a record, error correction M (15 % may be soiled or stamped over)."""

from __future__ import annotations

from io import BytesIO


def qr_svg(url: str) -> bytes:
    """The QR code of `url` as an SVG image of one colour with a quiet zone of two modules.

    Raises ValueError when the text is empty or longer than a QR code holds (2,331 bytes).
    """
    return _drawn(url, kind="svg", scale=4, xmldecl=True)


def qr_png(url: str, *, scale: int = 8) -> bytes:
    """The QR code of `url` as PNG, `scale` pixels to a module. Raises ValueError as `qr_svg`."""
    return _drawn(url, kind="png", scale=scale)


def _drawn(url: str, *, kind: str, **options: object) -> bytes:
    import segno

    if not url.strip():
        raise ValueError("a QR code needs an address")
    image = BytesIO()
    segno.make_qr(url, error="m").save(image, kind=kind, border=2, **options)
    return image.getvalue()
