"""Predicted against gold annotation: how much was found, how much of it is right, and which mistakes are frequent.

It knows nothing of how predictions come about, so that it can judge any other program, too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from kg.errors import InputError, UnknownNameError
from kg.evaluation import claims, entities, events, places, relations
from kg.evaluation.errors import Mistake, frequent
from kg.evaluation.measures import Figure, Quantity, figure, quantities
from kg.evaluation.reading import gold_documents, predicted_documents, read_gold, read_predicted
from kg.evaluation.records import Document, Predicted
from kg.evaluation.verdicts import Judge

__all__ = [
    "LAYERS",
    "Document",
    "Evaluation",
    "Layer",
    "Predicted",
    "evaluate",
    "gold_documents",
    "predicted_documents",
    "read_gold",
    "read_predicted",
]


@dataclass(frozen=True, slots=True)
class Layer:
    """What one layer of annotation scores; the first figure is the headline, and the mistakes are its mistakes."""

    name: str
    figures: tuple[Figure, ...]
    quantities: tuple[Quantity, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What predictions score, layer by layer, on how many documents, and what was odd about them."""

    documents: int
    layers: tuple[Layer, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Measured:
    """How a layer is judged: its measures, the headline first, its judge, and whether a document has something to judge."""

    measures: tuple[str, ...]
    judge: Judge
    has: Callable[[Document], bool]


_LAYERS = {
    "entities": _Measured(entities.MEASURES, entities.judge, lambda d: any(e.span and not e.ignore for e in d.entities)),
    "relations": _Measured(relations.MEASURES, relations.judge, lambda d: len(d.relations) > relations.unplaced(d)),
    "claims": _Measured(claims.MEASURES, claims.judge, lambda d: bool(d.claims)),
    "events": _Measured(events.MEASURES, events.judge, lambda d: bool(d.events)),
    "places": _Measured(places.MEASURES, places.judge, lambda d: bool(places.located_types([d]))),
}
LAYERS = tuple(_LAYERS)
"""What can be measured; a layer is judged where gold has it."""


def evaluate(gold: Sequence[Document], predicted: Predicted, *, layers: Sequence[str] = (), mistakes: int = 0) -> Evaluation:
    """Measure predictions against gold.

    Args:
        gold: documents with their annotation, from `read_gold` or `gold_documents`.
        predicted: what `read_predicted` or `predicted_documents` gives for this gold.
        layers: names out of `LAYERS`; all that gold has if none is named.
        mistakes: how many of the most frequent misses and false alarms of each layer to list.

    Raises:
        UnknownNameError: there is no such layer.
        InputError: gold has nothing to judge in a layer, or in any.
    """
    chosen = _chosen(gold, layers)
    measured = tuple(_layer(name, _with_context(name, gold), gold, predicted.documents, mistakes) for name in chosen)
    return Evaluation(len(gold), measured, (*predicted.warnings, *(_unplaced(gold) if "relations" in chosen else ())))


def _chosen(gold: Sequence[Document], layers: Sequence[str]) -> tuple[str, ...]:
    for name in layers:
        if name not in _LAYERS:
            raise UnknownNameError("layer", name, LAYERS)
    present = [name for name, layer in _LAYERS.items() if any(layer.has(document) for document in gold)]
    absent = [name for name in layers if name not in present]
    if absent or not present:
        has = f"It has {', '.join(present)}." if present else "Annotate some documents first."
        raise InputError(f"the gold has no {absent[0] if absent else 'annotation'} to measure against. {has}")
    return tuple(name for name in present if name in layers or not layers)


def _with_context(name: str, gold: Sequence[Document]) -> _Measured:
    """Tell the judge of places which types are places in this gold; the others need to know nothing but a document."""
    layer = _LAYERS[name]
    return replace(layer, judge=partial(places.judge, types=places.located_types(gold))) if name == "places" else layer


def _layer(name: str, layer: _Measured, gold: Sequence[Document], predicted: Sequence[Document], mistakes: int) -> Layer:
    verdicts = [tuple(layer.judge(g, p)) for g, p in zip(gold, predicted, strict=True)]
    return Layer(
        name,
        tuple(figure(measure, verdicts) for measure in layer.measures),
        _distances(gold, predicted) if name == "places" else (),
        frequent(gold, verdicts, layer.measures[0], mistakes),
    )


def _unplaced(gold: Sequence[Document]) -> tuple[str, ...]:
    number = sum(map(relations.unplaced, gold))
    return (f"{number} gold relations have an end that is nowhere in the text and are left out.",) if number else ()


def _distances(gold: Sequence[Document], predicted: Sequence[Document]) -> tuple[Quantity, ...]:
    types = places.located_types(gold)
    found = [places.distances(g, p, types) for g, p in zip(gold, predicted, strict=True)]
    return quantities(found, places.NEAR_KM)
