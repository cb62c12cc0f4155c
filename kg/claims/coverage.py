"""Claims → the sentences that gave none, and why: what a reader should know before taking silence for absence."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from kg.model import MAX_SENTENCE, Chains, Claim, Event, LeftSentence, Parse, Sentence, Span

_FINITE = frozenset({"VBZ", "VBD", "VBP", "MD"})


def find_left(parse: Parse, chains: Chains, claims: Iterable[Claim], events: Iterable[Event]) -> tuple[LeftSentence, ...]:
    """Return the sentences of which no word is evidence of a claim or an event, in text order, each with its reason.

    Reasons: `too_long` (no sentence), `no_verb` (a fragment), `question`, `nobody_named`, `no_known_relation`.
    """
    tokens = parse.tokens
    bounds = [Span(tokens[s.first].begin, tokens[s.last - 1].end) for s in parse.sentences]
    begins = [b.begin for b in bounds]
    used: set[int] = set()
    evidence = [*(c.evidence for c in claims), *(e.evidence for e in events)]
    for begin, end in {span for spans in evidence for span in spans}:
        used.update(range(max(bisect_right(begins, begin) - 1, 0), bisect_left(begins, end)))
    named = {tokens[m.head].sentence for m, i in chains.mentions if i in chains.named}
    return tuple(
        LeftSentence(bounds[s.index], _reason(parse, s, named=s.index in named)) for s in parse.sentences if s.index not in used
    )


def _reason(parse: Parse, sentence: Sentence, *, named: bool) -> str:
    words = parse.tokens[sentence.first : sentence.last]
    if len(words) > MAX_SENTENCE:
        return "too_long"
    if not any(t.tag in _FINITE for t in words):
        return "no_verb"
    if any(t.text == "?" for t in words):
        return "question"
    return "no_known_relation" if named else "nobody_named"
