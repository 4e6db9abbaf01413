"""Default thresholds and brakes: fixed numbers, not tuned to a list."""

from __future__ import annotations

from dataclasses import dataclass

from pilar.evidence.linkage.engine.schema import LinkageError

MATCH, REVIEW, DIFFERENT = "match", "review", "different"
DECISION_TITLES = {MATCH: "sama, usul digabung", REVIEW: "perlu diperiksa", DIFFERENT: "bukan orang yang sama"}


@dataclass(frozen=True)
class Limits:
    """Weights are log2 odds. `match_weight`: above it a merge is proposed; `review_weight`: above it a person looks.

    `pairs_per_row` and `most_pairs` bound the candidates; `compare_all_pairs` is the list size whose pairs are all
    compared. `most_doubles`: share of the list in groups of two or more above which the batch stops (None: never).
    """

    match_weight: float = 0.0
    review_weight: float = -5.0
    pairs_per_row: float = 5.0
    least_pairs: int = 400_000
    all_pairs_up_to: int = 200_000
    random_pairs: int = 250_000
    most_doubles: float | None = None
    memory: str = ""

    def check_doubles(self, rows: int, doubled: int) -> None:
        """Brake: raise `LinkageError` if a larger part of the list is doubled than the office expects."""
        if self.most_doubles is not None and rows and doubled / rows > self.most_doubles:
            raise LinkageError(
                f"Rem: {doubled} dari {rows} baris ({100 * doubled / rows:.1f}%) terbaca ganda, lebih dari batas "
                f"{100 * self.most_doubles:.1f}%. Tidak ada hasil ditulis. Periksa pemetaan dan isi daftar."
            )

    def decide(self, weight: float) -> str:
        if weight > self.match_weight:
            return MATCH
        return REVIEW if weight > self.review_weight else DIFFERENT
