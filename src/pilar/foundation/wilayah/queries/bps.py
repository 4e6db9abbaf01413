"""Translation between Kemendagri and BPS codes, in bulk."""

from collections.abc import Iterable

from django.db import connection

from pilar.core.scope import Scope
from pilar.foundation.wilayah.staging import codes_parameter, codes_select


def to_bps(scope: Scope, codes: Iterable[str]) -> dict[str, str]:
    """BPS codes of Kemendagri codes, in one query. A code without a known bridge is not in the answer."""
    return _translate(scope, codes, "code", "bps_code")


def from_bps(scope: Scope, bps_codes: Iterable[str]) -> dict[str, str]:
    """Kemendagri codes of BPS codes (2, 4, 7 or 10 digits), in one query. What is not bridged is not in the answer."""
    return _translate(scope, bps_codes, "bps_code", "code")


def _translate(scope: Scope, codes: Iterable[str], source: str, target: str) -> dict[str, str]:
    if not scope.prefixes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT area.{source}, area.{target} FROM ({codes_select()}) AS wanted"
            f" JOIN wilayah_area AS area ON area.{source} = wanted.code"
            " WHERE area.bps_code IS NOT NULL AND area.valid_to IS NULL",
            [codes_parameter(sorted(set(codes)))],
        )
        return dict(cursor.fetchall())
