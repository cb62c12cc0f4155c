"""Relations of a schema from learned spans: what a text is about, and the stretches that the relations point to."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kg.model import Parse, Span
from kg.tagger import TaggedSpan, load_tagger

HEAD = "facts"
SUBJECT = "subject"


class FoundFact(NamedTuple):
    """A relation between two stretches of the text."""

    subject: Span
    label: str
    object: Span


def find_facts(parse: Parse, labels: Iterable[str]) -> Iterator[FoundFact]:
    """Yield the relations with these labels that the tagger knows, in text order.

    The subject is that of the same sentence, or the last one before.
    """
    tagger = load_tagger()
    taught = {label for layer in tagger.heads.get(HEAD, ()) for label in layer}
    wanted = taught & {SUBJECT, *labels}
    if len(wanted) < 2:  # noqa: PLR2004 - a subject alone is no relation
        return
    (tagged,) = tagger.tag([parse.document.text], only={HEAD: wanted})
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
