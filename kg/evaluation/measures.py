"""Verdicts → precision, recall and F1, with intervals from drawing the documents anew."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kg.evaluation.verdicts import Verdict

DRAWS = 1000
SEED = 1
_ENDS = (2.5, 97.5)
"""Percentiles between which 95 % of the draws lie."""

Interval: TypeAlias = tuple[float, float]
_Floats: TypeAlias = NDArray[np.float64]


class Counts(NamedTuple):
    """How many things were predicted and how many of them are right, how many gold has and how many of them were found."""

    right: int = 0
    predicted: int = 0
    found: int = 0
    gold: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 from 0 to 1; 0 where there is nothing to divide by."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Figure:
    """What one measure gives over all documents.

    `macro` is the mean over the labels that gold has; `by_label` has every label of either side.
    """

    measure: str
    counts: Counts
    interval: Interval
    """95 % interval of the F1 of all, drawn over documents."""
    by_label: Mapping[str, Counts]

    @property
    def macro(self) -> Score:
        """Return the mean precision, recall and F1 of the labels that gold has."""
        scores = [score(counts) for counts in self.by_label.values() if counts.gold]
        means = (sum(values) / len(scores) for values in zip(*((s.precision, s.recall, s.f1) for s in scores), strict=True))
        return Score(*means) if scores else Score(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure that is no precision or recall: a share or kilometres; None when nothing could be measured."""

    name: str
    unit: str
    """`share` (0 to 1) or `km`."""
    value: float | None
    interval: Interval | None
    n: int
    """How many things it is measured on."""


def count(verdicts: Iterable[Verdict]) -> Counts:
    """Count verdicts of one measure."""
    table = [[0, 0], [0, 0]]
    for verdict in verdicts:
        table[verdict.of_gold][verdict.right] += 1
    (wrong, right), (missed, found) = table
    return Counts(right, wrong + right, found, missed + found)


def score(counts: Counts) -> Score:
    """Return precision, recall and their harmonic mean.

    >>> score(Counts(right=1, predicted=2, found=1, gold=4))
    Score(precision=0.5, recall=0.25, f1=0.3333333333333333)
    """
    precision = counts.right / counts.predicted if counts.predicted else 0.0
    recall = counts.found / counts.gold if counts.gold else 0.0
    return Score(precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0)


def figure(measure: str, documents: Sequence[Sequence[Verdict]]) -> Figure:
    """Return what a measure gives on documents, each with the verdicts of all measures on it."""
    chosen = [[v for v in verdicts if v.measure == measure] for verdicts in documents]
    labels = sorted({v.item.label for verdicts in chosen for v in verdicts})
    every = [v for verdicts in chosen for v in verdicts]
    by_label = {label: count(v for v in every if v.item.label == label) for label in labels}
    return Figure(measure, count(every), f1_interval([count(verdicts) for verdicts in chosen]), by_label)


def f1_interval(documents: Sequence[Counts]) -> Interval:
    """Return the 95 % interval of the F1 over all when the documents are drawn anew, with replacement, always alike."""
    if not documents:
        return 0.0, 0.0
    right, predicted, found, gold = (_draws(len(documents)) @ np.array(documents, dtype=np.float64)).T
    precision, recall = _share(right, predicted), _share(found, gold)
    return _interval(_share(2 * precision * recall, precision + recall))


def quantities(documents: Sequence[Sequence[float]], near: float) -> tuple[Quantity, ...]:
    """Return the share of distances up to `near`, their mean and their median, with 95 % intervals over documents."""
    values = np.array([km for distances in documents for km in distances], dtype=np.float64)
    owner = np.repeat(np.arange(len(documents)), [len(distances) for distances in documents])

    def measured(name: str, unit: str, measure: Callable[[_Floats], float]) -> Quantity:
        if not values.size:
            return Quantity(name, unit, None, None, 0)
        samples = (np.repeat(values, weights[owner]) for weights in _draws(len(documents)))
        drawn = np.array([measure(sample) for sample in samples if sample.size])
        return Quantity(name, unit, measure(values), _interval(drawn), values.size)

    return (
        measured(f"accuracy@{near:g}km", "share", lambda km: float(np.mean(km <= near))),
        measured("mean error", "km", lambda km: float(np.mean(km))),
        measured("median error", "km", lambda km: float(np.median(km))),
    )


def _draws(documents: int) -> NDArray[np.int64]:
    """Return how often each document is drawn, a row a draw."""
    return np.random.default_rng(SEED).multinomial(documents, np.full(documents, 1 / documents), size=DRAWS)


def _share(part: _Floats, whole: _Floats) -> _Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _interval(drawn: _Floats) -> Interval:
    low, high = np.percentile(drawn, _ENDS)
    return float(low), float(high)
