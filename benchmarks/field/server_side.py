"""The server's side of the storm: prepares a home, serves, and says what is stored. Run with PILAR_HOME set."""

import hashlib
import json
import os
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilar.settings")
sys.path.insert(0, str(Path(__file__).resolve().parent))


def prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("createcachetable", verbosity=0)
    from pilar.core.clock import now
    from pilar.core.scope import Actor, Scope
    from pilar.evidence.field.actions.phones import issue_phone
    from pilar.evidence.field.models import Form, FormAccess, FormVersion
    from pilar.foundation.accounts.models import Assignment, User

    at = now()
    form = Form.objects.create(form_id="badai", name="Badai", state="terbit", created_at=at, created_by="uji")
    fields = [
        {"path": f"/data/{name}", "type": kind, "label": "", "label_en": ""}
        for name, kind in (("nama", "string"), ("foto", "binary"), ("foto2", "binary"))
    ]
    form.current = FormVersion.objects.create(
        form=form,
        version="1",
        xlsx_sha256="a" * 64,
        xform="<h/>",
        md5="0" * 32,
        fields=fields,
        created_at=at,
        created_by="uji",
        published_at=at,
    )
    form.save()
    FormAccess.objects.create(form=form, role="psm", wilayah="1872", given_at=at, given_by="uji")
    user = User.objects.create(username="badai", full_name="Badai")
    Assignment.objects.create(
        user=user,
        role="psm",
        wilayah="1872011001",
        active_from=at.date().replace(year=2020),
        created_at=at,
        created_by="uji",
    )
    own = Actor("badai", "psm", Scope.system(), user.pk)
    print(issue_phone(user_id=user.pk, label="HP badai", by=own, at=at).token)


def serve(target: str, port: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        target, address="127.0.0.1", port=port, interface=Interfaces.WSGI, workers=2, blocking_threads=4, websockets=False,
        log_access=False, respawn_failed_workers=True, respawn_interval=0.1,
    ).serve()  # fmt: skip


def dump() -> dict[str, Any]:
    import django

    django.setup()
    from pilar.config import config
    from pilar.evidence.field.ingest.blobs import leftovers, missing, read_blob
    from pilar.evidence.field.models import Attachment, FormVersion, Quarantine, SubmissionVersion
    from pilar.evidence.field.queries.submissions import xml_of

    records = []
    for version in SubmissionVersion.objects.order_by("pk"):
        files = [
            [one.name, hashlib.sha256(read_blob(one.sha256)).hexdigest()] for one in version.files.exclude(sha256="")
        ]
        records.append(
            {"instance": version.instance_id, "xml": hashlib.sha256(xml_of(version)).hexdigest(), "files": files}
        )
    left = list(leftovers(time.time() + 1))
    for path in left:
        path.unlink()
    named = set(Attachment.objects.exclude(sha256="").values_list("sha256", flat=True)) | set(
        FormVersion.objects.values_list("xlsx_sha256", flat=True)
    )
    on_disk = {path.name for path in config().files_dir.glob("??/*")}
    return {
        "records": records, "orphans": len(on_disk - named), "missing": len(missing(named & on_disk)) + len(named - on_disk - {"a" * 64}),
        "leftovers": len(left), "held": Quarantine.objects.count(),
    }  # fmt: skip


def naive_folder() -> Path:
    return Path(os.environ["PILAR_HOME"]) / "naive"


def naive_dump() -> dict[str, Any]:
    base = sqlite3.connect(naive_folder() / "naive.db")
    files = base.execute("SELECT record, name, path FROM file").fetchall()
    records = []
    for number, instance, xml in base.execute("SELECT id, instance, xml FROM record"):
        mine = [
            [name, hashlib.sha256(Path(path).read_bytes()).hexdigest()]
            for record, name, path in files
            if record == number
        ]
        records.append({"instance": instance, "xml": hashlib.sha256(xml).hexdigest(), "files": mine})
    on_disk = {str(path) for path in naive_folder().glob("f-*")}
    return {
        "records": records,
        "orphans": len(on_disk - {path for _, _, path in files}),
        "missing": 0,
        "leftovers": 0,
        "held": 0,
    }


if __name__ == "__main__":
    what = sys.argv[1]
    if what == "prepare":
        prepare()
    elif what == "naive-prepare":
        naive_folder().mkdir()
        base = sqlite3.connect(naive_folder() / "naive.db")
        base.execute("PRAGMA journal_mode=WAL")
        base.executescript(
            "CREATE TABLE record (id INTEGER PRIMARY KEY, instance TEXT, xml BLOB); CREATE TABLE file (record INT, name TEXT, path TEXT);"
        )
    elif what == "serve":
        serve("pilar.web.wsgi:application", int(sys.argv[2]))
    elif what == "naive-serve":
        serve("naive_server:application", int(sys.argv[2]))
    else:
        print(json.dumps(naive_dump() if what == "naive-dump" else dump()))
