"""Loaded by pytest before Django's settings (`-p tests.environment`): every run has its own home folder and keys."""

import atexit
import os
import shutil
import tempfile

_memory = "/dev/shm"  # a real file, with WAL and locks, but no wear on the disk
_home = tempfile.mkdtemp(prefix="pilar-test-", dir=_memory if os.access(_memory, os.W_OK) else None)
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["PILAR_HOME"] = _home
os.environ.setdefault("PILAR_REQUIRE_MFA", "false")
os.environ["DJANGO_SETTINGS_MODULE"] = "pilar.settings"
