"""How like a name is to the words that were asked for. Pure; works on the names as they are displayed."""

from collections.abc import Sequence

from pilar.evidence.registry.names import name_tokens, skeleton

_CLOSELY = 120
"""Candidates that are compared in full; of more, those that look most alike at a glance."""


def rank_names(asked: str, candidates: Sequence[tuple[int, str]], least: float = 0.0) -> list[tuple[int, float]]:
    """(id, likeness 0-100) of the candidates (id, name) that reach `least`, best first; at equal likeness the older id first."""
    from rapidfuzz import fuzz

    bones = " ".join(map(skeleton, asked.split()))
    glued, glued_bones = asked.replace(" ", ""), bones.replace(" ", "")
    scored = []
    for number, name in _alike_at_a_glance(asked, glued, candidates):
        words = name_tokens(name)
        frame = [skeleton(word) for word in words]
        plain = max(fuzz.token_sort_ratio(asked, " ".join(words)), fuzz.ratio(glued, "".join(words)))
        part = fuzz.token_set_ratio(asked, " ".join(words))
        bone = max(fuzz.token_sort_ratio(bones, " ".join(frame)), fuzz.ratio(glued_bones, "".join(frame)))
        scored.append((number, 0.45 * plain + 0.25 * part + 0.3 * bone))
    return sorted(((n, s) for n, s in scored if s >= least), key=lambda pair: (-pair[1], pair[0]))


def _alike_at_a_glance(asked: str, glued: str, candidates: Sequence[tuple[int, str]]) -> Sequence[tuple[int, str]]:
    """All of a short list; of a long one the best by letters alone, in either of two readings: word by word, or blanks left out."""
    from rapidfuzz import fuzz, process

    if len(candidates) <= _CLOSELY:
        return candidates
    names = [name.lower() for _, name in candidates]
    together = [name.replace(" ", "") for name in names]
    chosen = [place for _, _, place in process.extract(asked, names, scorer=fuzz.token_set_ratio, limit=_CLOSELY // 2)]
    chosen += [place for _, _, place in process.extract(glued, together, scorer=fuzz.ratio, limit=_CLOSELY // 2)]
    return [candidates[place] for place in dict.fromkeys(chosen)]
