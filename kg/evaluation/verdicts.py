"""What all judges share: how stretches of text are held against each other, and the verdict on one thing.

No library of metrics does this: nervaluate (MIT, the SemEval-2013 schemes) takes the first overlapping gold span instead of the
best, knows no spans that count neither way, and judges entities only.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from kg.evaluation.records import Document, Span, Spans


class Item(NamedTuple):
    """A thing that is judged: figures are given by `label`, mistakes are grouped by `label` and `key`."""

    label: str
    key: str
    span: Span | None
    """Where an example of it stands."""


class Verdict(NamedTuple):
    """What one measure says of one thing, which is of the gold or predicted."""

    measure: str
    of_gold: bool
    right: bool
    item: Item


Judge: TypeAlias = Callable[[Document, Document], Iterator[Verdict]]
"""Gold document, predicted document → verdicts on every thing that counts in either."""


def verdicts(measure: str, items: Sequence[Item], right: Collection[int], *, of_gold: bool) -> Iterator[Verdict]:
    """Yield a verdict on each item; `right` are the positions of the good ones."""
    for position, item in enumerate(items):
        yield Verdict(measure, of_gold, position in right, item)


def both(measure: str, gold: Sequence[Item], predicted: Sequence[Item], pairs: dict[int, int]) -> Iterator[Verdict]:
    """Yield the verdicts on both sides of a one-to-one matching, predicted → gold."""
    yield from verdicts(measure, gold, set(pairs.values()), of_gold=True)
    yield from verdicts(measure, predicted, pairs.keys(), of_gold=False)


def overlap(left: Span, right: Span) -> int:
    """Return how many characters two stretches share.

    >>> overlap(Span(0, 5), Span(3, 9)), overlap(Span(0, 5), Span(5, 9))
    (2, 0)
    """
    return max(0, min(left.end, right.end) - max(left.begin, right.begin))


def likeness(left: Span, right: Span) -> float:
    """Return the share of the longer stretch that two have in common.

    >>> likeness(Span(0, 4), Span(2, 10))
    0.25
    """
    return overlap(left, right) / max(left.end - left.begin, right.end - right.begin)


def touch(left: Spans, right: Spans) -> bool:
    """Tell whether any stretch of one shares a character with any of the other."""
    return any(overlap(a, b) for a in left for b in right)


def one_to_one(candidates: Iterable[tuple[float, int, int]]) -> dict[int, int]:
    """Match things one-to-one, the best first: (score, predicted, gold) → predicted → gold.

    Taking the best first is not always the largest matching, but dropping a prediction never makes it larger.

    >>> one_to_one([(0.5, 0, 0), (0.9, 1, 0), (0.4, 0, 1)])
    {1: 0, 0: 1}
    """
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, predicted, gold in sorted(candidates, key=lambda c: (-c[0], c[1], c[2])):
        if predicted not in pairs and gold not in taken:
            pairs[predicted] = gold
            taken.add(gold)
    return pairs


def is_free(span: Span, ignored: Spans, kept: Spans) -> bool:
    """Tell whether a prediction counts neither way: it is an ignored stretch, or touches one and none that counts."""
    return span in ignored or (touch((span,), ignored) and not touch((span,), kept))
