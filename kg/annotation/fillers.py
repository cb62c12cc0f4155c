"""What fills the roles of incidents in a report: found by the learned tagger, mended by the grammar.

The tagger reads windows of words and sometimes stops within a name or after it ("shining" of "shining path", "two men riding
on"). A filler goes on to the noun that its last word belongs to, and ends with a noun.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.model import Parse, Span, Token
from kg.tagger import TaggedSpan, load_tagger

HEAD = "incidents"

_INNER = frozenset({"compound", "amod", "nmod", "nummod", "quantmod", "punct"})
"""Dependencies of what stands in a noun phrase before its noun."""
_CLOSED = frozenset({"PUNCT", "SPACE", "ADP", "CCONJ", "DET", "PRON"})
"""Parts of speech with which a noun phrase does not go on."""
_LOOSE_ENDS = frozenset({"ADP", "DET", "CCONJ", "PART", "SCONJ", "ADV", "PUNCT", "AUX"})
_CLAUSES = frozenset({"acl", "relcl", "advcl", "ROOT"})
_MODIFIERS = frozenset({"ADJ", "VERB", "NUM"})
"""Parts of speech that name nothing by themselves, so that the noun after them belongs to the name."""
_REACH = 3
"""Words between a modifier and its noun."""


class Filler(NamedTuple):
    """A stretch of a report that fills a role, and the kind of incident in which it does."""

    role: str
    kind: str
    span: Span
    words: str
    score: float


def find_fillers(parse: Parse) -> list[Filler]:
    """Return what the tagger takes for the fillers of roles, each with the kind of incident it was tagged with (or "")."""
    tagger = load_tagger()
    roles, kinds = map(frozenset, tagger.heads[HEAD])
    text = parse.document.text
    spans = tagger.tag([text], only={HEAD: tagger.labels(HEAD)})[0][HEAD]
    told = [s for s in spans if s.label in kinds]
    found = []
    for tagged in spans:
        if tagged.label in roles:
            span = whole(parse, Span(tagged.begin, tagged.end))
            words = " ".join(text[slice(*span)].lower().split())
            found.append(Filler(tagged.label, _kind_of(tagged, told), span, words, tagged.score))
    return found


def _kind_of(span: TaggedSpan, told: Sequence[TaggedSpan]) -> str:
    over = [(min(span.end, t.end) - max(span.begin, t.begin), t.score, t.label) for t in told]
    return max((o for o in over if o[0] > 0), default=(0, 0.0, ""))[2]


def whole(parse: Parse, span: Span) -> Span:
    """Let a stretch of text go on to the noun that its last word belongs to, and end with no loose word."""
    inside = [t.index for t in parse.tokens if t.begin < span.end and t.end > span.begin]
    if not inside:
        return span
    first, last = inside[0], inside[-1]
    while last + 1 < len(parse.tokens) and _goes_on(parse, first, last):
        last += 1
    while last > first and _is_loose(parse.tokens[last]):
        last -= 1
    return Span(parse.tokens[first].begin, parse.tokens[last].end)


def _goes_on(parse: Parse, first: int, last: int) -> bool:
    """Tell whether the next word belongs to a name: it does in the grammar, and the words are never in the text without it."""
    word, after = parse.tokens[last], parse.tokens[last + 1]
    in_phrase = word.dep in _INNER and 0 < word.head - last <= _REACH
    if not in_phrase or after.pos in _CLOSED or after.begin > word.end + 1:
        return False
    text = parse.document.text.lower()
    short, long = (text[parse.tokens[first].begin : end] for end in (word.end, after.end))
    times = _count(text, short)
    return _count(text, long) == times and (times > 1 or after.pos == "PROPN" or word.pos in _MODIFIERS)


def _count(text: str, words: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(words)}(?!\w)", text))


def _is_loose(token: Token) -> bool:
    return token.pos in _LOOSE_ENDS or (token.pos == "VERB" and token.dep in _CLAUSES)
