"""Relations of a schema from learned spans: what a text is about, and the stretches that the relations point to."""

from bisect import bisect_left, bisect_right
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
    return load_tagger().labels(HEAD) - {SUBJECT}


def find_facts(parse: Parse, labels: Iterable[str]) -> Iterator[FoundFact]:
    """Yield the relations with these labels that the tagger knows, in text order.

    The subject is that of the same sentence, or the last one before.
    """
    wanted = learned_labels() & frozenset(labels)
    if not wanted:
        return
    (tagged,) = load_tagger().tag([parse.document.text], only={HEAD: wanted | {SUBJECT}}, eagerness=_EAGERNESS)
    subjects = [s for s in tagged[HEAD] if s.label == SUBJECT]
    starts = [parse.tokens[s.first].begin for s in parse.sentences]
    for span in tagged[HEAD]:
        subject = _subject_of(span, subjects, starts) if span.label != SUBJECT else None
        if subject is not None:
            yield FoundFact(Span(subject.begin, subject.end), span.label, Span(span.begin, span.end))


def _subject_of(span: TaggedSpan, subjects: Sequence[TaggedSpan], starts: Sequence[int]) -> TaggedSpan | None:
    """Choose the surest subject of the sentence of a span, else the last one before, else the first of all."""
    number = bisect_right(starts, span.begin)
    begin, end = starts[max(number - 1, 0)], starts[number] if number < len(starts) else span.end
    first = bisect_left(subjects, begin, key=lambda s: s.begin)
    here = subjects[first : bisect_left(subjects, end, key=lambda s: s.begin)]
    return max(here, key=lambda s: (s.score, -s.begin), default=None) or next(iter(subjects[max(first - 1, 0) :]), None)
