"""What an operator may set, read from the environment (PILAR_*). A wrong value stops the start with a sentence."""

import os
import secrets
from functools import cache
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from pilar import synthetic as synthetic_mark


class Config(BaseSettings):
    """Settings of one installation. Every field is the environment variable PILAR_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="PILAR_", extra="ignore")

    home: Path = Field(default=Path("var"), description="Folder of database, keys, files and logs")
    database_url: str = Field(
        default="", description="postgresql://user:password@host:port/name; empty: encrypted SQLite in the home folder"
    )
    debug: bool = Field(default=False, description="Developer pages; never in service")
    allowed_hosts: str = Field(default="127.0.0.1,localhost", description="Host names, separated by commas")
    https: bool = Field(default=False, description="Served behind TLS: secure cookies and HSTS")
    require_mfa: bool = Field(default=True, description="Staff must set up a second factor")
    worker: bool = Field(default=True, description="`pilar serve` also runs the background worker")
    web_workers: int = Field(default=1, ge=1, description="Web processes of `pilar serve`")
    memory_limit_mb: int = Field(default=1024, ge=256, description="Memory of one bulk analysis (DuckDB)")
    max_upload_mb: int = Field(default=512, ge=1, description="Largest file that intake accepts")
    max_unpacked_mb: int = Field(default=4096, ge=16, description="Largest unpacked size of a workbook")
    office: str = Field(default="", description="Area code (2, 4 or 6 digits) of the office, for letterheads")
    synthetic: bool = Field(default=False, description="All people are invented: every page and paper says so")
    metrics_token: str = Field(default="", description="Bearer token for /metrics; empty: only from the machine itself")
    log_level: str = Field(default="INFO", description="DEBUG, INFO, WARNING or ERROR")

    @model_validator(mode="after")
    def _heed_the_mark(self) -> Self:
        """A home folder with the mark of a demonstration is synthetic, whatever the environment says."""
        mark = synthetic_mark.read(self.home)
        if mark is not None:
            self.synthetic = True
            self.office = self.office or mark.office
            if "require_mfa" not in self.model_fields_set:
                self.require_mfa = False
        return self

    @property
    def keys_dir(self) -> Path:
        return self.home / "keys"

    @property
    def files_dir(self) -> Path:
        return self.home / "files"

    @property
    def is_sqlite(self) -> bool:
        return not self.database_url

    def secret(self, name: str, length: int = 32) -> Path:
        """Path of a hex key file in the keys folder, made with mode 0600 when it is missing."""
        path = self.keys_dir / name
        if not path.exists():
            self.keys_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_new(path, secrets.token_hex(length))
        return path

    def database(self) -> dict[str, object]:
        """Django's DATABASES entry."""
        if self.is_sqlite:
            return {
                "ENGINE": "pilar.core.db.sqlite",
                "NAME": str(self.home / "pilar.db"),
                "CONN_MAX_AGE": None,
                "TEST": {"NAME": str(self.home / "test.db")},
                "OPTIONS": {
                    "key_file": str(self.secret("database.key")),
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                },
            }
        url = urlsplit(self.database_url)
        if url.scheme not in {"postgresql", "postgres"}:
            raise ValueError("PILAR_DATABASE_URL must begin with postgresql://")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path.lstrip("/"),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": url.hostname or "",
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"connect_timeout": 10},
        }


def _write_new(path: Path, text: str) -> None:
    """Write a secret that did not exist; when another process was first, its file stays."""
    scratch = path.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(scratch, path)
    except FileExistsError:
        pass
    finally:
        scratch.unlink()


@cache
def config() -> Config:
    """The settings of this process."""
    return Config()
