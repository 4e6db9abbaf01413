"""Electronic signatures on PDF (PAdES, made and checked with pyHanko), with the certificate that lies in the folder of keys.

- `tanda-tangan.p12` and `tanda-tangan.sandi` (its passphrase): a certificate that the office was given;
- else `tanda-tangan-lokal.p12`: made by this installation once, for this installation only.
- `psre/*.pem`: certificates of certification authorities (PSrE) that the office lists. Only a certificate that chains to one of
  them counts as certified; every other signature says of itself that it is not (UU 11/2008 Pasal 11; PP 71/2019 Pasal 60).
"""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pilar.config import config
from pilar.decision.deliberation.problems import NO_CERTIFICATE

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

GIVEN, PASSPHRASE, LOCAL, AUTHORITIES = "tanda-tangan.p12", "tanda-tangan.sandi", "tanda-tangan-lokal.p12", "psre"
FIELD = "TandaTanganPilar"
LOCAL_YEARS = 5


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed PDF and whose certificate signed it. `fingerprint`: SHA-256 of the certificate. `certified`: chains to a listed PSrE."""

    data: bytes
    holder: str
    issuer: str
    fingerprint: str
    certified: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What a signature in a PDF says: the file is unaltered since, and the fingerprint of the certificate."""

    intact: bool
    fingerprint: str


def sign(data: bytes, *, signer_name: str, reason: str, at: dt.datetime) -> Signed:
    """The PDF with one signature over all of it. Raises SIDANG-026 when the certificate cannot be used at `at`."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    holder = _signer(at)
    certificate = holder.signing_cert
    if certificate is None:
        raise NO_CERTIFICATE(why="tidak memuat sertifikat")
    validity = certificate["tbs_certificate"]["validity"]
    if not validity["not_before"].native <= at <= validity["not_after"].native:
        raise NO_CERTIFICATE(why="masa berlakunya lewat atau belum mulai")
    certified = _is_certified(holder, at)
    label = "tersertifikasi" if certified else "tidak tersertifikasi"
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, name=signer_name, reason=f"{reason} (tanda tangan elektronik {label})", md_algorithm="sha256"
    )
    out = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(data)), meta, signer=holder)
    made = out.getvalue()
    if not check(made).intact:
        raise RuntimeError("a signature just made does not hold")
    return Signed(
        made, certificate.subject.human_friendly[:200], certificate.issuer.human_friendly[:200], certificate.sha256.hex(), certified
    )  # fmt: skip


def check(data: bytes) -> Checked:
    """Whether the signature of a PDF covers it whole and holds. `intact` is false for a file without any or with a broken one."""
    from pyhanko.pdf_utils.misc import PdfReadError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError

    try:
        found = PdfFileReader(io.BytesIO(data)).embedded_signatures
        if not found:
            return Checked(False, "")
        # trusted here only to ask whether the file is unaltered; who certified it is told apart (_is_certified)
        status = validate_pdf_signature(found[-1], _context((found[-1].signer_cert,), None))
        whole = status.intact and status.valid and status.modification_level == ModificationLevel.NONE
        return Checked(bool(whole), found[-1].signer_cert.sha256.hex())
    except (PdfReadError, SignatureValidationError, SigningError, ValueError):
        return Checked(False, "")


def _signer(at: dt.datetime) -> SimpleSigner:
    folder = config().keys_dir
    given = folder / GIVEN
    if given.is_file():
        words = folder / PASSPHRASE
        passphrase = words.read_bytes().strip() if words.is_file() else None
        return _opened(given.read_bytes(), passphrase, "berkas atau sandinya salah")
    return _opened(_local(folder / LOCAL, at), None, "sertifikat lokal rusak")


def _opened(data: bytes, passphrase: bytes | None, why: str) -> SimpleSigner:
    """The signer in a PKCS#12 file. Raises SIDANG-026 with `why`."""
    from pyhanko.sign import signers

    try:
        loaded = signers.SimpleSigner.load_pkcs12_data(data, other_certs=[], passphrase=passphrase)
    except ValueError as error:
        raise NO_CERTIFICATE(why=why) from error
    if loaded is None:
        raise NO_CERTIFICATE(why=why)
    return loaded


def _local(path: Path, at: dt.datetime) -> bytes:
    """The certificate of this installation, made when there is none; when another process was first, its file stays."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        scratch = path.with_suffix(f".{secrets.token_hex(4)}")
        descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(_made(at))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(scratch, path)
        except FileExistsError:
            pass
        finally:
            scratch.unlink()
    return path.read_bytes()


def _made(at: dt.datetime) -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import pkcs12
    from cryptography.x509.oid import NameOID

    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"Pemasangan Pilar {config().office}".strip()),
            x509.NameAttribute(NameOID.COMMON_NAME, "Tanda tangan Pilar (tidak tersertifikasi)"),
        ]
    )
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - dt.timedelta(days=1))
        .not_valid_after(at + dt.timedelta(days=365 * LOCAL_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(b"pilar", key, certificate, None, serialization.NoEncryption())


def _is_certified(holder: SimpleSigner, at: dt.datetime) -> bool:
    """True when the signer's certificate chains to a listed PSrE and may sign; revocation is not asked (no network)."""
    from pyhanko.keys import load_certs_from_pemder
    from pyhanko_certvalidator import CertificateValidator
    from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

    roots = list(load_certs_from_pemder([str(one) for one in sorted((config().keys_dir / AUTHORITIES).glob("*.pem"))]))
    if not roots or holder.signing_cert is None:
        return False
    context = _context(roots, at)
    validator = CertificateValidator(holder.signing_cert, list(holder.cert_registry), validation_context=context)
    try:
        asyncio.run(validator.async_validate_usage({"digital_signature"}))
    except (PathBuildingError, PathValidationError):
        return False
    return True


def _context(roots: Any, at: dt.datetime | None) -> Any:
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(trust_roots=list(roots), moment=at, allow_fetching=False)
