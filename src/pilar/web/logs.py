"""Logs: one JSON line per event on standard error, with the context of request or job. Never a model, never a NIK."""

import logging.config
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

_IDENTIFIER = re.compile(r"(?<!\d)\d{16}(?!\d)")
"""Exactly sixteen digits, the shape of a NIK or KK: our own ids are longer and stay readable."""

_OWN = {"_record", "_from_structlog"}
"""What structlog carries along for itself."""


def hide_identifiers(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Last line of defence: sixteen digits in a row never reach a log, however deep they lie in the event."""
    return {key: _hidden(value) if key not in _OWN else value for key, value in event.items()}


def _hidden(value: Any) -> Any:
    if isinstance(value, str):
        return _IDENTIFIER.sub("[16 angka]", value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _hidden(str(value)) if _IDENTIFIER.fullmatch(str(value)) else value
    if isinstance(value, dict):
        return {_hidden(key): _hidden(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_hidden(one) for one in value]
    return value


def configure(settings: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide_identifiers,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        structlog.processors.JSONRenderer(ensure_ascii=False),
                    ],
                    "foreign_pre_chain": shared,
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": settings.get("level", "INFO")},
            "loggers": {"django.server": {"level": "WARNING"}, "granian.access": {"level": "WARNING"}},
        }
    )
