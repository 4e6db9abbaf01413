"""Who may see what: a scope is a set of area-code prefixes with the capabilities of a role.

A query without a scope does not type-check: every public read takes one as its first argument.
"""

from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q

from pilar.core.problems import NOT_ALLOWED

ModelT = TypeVar("ModelT", bound=models.Model)

AREA_LEVELS = (2, 4, 6, 10, 13, 16)
"""Lengths of area codes: province, kab/kota, kecamatan, desa/kelurahan, RW, RT."""


def is_area_code(text: str) -> bool:
    """Digits only, of one of the known lengths (or empty: the whole country)."""
    return text == "" or (text.isascii() and text.isdigit() and len(text) in AREA_LEVELS)


@dataclass(frozen=True, slots=True)
class Scope:
    """Area prefixes and capabilities under which rows are read. No prefix: nothing is visible."""

    prefixes: tuple[str, ...]
    capabilities: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for prefix in self.prefixes:
            if not is_area_code(prefix):
                raise ValueError(f"not an area code: {prefix!r}")

    @classmethod
    def system(cls) -> Self:
        """For commands and jobs that act for the office as a whole; never built from a request."""
        return cls(prefixes=("",), capabilities=frozenset({"*"}))

    def covers(self, code: str) -> bool:
        """True when the area `code` lies inside this scope."""
        return any(code.startswith(prefix) for prefix in self.prefixes)

    def can(self, capability: str) -> bool:
        return capability in self.capabilities or "*" in self.capabilities

    def require(self, capability: str) -> None:
        """Raises the problem UMUM-403 when the capability is missing."""
        if not self.can(capability):
            raise NOT_ALLOWED()

    def narrowed(self, code: str) -> Self:
        """The part of this scope inside `code`; empty when they do not meet."""
        kept = []
        for prefix in self.prefixes:
            if code.startswith(prefix):
                kept.append(code)
            elif prefix.startswith(code):
                kept.append(prefix)
        return replace(self, prefixes=tuple(dict.fromkeys(kept)))

    def filter(self, path: str = "wilayah") -> Q:
        """The condition on a column of area codes: ranges in byte order, served by one index."""
        if "" in self.prefixes:
            return Q()
        condition = Q(pk__in=[])
        for prefix in self.prefixes:
            condition |= Q(**{f"{path}__gte": prefix, f"{path}__lt": prefix + ":"})
        return condition

    def sql(self, column: str) -> tuple[str, list[str]]:
        """The same condition as SQL text with `%s` parameters, for set-based reads."""
        if "" in self.prefixes:
            return "1=1", []
        if not self.prefixes:
            return "1=0", []
        parts = [f"({column} >= %s AND {column} < %s)" for _ in self.prefixes]
        values = [bound for prefix in self.prefixes for bound in (prefix, prefix + ":")]
        return "(" + " OR ".join(parts) + ")", values


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which role, through which door. Written into every audit event."""

    username: str
    role: str
    scope: Scope
    user_id: int | None = None
    channel: str = "web"
    purpose: str = field(default="")

    @classmethod
    def system(cls, username: str = "sistem", channel: str = "cli") -> Self:
        return cls(username=username, role="sistem", scope=Scope.system(), channel=channel)


class ScopedQuerySet(models.QuerySet[ModelT]):
    """QuerySet whose rows carry an area code at `scope_path` of the model (default `wilayah`)."""

    def within(self, scope: Scope) -> Self:
        """Only the rows inside the scope's areas."""
        if "" in scope.prefixes:
            return self.all()
        if not scope.prefixes:
            return self.none()
        return self.filter(scope.filter(getattr(self.model, "scope_path", "wilayah")))


class AreaCodeField(models.CharField):
    """Area code in byte order on both engines (PostgreSQL: collation "C"), so that a prefix is a range."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 16)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return dict(parameters)
