"""What a sent file is, from its first bytes: scans, photos and signatures are PDF, JPEG or PNG. Pure."""

HEADS = {"application/pdf": b"%PDF-", "image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n"}
PICTURES = frozenset({"image/jpeg", "image/png"})


def kind_of(head: bytes) -> str:
    """The media type of a file that begins with `head`; "application/octet-stream" for anything else."""
    return next((kind for kind, mark in HEADS.items() if head.startswith(mark)), "application/octet-stream")
