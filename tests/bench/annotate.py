"""`kg annotate` against the bare spaCy parse of the same text: CPU seconds of whole processes, taken in turn in one run."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.model import Document
from kg.read import find_inputs, read_documents
from tests.bench.build import BARE, NEWS
from tests.bench.measure import Work, child, in_turn, ratio

COPIES = 10
KG = "from kg.cli import cli; cli()"
RUNS = {
    "kg's own labels": (),
    "kg's own labels, `--model fast`": ("--model", "fast"),
    "`--profile polnear`": ("--profile", "polnear"),
    "`--profile toponyms`": ("--profile", "toponyms"),
    "`--profile re3d` (with the learned tagger)": ("--profile", "re3d"),
    "`--profile muc4` (with the learned tagger)": ("--profile", "muc4"),
}


def annotations(rounds: int, copies: int = COPIES) -> Iterator[str]:
    """Yield a table: what annotating costs, divided by what the bare parse costs, with the least and the greatest."""
    texts = [d.text for d in read_documents(find_inputs([NEWS])) if isinstance(d, Document)] * copies
    yield f"\n| `kg annotate`, {len(texts)} articles, whole process | ÷ bare parse |\n|---|---|"
    with TemporaryDirectory() as scratch:
        lines = Path(scratch, "in.jsonl")
        lines.write_text("".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(texts)), encoding="utf-8")
        files = [Path(scratch, f"{n:04}.txt") for n in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            file.write_text(text, encoding="utf-8")
        ours = partial(child, KG, "annotate", str(lines), "-o", f"{scratch}/out.jsonl", "--quiet")
        ways: dict[str, Work] = {name: partial(ours, *options) for name, options in RUNS.items()}
        taken = in_turn({"bare": partial(child, BARE, *map(str, files))} | ways, rounds)
    for name in RUNS:
        middle, least, most = ratio(taken[name], taken["bare"])
        yield f"| {name} | {middle:.2f} [{least:.2f}–{most:.2f}] |"
