"""Print the tables of costs: `python -m tests.bench [SECTION…] [--triples 10000 …] [--articles 1000] [--rounds 5]`.

Sections: rdf, questions, networks, starts, slopes, build; all of them without a name. Every figure is a ratio of CPU times
taken in turn in one run, the median of the rounds with the least and the greatest.
"""

import argparse
from collections.abc import Iterator

from tests.bench import build
from tests.bench.graphs import networks, slopes, starts
from tests.bench.rdf import formats, questions


def main() -> None:
    """Read the arguments and print the sections."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION")
    parser.add_argument(
        "--triples", type=int, nargs="+", default=[10_000, 100_000], help="sizes for rdf; the last for questions"
    )
    parser.add_argument("--nodes", type=int, default=50_000, help="nodes for networks")
    parser.add_argument("--articles", type=int, default=1_000, help="most articles for slopes")
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each figure")
    options = parser.parse_args()
    sections = {
        "rdf": lambda: (line for triples in options.triples for line in formats(triples, options.rounds)),
        "questions": lambda: questions(options.triples[-1], options.rounds),
        "networks": lambda: networks(options.nodes, options.rounds),
        "starts": lambda: starts(options.rounds),
        "slopes": lambda: slopes(options.articles, options.rounds),
        "build": lambda: _build(options.rounds),
    }
    unknown = set(options.sections) - set(sections)
    if unknown:
        parser.error(f"unknown {', '.join(sorted(unknown))}; known: {', '.join(sections)}")
    for name in options.sections or sections:
        for line in sections[name]():
            print(line, flush=True)


def _build(rounds: int) -> Iterator[str]:
    yield ""
    build.main(rounds)


main()
