"""How much a build costs beside the bare spaCy parse of the same text: `python tests/bench/build.py`.

Prints CPU seconds, and the ratio to the parse. Ratios of one run can be compared between machines, seconds cannot.
"""

import os
import shutil
import tempfile
import time
from pathlib import Path

from kg import pipeline
from kg.parse import load_model
from kg.read import find_inputs, read_documents

NEWS = Path(__file__).parent.parent.parent / "data" / "news"
COPIES = 8
ROUNDS = 3


def main():
    """Measure, and print a line a stage."""
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name, "news"), Path(name, "out")
        folder.mkdir()
        for number in range(COPIES):
            for path in NEWS.glob("*.txt"):
                shutil.copy(path, folder / f"{path.stem}_{number}.txt")
        pipeline.write(pipeline.extract([NEWS / "luhansk_strike.txt"]), out)  # loads model, lexicons and libraries
        bare = cpu(lambda: parse_only(folder))
        print(f"{'bare parse':<32}{bare:6.2f} s  1.00")
        result = pipeline.extract([folder])
        for label, work in (
            ("articles to claims", lambda: pipeline.extract([folder])),
            ("claims to Turtle and GraphML", lambda: pipeline.write(result, out, formats=("turtle", "graphml"))),
            ("claims to pictures", lambda: pipeline.write(result, out, formats=("svg", "png"))),
        ):
            spent = cpu(work)
            print(f"{label:<32}{spent:6.2f} s  {spent / bare:4.2f}")


def parse_only(folder):
    """Parse the same blocks, and nothing else."""
    pipeline_of_spacy = load_model().pipeline
    documents = list(read_documents(find_inputs([folder])))
    blocks = [d.text[slice(*b.span)] for d in documents for b in d.blocks if b.kind in {"headline", "body"}]
    for _ in pipeline_of_spacy.pipe(blocks, batch_size=64):
        pass


def cpu(work):
    """Return the least CPU seconds of some rounds."""
    spent = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return min(spent)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
