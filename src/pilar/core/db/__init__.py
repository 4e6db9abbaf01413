"""The two engines: encrypted SQLite (backend `pilar.core.db.sqlite`) and PostgreSQL."""
