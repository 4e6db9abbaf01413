"""A locked zip opens with the right passphrase and with no other."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
import pyzipper

from pilar.core.documents.locked import locked_zip

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
SECRET = "jalan-mawar-tujuh-belas"
DATA = b"NO;NO_REKENING\n1;001201012345509\n" * 50


def test_it_opens_with_the_right_words_only() -> None:
    made = locked_zip("salur.csv", DATA, passphrase=SECRET, at=AT)
    assert b"001201012345509" not in made
    assert SECRET.encode() not in made
    with pyzipper.AESZipFile(BytesIO(made)) as archive:
        (entry,) = archive.infolist()
        assert entry.filename == "salur.csv"
        assert entry.flag_bits & 1
        archive.setpassword(SECRET.encode())
        assert archive.read("salur.csv") == DATA
    for wrong in (b"jalan-mawar-tujuh-belaS", b""):
        with pyzipper.AESZipFile(BytesIO(made)) as archive, pytest.raises(RuntimeError):
            archive.read("salur.csv", pwd=wrong or None)


def test_a_changed_byte_is_noticed() -> None:
    made = bytearray(locked_zip("salur.csv", DATA, passphrase=SECRET, at=AT))
    made[90] ^= 1
    with pyzipper.AESZipFile(BytesIO(bytes(made))) as archive, pytest.raises((pyzipper.BadZipFile, RuntimeError)):
        archive.read("salur.csv", pwd=SECRET.encode())


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(ValueError, match="short"):
        locked_zip("salur.csv", DATA, passphrase="pendek", at=AT)
