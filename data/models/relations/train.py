"""Learn a table of relations from annotated documents: `python data/models/relations/train.py NAME PROFILE FILE...`.

Needs scikit-learn (extra `train`). The documents are read by kg itself, so the weights fit what it finds, not what people
marked; every pair of things that are aligned with annotated ones is an example, and a pair without a relation is one of
none. Only lines with `commit_ok` are used. `--folds 5` prints cross-validated figures and ships nothing; with
`--predictions OUT.jsonl` it writes what kg annotates with the rules of the profile, each document with the weights of the
others, for a scorer.
"""

import argparse
import dataclasses
import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import permutations, product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from kg.annotation.entities import entity_records
from kg.annotation.pairs import find_things, pair_features
from kg.annotation.profile import Profile, load_profile
from kg.annotation.records import as_document
from kg.annotation.standoff import standoff
from kg.pipeline import Walk, walk_documents

HERE = Path(__file__).parent
LEAST_USES = 3
"""A feature seen in fewer pairs is left out: it would only remember its document."""
LEAST_EXAMPLES = 8
"""A label with fewer examples is not learned."""
LEAST_WEIGHT = 0.05
"""A smaller weight is not kept."""
LEAST_LOGIT = -3.0
"""Labels less probable than 5 % cannot be the best threshold and are not ranked."""
STRENGTH = 1.0
"""Inverse of the regularisation (scikit-learn's C): 0.3, 1 and 3 were tried by cross-validation."""


def main() -> None:
    """Read, learn, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("profile")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--threshold", type=float, help="probability from which a label counts; without it by cross-validation")
    parser.add_argument("--predictions", type=Path, help="where --folds writes annotations by weights that never saw them")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    documents = [d for path in options.files for d in read(path)]
    profile = load_profile(options.profile)
    walks = list(walk_documents([as_document(str(d["id"]), d["text"]) for d in documents], workers=options.workers))
    examples = list(read_pairs(documents, walks, profile))
    print(f"{len(documents)} documents, {len(examples)} pairs", flush=True)
    threshold = options.threshold
    if threshold is None:
        folds = options.folds or 5
        chances = [c for number in range(folds) for c in held_out(examples, number, folds)]
        threshold, line = best_threshold(chances, sum(len(d["relations"]) for d in documents))
        print(line)
    if options.predictions:
        predict(options.predictions, walks, examples, profile, options.folds or 5, threshold)
    elif not options.folds:
        write(HERE / f"{options.name}.tsv.gz", learn(examples), threshold)


def read(path: Path) -> Iterable[dict[str, Any]]:
    """Yield the documents of a file that may be used."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            if record.get("commit_ok"):
                yield record


Example = tuple[str, list[str], frozenset[str]]
"""Document, features and labels of a pair of things."""


def read_pairs(documents: Sequence[dict[str, Any]], walks: Sequence[Walk], profile: Profile) -> Iterable[Example]:
    """Yield every pair of things that kg finds, with the annotated relations between them."""
    for record, walk in zip(documents, walks, strict=True):
        found = entity_records(walk, profile)
        things = find_things(walk, found)
        gold = labels_of(record, found, profile.symmetric)
        opening = things[0].id if things else ""
        for left, right in permutations(things, 2):
            features = pair_features(walk.parse, left, right, opening=opening)
            yield str(record["id"]), features, frozenset(gold.get((left.id, right.id), ()))


def labels_of(
    record: dict[str, Any], found: Iterable[dict[str, Any]], symmetric: AbstractSet[str]
) -> dict[tuple[str, str], set[str]]:
    """Return pair of kg's things → the relations that are annotated between the things they are aligned with."""
    same = aligned(record["entities"], found)
    gold: dict[tuple[str, str], set[str]] = {}
    for relation in record["relations"]:
        for pair in product(same.get(relation["subject"], ()), same.get(relation.get("object"), ())):
            gold.setdefault(pair, set()).add(relation["predicate"])
            if relation["predicate"] in symmetric:
                gold.setdefault(pair[::-1], set()).add(relation["predicate"])
    return gold


def aligned(gold: Iterable[dict[str, Any]], found: Iterable[dict[str, Any]]) -> dict[str, set[str]]:
    """Return the id of an annotated thing → the ids of kg's things that most of its mentions overlap."""
    votes: dict[str, Counter[str]] = {}
    found = list(found)
    for entity in gold:
        if entity.get("start") is None:
            continue
        for other in found:
            if other["start"] < entity["end"] and entity["start"] < other["end"]:
                votes.setdefault(entity["id"], Counter())[other["id"]] += 1
    return {name: {counts.most_common(1)[0][0]} for name, counts in votes.items()}


