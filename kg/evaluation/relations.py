"""Edges between entities: both ends in the right place, and the right predicate."""

from collections.abc import Iterator
from typing import NamedTuple

from kg.evaluation.records import Document, Span, Spans
from kg.evaluation.verdicts import Item, Verdict, touch, verdicts

MEASURES = ("overlap",)


class _Edge(NamedTuple):
    subject: Spans
    predicate: str
    object: Spans
    kinds: str


def judge(gold: Document, predicted: Document) -> Iterator[Verdict]:
    """Judge relations: right if a mention of either end overlaps one of a gold relation with the same predicate.

    Not one-to-one, so that who merges mentions into entities is not punished: one prediction may find several gold
    relations. A relation with an end that is nowhere in the text cannot be judged and counts on neither side.
    """
    wanted, given = _edges(gold), _edges(predicted)
    pairs = [(p, g) for p, edge in enumerate(given) for g, other in enumerate(wanted) if _same(edge, other)]
    yield from verdicts(MEASURES[0], [_item(e) for e in wanted], {g for _, g in pairs}, of_gold=True)
    yield from verdicts(MEASURES[0], [_item(e) for e in given], {p for p, _ in pairs}, of_gold=False)


def unplaced(document: Document) -> int:
    """Return how many relations of a document have an end that is nowhere in its text."""
    places = document.mentions()
    return sum(not (places[r.subject] and places.get(r.object)) for r in document.relations)


def _edges(document: Document) -> list[_Edge]:
    types = {entity.id: entity.type for entity in document.entities}
    places = document.mentions() | {"": ()}
    found = {
        (r.subject, r.predicate, r.object): _Edge(
            places[r.subject], r.predicate, places[r.object], f"{types[r.subject]} → {types[r.object]}"
        )
        for r in document.relations
        if places[r.subject] and places[r.object]
    }
    return sorted(found.values())


def _same(left: _Edge, right: _Edge) -> bool:
    return left.predicate == right.predicate and touch(left.subject, right.subject) and touch(left.object, right.object)


def _item(edge: _Edge) -> Item:
    """Show an edge where its ends stand closest together."""
    around = (Span(min(s.begin, o.begin), max(s.end, o.end)) for s in edge.subject for o in edge.object)
    return Item(edge.predicate, edge.kinds, min(around, key=lambda span: (span.end - span.begin, span)))
