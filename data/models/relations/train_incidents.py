"""Learn the two tables of incident reports: `python data/models/relations/train_incidents.py FILE...`.

The files hold events with a kind and arguments whose entities have names; a phrase of the report with the words of an
argument is an example of its role. Needs scikit-learn (extra `train`). Only lines with `commit_ok` are used.
"""

import argparse
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from train import HERE, Example, best_threshold, held_out, learn, read, write

from kg.annotation.incidents import phrase_features, phrases_of, report_features
from kg.annotation.records import as_document
from kg.lexicon import load_lexicon
from kg.model import Parse
from kg.ontology import knowledge
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
    roles = [e for d, p in zip(documents, parses, strict=True) for e in examples(d, p)]
    for name, found in (("incident_kinds", kinds), ("incident_roles", roles)):
        chances = [c for number in range(FOLDS) for c in held_out(found, number, FOLDS)]
        threshold, line = best_threshold(chances, sum(len(labels) for _, _, labels in found))
        print(name, line, flush=True)
        write(HERE / f"{name}.tsv.gz", learn(found), threshold)


def examples(record: dict[str, Any], parse: Parse) -> Iterator[Example]:
    """Yield the phrases of a report with the roles that their words fill."""
    names: dict[str, set[str]] = {}
    for entity in record["entities"]:
        names.setdefault(entity["id"], set()).update(plain(n) for n in entity.get("aliases") or [entity["name"]])
    wanted: dict[str, set[str]] = {}
    for event in record["events"]:
        for argument in event["arguments"]:
            for words in names.get(argument["entity"], ()):
                wanted.setdefault(words, set()).add(argument["role"])
    for phrase, words in phrases_of(parse, load_lexicon(knowledge("lexicons"))):
        yield str(record["id"]), phrase_features(parse, phrase), frozenset(wanted.get(plain(words), ()))


def plain(words: str) -> str:
    """Return words without punctuation and articles, in lower case."""
    words = "".join(c for c in words.lower() if c not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", words).split())


if __name__ == "__main__":
    main()
