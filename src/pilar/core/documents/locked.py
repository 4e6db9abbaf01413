"""Files that leave the house under a passphrase: a zip in the WinZip AES-256 form, which 7-Zip, Keka, WinZip and others open."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

from django.utils.timezone import localtime

LEAST = 14
"""Signs of a passphrase. The form derives its key by only 1,000 rounds of PBKDF2, so a short one could be guessed."""


def locked_zip(name: str, data: bytes, *, passphrase: str, at: dt.datetime) -> bytes:
    """A zip with the one file `name`, encrypted. The name itself stays readable. Raises ValueError for a passphrase below LEAST."""
    import pyzipper
    from pyzipper.zipfile_aes import AESZipInfo

    if len(passphrase) < LEAST:
        raise ValueError("the passphrase is too short")
    target = BytesIO()
    with pyzipper.AESZipFile(target, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        archive.setpassword(passphrase.encode("utf-8"))
        archive.writestr(AESZipInfo(name, localtime(at).timetuple()[:6]), data)
    return target.getvalue()
