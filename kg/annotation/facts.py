"""Relations of a schema from learned spans: what a text is about, and the stretches that the relations point to."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from kg.model import Parse, Span
from kg.tagger import TaggedSpan, load_tagger

HEAD = "facts"
SUBJECT = "subject"
_EAGERNESS = 2.0
"""The texts that were learned from name half of what they say; of 0, 1, 2 and 3 the best two were alike."""


class FoundFact(NamedTuple):
    """A relation between two stretches of the text."""

    subject: Span
    label: str
    object: Span


def learned_labels() -> AbstractSet[str]:
    """Return the relations that the tagger was taught."""
    return frozenset(label for layer in load_tagger().heads[HEAD] for label in layer) - {SUBJECT}


def find_facts(parse: Parse, labels: Iterable[str]) -> Iterator[FoundFact]:
    """Yield the relations with these labels that the tagger knows, in text order.

    The subject is that of the same sentence, or the last one before.
    """
    wanted = learned_labels() & frozenset(labels)
    if not wanted:
        return
    (tagged,) = load_tagger().tag([parse.document.text], only={HEAD: wanted | {SUBJECT}}, eagerness=_EAGERNESS)
    subjects = [s for s in tagged[HEAD] if s.label == SUBJECT]
    for span in tagged[HEAD]:
        subject = _subject_of(parse, span, subjects) if span.label != SUBJECT else None
        if subject is not None:
            yield FoundFact(Span(subject.begin, subject.end), span.label, Span(span.begin, span.end))


def _subject_of(parse: Parse, span: TaggedSpan, subjects: Sequence[TaggedSpan]) -> TaggedSpan | None:
    begin, end = next(
        ((parse.tokens[s.first].begin, parse.tokens[s.last - 1].end) for s in parse.sentences if _holds(parse, s.last, span)),
        (0, 0),
    )
    here = [s for s in subjects if begin <= s.begin < end]
    before = [s for s in subjects if s.begin < begin]
    best = max(here, key=lambda s: (s.score, -s.begin), default=None)
    return best or (before[-1] if before else subjects[0] if subjects else None)


def _holds(parse: Parse, last: int, span: TaggedSpan) -> bool:
    return parse.tokens[last - 1].end > span.begin
