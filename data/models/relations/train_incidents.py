"""Learn which kinds of incident a report tells of: `python data/models/relations/train_incidents.py FILE...`.

The files hold events with a kind. Needs scikit-learn (extra `train`). Only lines with `commit_ok` are used.
"""

import argparse
from pathlib import Path

from train import HERE, best_threshold, held_out, learn, read, write

from kg.annotation.incidents import ANY, report_features
from kg.annotation.records import as_document
from kg.parse import parse_documents

FOLDS = 5
STRENGTH = 0.05
"""Inverse of the penalty on weights. A report has hundreds of features; 0.03 and 0.1 are as good by cross-validation."""


LEAST_WEIGHT = 0.02
"""Many small weights decide together here; with 0.005 the table is three times as large and no better."""


def main() -> None:
    """Read, learn, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--threshold", type=float, help="probability from which a report tells of an incident (else by F1)")
    options = parser.parse_args()
    documents = [d for path in options.files for d in read(path)]
    parses = list(parse_documents(as_document(str(d["id"]), d["text"]) for d in documents))
    kinds = [
        (str(d["id"]), report_features(p), frozenset(e["type"] for e in d["events"]) | ({ANY} if d["events"] else set()))
        for d, p in zip(documents, parses, strict=True)
    ]
    reports = [(name, features, labels & {ANY}) for name, features, labels in kinds]
    chances = [c for number in range(FOLDS) for c in held_out(reports, number, FOLDS, STRENGTH, by_ratio=True)]
    threshold, line = best_threshold(chances, sum(len(labels) for _, _, labels in reports))
    print(line, flush=True)
    threshold = threshold if options.threshold is None else options.threshold
    write(HERE / "incident_kinds.tsv.gz", learn(kinds, STRENGTH, LEAST_WEIGHT, by_ratio=True), threshold)


if __name__ == "__main__":
    main()
