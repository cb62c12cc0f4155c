"""Names and what kind of thing they are: mentions of the same type, in the same place or at least overlapping."""

from collections.abc import Iterator
from typing import NamedTuple

from kg.evaluation.records import Document, Span
from kg.evaluation.verdicts import Item, Verdict, both, is_free, likeness, one_to_one

MEASURES = ("overlap", "strict")


class _Mention(NamedTuple):
    span: Span
    type: str


def judge(gold: Document, predicted: Document) -> Iterator[Verdict]:
    """Judge mentions: `overlap` matches mentions of one type that overlap, one-to-one; `strict` wants the same span.

    A span with one type counts once, however many entities claim it. An ignored gold span makes no prediction wrong.
    """
    wanted, given = _mentions(gold), _mentions(predicted)
    overlapping = one_to_one(_overlaps(given, wanted))
    places = {mention: position for position, mention in enumerate(wanted)}
    equal = {position: places[mention] for position, mention in enumerate(given) if mention in places}
    for measure, pairs in zip(MEASURES, (overlapping, equal), strict=True):
        counted = _counted(given, pairs, gold)
        kept = {new: pairs[old] for new, old in enumerate(counted) if old in pairs}
        yield from both(measure, _items(gold, wanted), _items(predicted, [given[old] for old in counted]), kept)


def _mentions(document: Document) -> list[_Mention]:
    return sorted({_Mention(e.span, e.type) for e in document.entities if e.span and not e.ignore})


def _overlaps(given: list[_Mention], wanted: list[_Mention]) -> Iterator[tuple[float, int, int]]:
    for p, mention in enumerate(given):
        for g, other in enumerate(wanted):
            if mention.type == other.type and (score := likeness(mention.span, other.span)):
                yield score, p, g


def _counted(given: list[_Mention], pairs: dict[int, int], gold: Document) -> list[int]:
    """Return the positions of the predictions that are right or wrong."""
    ignored = tuple(e.span for e in gold.entities if e.span and e.ignore)
    kept = tuple(e.span for e in gold.entities if e.span and not e.ignore)
    return [p for p, mention in enumerate(given) if p in pairs or not is_free(mention.span, ignored, kept)]


def _items(document: Document, mentions: list[_Mention]) -> list[Item]:
    return [Item(m.type, document.text[slice(*m.span)].casefold(), m.span) for m in mentions]
