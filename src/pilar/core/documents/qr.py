"""QR codes that lead from a paper to its record."""

import io


def qr_svg(address: str) -> str:
    """SVG of the QR code of an address, error correction M. The address holds opaque ids only, never a NIK."""
    import segno

    sink = io.BytesIO()
    segno.make(address, error="m", micro=False).save(sink, kind="svg", border=1, xmldecl=False)
    return sink.getvalue().decode()
