"""Figures as rows of a table, and as values for JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kg.evaluation.measures import Counts, Figure, Interval, Quantity, score

if TYPE_CHECKING:
    from kg.evaluation import Evaluation, Layer

COLUMNS = ("measure", "of", "P", "R", "F1", "95 % of F1", "gold", "predicted", "right", "found")
MISTAKE_COLUMNS = ("mistake", "n", "type", "of", "document", "example")

Row = tuple[str, ...]


def rows(layer: "Layer") -> list[Row]:
    """Return the figures of a layer in percent, each label before all, for a table with `COLUMNS`."""
    return [row for figure in layer.figures for row in _rows(figure)]


def quantity_rows(layer: "Layer") -> list[Row]:
    """Return the other figures of a layer: name, value with unit, 95 % interval, and on how many things."""
    return [(q.name, _worded(q, q.value), _quantity_interval(q), str(q.n)) for q in layer.quantities]


def mistake_rows(layer: "Layer") -> list[Row]:
    """Return the mistakes of a layer for a table with `MISTAKE_COLUMNS`."""
    return [(m.kind, str(m.number), m.label, m.key, m.document, m.sentence) for m in layer.mistakes]


def as_json(evaluation: "Evaluation") -> dict[str, Any]:
    """Return all figures as plain values; precision, recall and F1 from 0 to 1, distances in km."""
    return {
        "documents": evaluation.documents,
        "warnings": list(evaluation.warnings),
        "layers": {layer.name: _layer_json(layer) for layer in evaluation.layers},
    }


def _rows(figure: Figure) -> Iterator[Row]:
    if len(figure.by_label) > 1 or "" not in figure.by_label:
        for label, counts in figure.by_label.items():
            yield _row(figure.measure, label or "(no type)", counts)
        macro = figure.macro
        yield figure.measure, "macro", *map(_percent, (macro.precision, macro.recall, macro.f1)), "", "", "", "", ""
    yield _row(figure.measure, "all", figure.counts, figure.interval)


def _row(measure: str, label: str, counts: Counts, interval: Interval | None = None) -> Row:
    scored = score(counts)
    between = " to ".join(map(_percent, interval)) if interval else ""
    numbers = map(str, (counts.gold, counts.predicted, counts.right, counts.found))
    return measure, label, *map(_percent, (scored.precision, scored.recall, scored.f1)), between, *numbers


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _worded(quantity: Quantity, value: float | None) -> str:
    if value is None:
        return ""
    return f"{_percent(value)} %" if quantity.unit == "share" else f"{value:.1f} km"


def _quantity_interval(quantity: Quantity) -> str:
    return " to ".join(_worded(quantity, end) for end in quantity.interval) if quantity.interval else ""


def _layer_json(layer: "Layer") -> dict[str, Any]:
    return {
        "measures": {figure.measure: _figure_json(figure) for figure in layer.figures},
        "quantities": {quantity.name: asdict(quantity) for quantity in layer.quantities},
        "mistakes": [asdict(mistake) for mistake in layer.mistakes],
    }


def _figure_json(figure: Figure) -> dict[str, Any]:
    by_label: Mapping[str, Any] = {label: _counts_json(counts) for label, counts in figure.by_label.items()}
    return {
        "all": _counts_json(figure.counts) | {"interval": list(figure.interval)},
        "macro": asdict(figure.macro),
        "by_label": by_label,
    }


def _counts_json(counts: Counts) -> dict[str, Any]:
    return asdict(score(counts)) | counts._asdict()
