"""Incident reports as templates: which kinds of incident a report tells of, and who and what took part.

The learned tagger finds what fills a role, and in which kind of incident; the words of the whole report say whether it tells
of one at all (learned weights over readable features). One template a kind of incident.
"""

from collections.abc import Sequence
from typing import NamedTuple

from kg.annotation.relate import Table, scores
from kg.model import Parse, Span
from kg.tagger import TaggedSpan, load_tagger

HEAD = "incidents"

# Chosen on the development half of the reports that the table and the tagger did not learn from: from half to twice of each
# changes the score by less than its noise.
_SECOND = 0.5
"""Probability from which a report is held to tell of a second kind of incident."""
_SURE = 0.5
"""Score of a filler that makes a report one of an incident where its words alone leave that open …"""
_UNLIKELY = 0.4
"""… unless they say less than this share of the threshold."""
_WEIGHTY = 1.0
"""Scores that the fillers of a second kind need together."""


class Filler(NamedTuple):
    """A stretch of a report that fills a role, and the kind of incident in which it does."""

    role: str
    kind: str
    span: Span
    words: str
    score: float


class Incident(NamedTuple):
    """A kind of incident with role → what fills it."""

    kind: str
    fillers: tuple[tuple[str, Span], ...]


def find_incidents(parse: Parse, kinds: Table) -> list[Incident]:
    """Return the incidents of a report, the likeliest kind first; none where neither its words nor a filler tell of one."""
    fillers = find_fillers(parse)
    chances = scores(report_features(parse), kinds)
    chance, first = max((c, k) for k, c in chances.items())
    surest = max((f.score for f in fillers), default=0.0)
    if chance < kinds.threshold and (surest < _SURE or chance < kinds.threshold * _UNLIKELY):
        return []
    weights = {k: sum(f.score for f in fillers if f.kind == k) for k in sorted({f.kind for f in fillers if f.kind})}
    if weights:
        first = max(weights, key=lambda k: (weights[k], k))
    second = [k for k, w in sorted(weights.items(), key=lambda item: (-item[1], item[0])) if w >= _WEIGHTY]
    second += [k for c, k in sorted(((c, k) for k, c in chances.items()), reverse=True) if c >= _SECOND]
    found = list(dict.fromkeys([first, *second]))
    return [Incident(k, _of_kind(fillers, k, found)) for k in found]


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


def find_fillers(parse: Parse) -> list[Filler]:
    """Return what the tagger takes for the fillers of roles, each with the kind of incident it was tagged with (or "")."""
    tagger = load_tagger()
    roles, kinds = map(frozenset, tagger.heads[HEAD])
    spans = tagger.tag([parse.document.text], only={HEAD: tagger.labels(HEAD)})[0][HEAD]
    told = [s for s in spans if s.label in kinds]
    text = parse.document.text
    return [
        Filler(s.label, _kind_of(s, told), Span(s.begin, s.end), " ".join(text[s.begin : s.end].lower().split()), s.score)
        for s in spans
        if s.label in roles
    ]


def _kind_of(span: TaggedSpan, told: Sequence[TaggedSpan]) -> str:
    over = [(min(span.end, t.end) - max(span.begin, t.begin), t.score, t.label) for t in told]
    return max((o for o in over if o[0] > 0), default=(0, 0.0, ""))[2]


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
