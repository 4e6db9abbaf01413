"""The index behind the person search: FTS5 on SQLite, a GIN index over the same words on PostgreSQL."""

from typing import Any

_SQLITE = (
    "CREATE VIRTUAL TABLE registry_person_fts USING fts5("
    "search_text, content='registry_person', content_rowid='id', detail='none', tokenize='ascii')",
    "CREATE TRIGGER person_fts_insert AFTER INSERT ON registry_person BEGIN "
    "INSERT INTO registry_person_fts(rowid, search_text) VALUES (new.id, new.search_text); END",
    "CREATE TRIGGER person_fts_delete AFTER DELETE ON registry_person BEGIN "
    "INSERT INTO registry_person_fts(registry_person_fts, rowid, search_text) "
    "VALUES ('delete', old.id, old.search_text); END",
    "CREATE TRIGGER person_fts_update AFTER UPDATE OF search_text ON registry_person "
    "WHEN old.search_text <> new.search_text BEGIN "
    "INSERT INTO registry_person_fts(registry_person_fts, rowid, search_text) "
    "VALUES ('delete', old.id, old.search_text); "
    "INSERT INTO registry_person_fts(rowid, search_text) VALUES (new.id, new.search_text); END",
)
_POSTGRESQL = ("CREATE INDEX person_search ON registry_person USING gin (to_tsvector('simple', search_text))",)
_DROP = {
    "sqlite": (
        "DROP TRIGGER person_fts_insert",
        "DROP TRIGGER person_fts_delete",
        "DROP TRIGGER person_fts_update",
        "DROP TABLE registry_person_fts",
    ),
    "postgresql": ("DROP INDEX person_search",),
}
_CREATE = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


def create_search_index(_apps: Any, schema_editor: Any) -> None:
    """Migration step: build the index that fits the engine."""
    for statement in _CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_search_index(_apps: Any, schema_editor: Any) -> None:
    """Migration step backwards."""
    for statement in _DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
