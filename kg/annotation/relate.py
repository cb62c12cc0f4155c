"""Relations from learned weights: every feature of a pair votes for the labels it has been seen with."""

import gzip
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kg.annotation.pairs import Thing, pair_features
from kg.errors import InputError, UnknownNameError
from kg.model import Parse
from kg.ontology import knowledge


class Table(NamedTuple):
    """Learned weights: feature → label → weight, and from which probability a label counts."""

    weights: Mapping[str, tuple[tuple[str, float], ...]]
    threshold: float


@cache
def load_table(name: str) -> Table:
    """Load a table of weights from `data/models/relations`, made by `train.py` there.

    Raises:
        UnknownNameError: there is no such table.
        InputError: it is damaged.
    """
    folder = knowledge("models") / "relations"
    path: Path = folder / f"{name}.tsv.gz"
    if not path.is_file():
        raise UnknownNameError(
            "table of relations",
            name,
            [p.name.removesuffix(".tsv.gz") for p in sorted(folder.glob("*.tsv.gz"))],
        )
    try:
        lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
        weights: dict[str, list[tuple[str, float]]] = {}
        for line in lines[1:]:
            feature, label, weight = line.split("\t")
            weights.setdefault(feature, []).append((label, float(weight)))
        return Table({f: tuple(w) for f, w in weights.items()}, float(lines[0]))
    except (OSError, EOFError, ValueError) as error:
        raise InputError(f"{path}: {error}. Reinstall kg.") from error


def relate(parse: Parse, things: Sequence[Thing], table: Table) -> Iterator[tuple[str, str, str, float]]:
    """Yield subject, label, object and probability of the relations between the things of a document."""
    opening = things[0].id if things else ""
    for left in things:
        for right in things:
            if left.id != right.id:
                for label, chance in scores(pair_features(parse, left, right, opening=opening), table).items():
                    if chance >= table.threshold:
                        yield left.id, label, right.id, chance


def scores(features: Iterable[str], table: Table) -> dict[str, float]:
    """Return label → probability by logistic regression over the features that the table knows."""
    total: dict[str, float] = {}
    for feature in features:
        for label, weight in table.weights.get(feature, ()):
            total[label] = total.get(label, 0.0) + weight
    return {label: 1 / (1 + math.exp(-min(max(value, -30.0), 30.0))) for label, value in total.items()}
