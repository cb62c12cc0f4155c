"""Incident reports as templates: which kinds of incident a report tells of, and who and what took part.

The words of the whole report say whether it tells of an incident at all, and of which kinds (learned weights over readable
features); what fills the roles (`fillers`) votes for the kinds too. One template a kind of incident.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from kg.annotation.fillers import Filler, find_fillers
from kg.annotation.relate import Table, scores
from kg.model import Parse, Span

ANY = "incident"
"""The label of a report that tells of an incident of whatever kind."""

_VOTE = 3.0
"""What the fillers of a kind say beside the words; of 1, 1.5, 2 and 3 the best on the development half of the reports that the
table and the tagger did not learn from. Twice as much or half of it changes the score by less than its noise."""


class Incident(NamedTuple):
    """A kind of incident with role → what fills it."""

    kind: str
    fillers: tuple[tuple[str, Span], ...]


def find_incidents(parse: Parse, table: Table) -> list[Incident]:
    """Return the incidents of a report, the likeliest kind first; none where its words do not tell of one."""
    chances = scores(report_features(parse), table)
    if chances.pop(ANY, 0.0) < table.threshold:
        return []
    fillers = find_fillers(parse)
    votes = {kind: _log_odds(chance) + _VOTE * _weight(fillers, kind) for kind, chance in chances.items()}
    ranked = sorted(votes, key=lambda kind: (-votes[kind], kind))
    found = [kind for kind in ranked if kind == ranked[0] or votes[kind] >= 0]
    return [Incident(kind, _of_kind(fillers, kind, found)) for kind in found]


def _log_odds(chance: float) -> float:
    return math.log(chance / (1 - chance))


def _weight(fillers: Sequence[Filler], kind: str) -> float:
    """Return what the fillers of a kind weigh: the more there are, the less each adds."""
    return math.log1p(sum(f.score for f in fillers if f.kind == kind))


def _of_kind(fillers: Sequence[Filler], kind: str, kinds: Sequence[str]) -> tuple[tuple[str, Span], ...]:
    """Return the fillers of one kind, the likeliest kind with those of no kind that was found; each form once a role."""
    mine = [f for f in fillers if f.kind == kind or (kind == kinds[0] and f.kind not in kinds)]
    forms = {(f.role, f.words): f for f in reversed(mine)}
    kept = [
        f
        for (role, words), f in forms.items()
        # "bombs" beside "two bombs" is the same thing told shorter.
        if not any(role == r and words != w and words in w for r, w in forms)
    ]
    return tuple((f.role, f.span) for f in sorted(kept, key=lambda f: (f.role, f.span)))


def report_features(parse: Parse) -> list[str]:
    """Return the words of a report, those of its opening apart."""
    words = {t.lemma for t in parse.tokens if t.pos in ("NOUN", "VERB", "PROPN", "ADJ")}
    opening = {t.lemma for t in parse.tokens if t.sentence < 2 and t.pos in ("NOUN", "VERB")}  # noqa: PLR2004 - the first two
    pairs = {f"{parse.tokens[t.head].lemma} {t.lemma}" for t in parse.tokens if t.dep in ("dobj", "nsubjpass", "compound")}
    return [
        "bias",
        *(f"word {w}" for w in sorted(words)),
        *(f"opening {w}" for w in sorted(opening)),
        *(f"pair {p}" for p in sorted(pairs)),
    ]
