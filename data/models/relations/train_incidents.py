"""Learn which kinds of incident a report tells of: `python data/models/relations/train_incidents.py FILE...`.

The files hold events with a kind. Needs scikit-learn (extra `train`). Only lines with `commit_ok` are used.
"""

import argparse
from pathlib import Path

from train import HERE, best_threshold, held_out, learn, read, write

from kg.annotation.incidents import report_features
from kg.annotation.records import as_document
from kg.parse import parse_documents

FOLDS = 5


def main() -> None:
    """Read, learn, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    documents = [d for path in parser.parse_args().files for d in read(path)]
    parses = list(parse_documents(as_document(str(d["id"]), d["text"]) for d in documents))
    kinds = [
        (str(d["id"]), report_features(p), frozenset(e["type"] for e in d["events"]))
        for d, p in zip(documents, parses, strict=True)
    ]
    chances = [c for number in range(FOLDS) for c in held_out(kinds, number, FOLDS)]
    threshold, line = best_threshold(chances, sum(len(labels) for _, _, labels in kinds))
    print(line, flush=True)
    write(HERE / "incident_kinds.tsv.gz", learn(kinds), threshold)


if __name__ == "__main__":
    main()
