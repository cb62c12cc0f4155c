"""`kg eval`: predictions held against gold annotation, as a table, as JSON, and by their most frequent mistakes."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.terminal import example, put, put_table, say

if TYPE_CHECKING:
    from kg.evaluation import Document, Evaluation, Layer, Predicted

path = click.Path(path_type=Path)


@click.command(
    "eval",
    epilog=example(
        "kg eval gold.jsonl --pred predicted.jsonl",
        "kg eval gold.jsonl --pred predicted.jsonl --layer entities --errors 20",
        "kg eval gold.jsonl --pred predicted.jsonl --json figures.json",
    ),
)
@click.argument("gold", type=path)
@click.option("--pred", type=path, help="Predictions in the same format; without it kg reads the texts itself.")
@click.option("--profile", metavar="NAME|FILE", help="The labels of the gold, where kg reads the texts itself.")
@click.option("--layer", "layers", multiple=True, metavar="NAME", help="entities, relations, claims, events or places; repeat.")
@click.option(
    "--errors", type=click.IntRange(0), default=0, metavar="N", help="List the N most frequent misses and false alarms."
)
@click.option("--json", "json_file", type=path, metavar="FILE", help="Also write all figures to this file.")
def evaluate(
    gold: Path, *, pred: Path | None, profile: str | None, layers: tuple[str, ...], errors: int, json_file: Path | None
) -> None:
    """Measure predictions against gold annotation.

    Both are JSON Lines: an object a document, with id, text, entities, relations, claims and events, whose offsets count
    characters of the text. Each layer that gold has is measured; intervals are drawn over the documents.
    """
    from kg import evaluation  # `kg --help` does without numpy

    wanted = evaluation.read_gold(gold)
    predicted = evaluation.read_predicted(pred, wanted) if pred is not None else _predict(wanted, profile)
    result = evaluation.evaluate(wanted, predicted, layers=layers, mistakes=errors)
    for warning in result.warnings:
        say(f"Warning: {warning}")
    if json_file is not None:
        write_json(result, json_file)
    for layer in result.layers:
        put_layer(layer)


def put_layer(layer: "Layer") -> None:
    """Print the tables of a layer."""
    from kg.evaluation import report  # `kg --help` does without numpy

    put_table(report.COLUMNS, report.rows(layer), title=layer.name)
    put("")
    if layer.quantities:
        put_table(("measure", "value", "95 %", "measured on"), report.quantity_rows(layer), title=f"{layer.name}: positions")
        put("")
    if layer.mistakes:
        title = f"{layer.name}: frequent mistakes by {layer.figures[0].measure}"
        put_table(report.MISTAKE_COLUMNS, report.mistake_rows(layer), title=title)
        put("")


def write_json(result: "Evaluation", file: Path) -> None:
    """Write all figures to a file that is whole or absent."""
    from kg.evaluation import report  # `kg --help` does without numpy and a store
    from kg.store import write_atomic

    data = json.dumps(report.as_json(result), ensure_ascii=False, indent=1) + "\n"
    write_atomic(file, lambda out: out.write(data.encode()))


def _predict(gold: Sequence["Document"], profile: str | None) -> "Predicted":
    """Annotate the texts of gold documents with kg itself."""
    from kg import annotation  # `kg --help` does without spaCy
    from kg.evaluation import predicted_documents

    records = annotation.annotate_texts(((d.id, d.text) for d in gold), annotation.load_profile(profile))
    return predicted_documents(((f"kg's annotation {n}", record) for n, record in enumerate(records, 1)), gold)
