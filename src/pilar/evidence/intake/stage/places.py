"""From what a row says about its place to an area code, once per distinct spelling."""

from dataclasses import dataclass, field

from pilar.core.scope import Scope
from pilar.foundation.wilayah import queries as wilayah

Spelling = tuple[str, str, str, str, str]
"""village_code, regency_code, regency_name, district_name, village_name; "" where a sheet has no such column."""


@dataclass(slots=True)
class PlaceBook:
    """Remembers every spelling already looked up. `home` is the kab/kota of the batch, for sheets that do not name one."""

    scope: Scope
    home: str = ""
    _known: dict[Spelling, tuple[str, str]] = field(default_factory=dict)
    _regencies: dict[tuple[str, str], str] = field(default_factory=dict)

    def look_up(self, spellings: list[Spelling]) -> list[tuple[str, str]]:
        """(area code, fault code) per spelling; the code is "" exactly when there is a fault."""
        fresh = [spelling for spelling in dict.fromkeys(spellings) if spelling not in self._known]
        self._by_code([spelling for spelling in fresh if spelling[0]])
        self._by_name([spelling for spelling in fresh if not spelling[0]])
        return [self._known[spelling] for spelling in spellings]

    def _judge(self, code: str) -> tuple[str, str]:
        return (code, "") if self.scope.covers(code) else ("", "BRK-403")

    def _by_code(self, spellings: list[Spelling]) -> None:
        codes = {spelling[0] for spelling in spellings}
        unknown = wilayah.unknown_codes(Scope.system(), codes) if codes else set()
        bridged = wilayah.from_bps(Scope.system(), unknown) if unknown else {}
        for spelling in spellings:
            code = bridged.get(spelling[0], spelling[0])
            if code in unknown or len(code) < 10:
                self._known[spelling] = ("", "BRK-401")
            else:
                self._known[spelling] = self._judge(code)

    def _by_name(self, spellings: list[Spelling]) -> None:
        groups: dict[str, list[Spelling]] = {}
        for spelling in spellings:
            groups.setdefault(self._regency(spelling[1], spelling[2]), []).append(spelling)
        for regency, members in groups.items():
            if not regency:
                self._known.update({spelling: ("", "BRK-401" if spelling[1] else "BRK-404") for spelling in members})
                continue
            found = wilayah.match_names(Scope.system(), regency, {(s[3], s[4]) for s in members})
            for spelling in members:
                match = found[(spelling[3], spelling[4])]
                empty = match.status == wilayah.MatchStatus.EMPTY
                self._known[spelling] = (
                    self._judge(match.code) if match.code else ("", "BRK-404" if empty else "BRK-402")
                )

    def _regency(self, code: str, name: str) -> str:
        """The kab/kota of a row: by Kemendagri or BPS code (the name decides when both are known), else the home."""
        if not code:
            return self.home
        key = (code, name)
        if key not in self._regencies:
            self._regencies[key] = self._find_regency(code[:4], name)
        return self._regencies[key]

    def _find_regency(self, code: str, name: str) -> str:
        system = Scope.system()
        candidates = [] if wilayah.unknown_codes(system, {code}) else [code]
        candidates += wilayah.from_bps(system, {code}).values()
        if len(candidates) > 1 and name:
            names = wilayah.resolve(system, candidates)
            candidates.sort(key=lambda candidate: not wilayah.same_name(names[candidate].name, name))
        if candidates:
            return candidates[0]
        return self.home if self.home and self._names_home(name) else ""

    def _names_home(self, name: str) -> bool:
        """A BPS code that no bridge knows still means the home when its name does."""
        if not name:
            return False
        home = wilayah.resolve(Scope.system(), [self.home])[self.home].name
        bare = [
            text.upper().removeprefix("KABUPATEN ").removeprefix("KAB. ").removeprefix("KOTA ") for text in (name, home)
        ]
        return wilayah.same_name(*bare)
