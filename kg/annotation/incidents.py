"""Incident reports as templates: which kinds of incident a report tells of, and who and what took part.

The words of the whole report say whether it tells of an incident at all, and of which kinds (learned weights over readable
features); what fills the roles (`fillers`) votes for the kinds too. Incidents of one kind are told apart by where the report
speaks of their targets and victims: it tells them one after the other.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from kg.annotation.fillers import Filler, find_fillers
from kg.annotation.relate import Table, scores
from kg.model import Parse, Span

ANY = "incident"
"""The label of a report that tells of an incident of whatever kind."""

_VOTE = 3.0
"""What the fillers of a kind say beside the words; of 1, 1.5, 2 and 3 the best on the development half of the reports that the
table and the tagger did not learn from. Twice as much or half of it changes the score by less than its noise."""


_NEAR = 2
"""Sentences within which a report speaks of the same incident: 1, 2 and 3 are equally good on the reports that the table was
learned from (with the annotated fillers) and on the development half of the others."""

_SUFFERERS = frozenset({"Target", "Victim"})
"""Roles that tell incidents apart; the same people may commit several, with the same weapons."""


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
    starts = [parse.tokens[sentence.first].begin for sentence in parse.sentences]
    return [
        Incident(kind, tuple((p.role, p.span) for p in sorted(parts, key=lambda p: (p.role, p.span))))
        for kind in found
        for parts in _apart(list(_of_kind(fillers, kind, found, starts)))
    ]


def _log_odds(chance: float) -> float:
    return math.log(chance / (1 - chance))


def _weight(fillers: Sequence[Filler], kind: str) -> float:
    """Return what the fillers of a kind weigh: the more there are, the less each adds."""
    return math.log1p(sum(f.score for f in fillers if f.kind == kind))


class _Part(NamedTuple):
    """What fills a role: its first mention, and the numbers of all sentences with its words in that role."""

    role: str
    span: Span
    sentences: tuple[int, ...]


def _of_kind(fillers: Sequence[Filler], kind: str, kinds: Sequence[str], starts: Sequence[int]) -> Iterator[_Part]:
    """Yield what fills the roles of one kind, the likeliest kind with what is of no kind that was found, in text order."""
    forms: dict[tuple[str, str], list[Span]] = {}
    for f in fillers:
        if f.kind == kind or (kind == kinds[0] and f.kind not in kinds):
            forms.setdefault((f.role, f.words), []).append(f.span)
    for (role, words), spans in forms.items():
        # "bombs" beside "two bombs" is the same thing told shorter.
        if not any(role == r and words != w and words in w for r, w in forms):
            yield _Part(role, spans[0], tuple(bisect_right(starts, span.begin) for span in spans))


def _apart(parts: Sequence[_Part]) -> list[list[_Part]]:
    """Tell the incidents of one kind apart.

    A target or victim farther than a few sentences from the first of every incident begins the next one. Everything else
    belongs to the nearest incident and to all that are as near as that.
    """
    groups: list[list[_Part]] = []
    for part in (p for p in parts if p.role in _SUFFERERS):
        near = next((group for group in groups if _distance(part, group[:1]) <= _NEAR), None)
        if near is None:
            groups.append([part])
        else:
            near.append(part)
    if not groups:
        return [list(parts)]
    others = [(p, max(_NEAR, min(_distance(p, group) for group in groups))) for p in parts if p.role not in _SUFFERERS]
    return [[*group, *(p for p, reach in others if _distance(p, group) <= reach)] for group in groups]


def _distance(part: _Part, others: Sequence[_Part]) -> int:
    """Return the sentences from one thing to the nearest of others."""
    return min(abs(here - there) for other in others for here in part.sentences for there in other.sentences)


def report_features(parse: Parse) -> list[str]:
    """Return the words of a report, those of its opening apart, and which of them stand together."""
    words = {t.lemma for t in parse.tokens if t.pos in ("NOUN", "VERB", "PROPN", "ADJ")}
    opening = {t.lemma for t in parse.tokens if t.sentence < 2 and t.pos in ("NOUN", "VERB")}  # noqa: PLR2004 - the first two
    pairs = {f"{parse.tokens[t.head].lemma} {t.lemma}" for t in parse.tokens if t.dep in ("dobj", "nsubjpass", "compound")}
    running = [t.lemma for t in parse.tokens if t.pos not in ("SPACE", "PUNCT")]
    return [
        "bias",
        *(f"word {w}" for w in sorted(words)),
        *(f"opening {w}" for w in sorted(opening)),
        *(f"pair {p}" for p in sorted(pairs)),
        *(f"next {a} {b}" for a, b in sorted(set(pairwise(running)))),
    ]
