"""Print the tables of costs: `python -m tests.bench [SECTION…] [--triples 10000 …] [--articles 1000] [--rounds 5]`.

Sections: questions, rdf, networks, pictures, starts, slopes, build, annotate; all of them without a name. By name alone: stores
(for 20,000 articles a quarter of an hour of the processor), builds (ten minutes likewise), exports (twenty minutes for 4,000)
and long (a minute for each million characters). Every figure but theirs is a ratio of CPU times taken in turn in one run: the
median of the rounds, the least, the greatest.
"""

import argparse
from collections.abc import Iterator


def main() -> None:
    """Read the arguments and print the sections."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION")
    parser.add_argument(
        "--triples", type=int, nargs="+", default=[10_000, 100_000], help="sizes for rdf; the last for questions"
    )
    parser.add_argument("--nodes", type=int, default=50_000, help="nodes for networks")
    parser.add_argument("--articles", type=int, default=1_000, help="most articles for slopes, stores, builds and exports")
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each figure")
    parser.add_argument("--characters", type=int, default=1_000_000, help="most characters for long")
    parser.add_argument("--model", default="", help="of kg, for long")
    options = parser.parse_args()
    sections = {
        "questions": _questions,
        "rdf": _rdf,
        "networks": _networks,
        "pictures": _pictures,
        "starts": _starts,
        "slopes": _slopes,
        "build": _build,
        "annotate": _annotate,
    }
    known = sections | {"stores": _stores, "builds": _builds, "exports": _exports, "long": _long}
    unknown = set(options.sections) - set(known)
    if unknown:
        parser.error(f"unknown {', '.join(sorted(unknown))}; known: {', '.join(known)}")
    for name in options.sections or sections:
        for line in known[name](options):
            print(line, flush=True)


# Each imports what it measures, and rdflib, networkx and matplotlib come late: what a process holds makes its forks slower.


def _questions(options: argparse.Namespace) -> Iterator[str]:
    from tests.bench.rdf import questions

    yield from questions(options.triples[-1], options.rounds)


def _rdf(options: argparse.Namespace) -> Iterator[str]:
    from tests.bench.rdf import formats

    for triples in options.triples:
        yield from formats(triples, options.rounds)


def _networks(options: argparse.Namespace) -> Iterator[str]:
    from tests.bench.graphs import networks

    yield from networks(options.nodes, options.rounds)


def _pictures(options: argparse.Namespace) -> Iterator[str]:
    from tests.bench.pictures import pictures

    yield from pictures(options.rounds)


def _starts(options: argparse.Namespace) -> Iterator[str]:
    from tests.bench.graphs import starts

    yield from starts(options.rounds)


def _slopes(options: argparse.Namespace) -> Iterator[str]:
    from tests.bench.graphs import slopes

    yield from slopes(options.articles, options.rounds)


def _stores(options: argparse.Namespace) -> Iterator[str]:
    from tests.bench.stores import stores

    yield from stores(options.articles)


def _builds(options: argparse.Namespace) -> Iterator[str]:
    from tests.bench.stores import builds

    yield from builds(options.articles)


def _exports(options: argparse.Namespace) -> Iterator[str]:
    from tests.bench.exports import exports

    yield from exports(options.articles)


def _long(options: argparse.Namespace) -> Iterator[str]:
    from tests.bench.long import long

    yield from long(options.characters, options.model)


def _build(options: argparse.Namespace) -> Iterator[str]:
    from tests.bench import build

    yield ""
    build.main(options.rounds)


def _annotate(options: argparse.Namespace) -> Iterator[str]:
    from tests.bench.annotate import annotations

    yield from annotations(options.rounds)


main()