def held_out(
    examples: Sequence[Example], number: int, folds: int, strength: float = STRENGTH, *, by_ratio: bool = False
) -> Iterable[tuple[float, bool]]:
    """Yield probability and truth of every label of the pairs of one fold, learned from the others."""
    part = [fold(e[0], folds) == number for e in examples]
    table = learn([e for e, out in zip(examples, part, strict=True) if not out], strength, by_ratio=by_ratio)
    for example, out in zip(examples, part, strict=True):
        if out:
            total: dict[str, float] = {}
            for feature in example[1]:
                for label, weight in table.get(feature, ()):
                    total[label] = total.get(label, 0.0) + weight
            for label, value in total.items():
                if value > LEAST_LOGIT:
                    yield 1 / (1 + np.exp(-value)), label in example[2]


def predict(
    target: Path, walks: Sequence[Walk], examples: Sequence[Example], profile: Profile, folds: int, threshold: float
) -> None:
    """Annotate each document with the weights of the other folds, and without the tagger, which has seen them all."""
    lines: dict[str, str] = {}
    for number in range(folds):
        passing = HERE / f"fold{number}.tsv.gz"  # beside the others, where kg looks for a table by its name
        write(passing, learn([e for e in examples if fold(e[0], folds) != number]), threshold)
        try:
            mine = dataclasses.replace(profile, table=f"fold{number}", tagger="")
            for walk in walks:
                name = walk.parse.document.id
                if fold(name, folds) == number:
                    lines[name] = json.dumps(standoff(walk, mine)) + "\n"
        finally:
            passing.unlink()
    target.write_text("".join(lines.values()), encoding="utf-8")


def fold(name: str, folds: int) -> int:
    """Return the fold of a document, by the hash of its id."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % folds


def best_threshold(chances: Sequence[tuple[float, bool]], total: int) -> tuple[float, str]:
    """Return the probability from which a label counts, by F1 where there are so many to find, and a line about it."""
    ranked = sorted(chances, reverse=True)
    best, hits = (0.0, 1.0, 0.0, 0.0), 0
    for count, (chance, right) in enumerate(ranked, 1):
        hits += right
        precision, recall = hits / count, hits / total
        score = 2 * precision * recall / (precision + recall) if hits else 0.0
        if score > best[0]:
            best = (score, float(chance), precision, recall)
    line = f"cross-validated: F1 {best[0]:.3f} (P {best[2]:.3f}, R {best[3]:.3f}) from probability {best[1]:.3f} on"
    return best[1], line


def learn(
    examples: Sequence[Example], strength: float = STRENGTH, least_weight: float = LEAST_WEIGHT, *, by_ratio: bool = False
) -> dict[str, list[tuple[str, float]]]:
    """Return feature → (label, weight) of one logistic regression a label.

    With `by_ratio` a feature counts by how much more often it stands with the label than without (Wang and Manning 2012,
    "Baselines and Bigrams": better than plain regression where examples are few and features many).
    """
    uses = Counter(f for _, features, _ in examples for f in set(features))
    known = {f: i for i, f in enumerate(sorted(f for f, n in uses.items() if n >= LEAST_USES))}
    rows = [sorted({known[f] for f in features if f in known}) for _, features, _ in examples]
    pointers = np.cumsum([0, *map(len, rows)])
    columns = np.concatenate([np.array(r, dtype=np.int32) for r in rows]) if rows else np.array([], dtype=np.int32)
    matrix = csr_matrix((np.ones(len(columns)), columns, pointers), shape=(len(rows), len(known)))
    labels = Counter(label for _, _, found in examples for label in found)
    table: dict[str, list[tuple[str, float]]] = {}
    names = sorted(known, key=known.__getitem__)
    for label in sorted(n for n, count in labels.items() if count >= LEAST_EXAMPLES):
        truth = np.array([label in found for _, _, found in examples])
        scale = log_ratios(matrix, truth) if by_ratio else np.ones(matrix.shape[1])
        model = LogisticRegression(C=strength, solver="liblinear", fit_intercept=False).fit(matrix @ diags(scale), truth)
        weights = model.coef_[0] * scale
        for column in np.flatnonzero(np.abs(weights) >= least_weight):
            table.setdefault(names[column], []).append((label, round(float(weights[column]), 3)))
    return table


def log_ratios(matrix: csr_matrix, truth: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return for each feature the logarithm of how much likelier it is where the label holds (one example more of each)."""
    with_label, without = (np.asarray(matrix[rows].sum(axis=0)).ravel() + 1 for rows in (truth, ~truth))
    return np.log(with_label / (truth.sum() + 1)) - np.log(without / ((~truth).sum() + 1))


def write(path: Path, table: dict[str, list[tuple[str, float]]], threshold: float) -> None:
    """Write a table; the same weights give the same bytes."""
    lines = [f"{f}\t{label}\t{weight}" for f, found in sorted(table.items()) for label, weight in sorted(found)]
    packed = gzip.compress("\n".join([f"{threshold:.4f}", *lines]).encode(), compresslevel=9, mtime=0)
    path.write_bytes(packed)
    print(f"{path.name}: {len(lines)} weights, {len(packed)} bytes")


if __name__ == "__main__":
    main()
