"""`kg export`, `kg verify`: a graph as a file, and held against its sources."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.terminal import example, put_json, put_table, say
from kg.errors import DamageError, UsageError

if TYPE_CHECKING:
    from pyoxigraph import Quad

path = click.Path(path_type=Path)


@click.command(
    epilog=example(
        "kg export out/graph.ttl -o graph.gexf",
        "kg export out/graph.ttl -f neo4j -o import/",
        "kg export --list",
    ),
)
@click.argument("graph", type=path, required=False)
@click.option("-o", "--out", type=path, help="File to write, or folder for a format of several files.")
@click.option("-f", "--format", "format_name", help="A format; without it the suffix of the file decides.")
@click.option("--list", "listing", is_flag=True, help="List the formats: who opens each, and what it cannot carry.")
def export(graph: Path | None, *, out: Path | None, format_name: str | None, listing: bool) -> None:
    """Write a graph in another format."""
    from kg import export as exporting  # `kg --help` does without a store
    from kg import store

    if listing:
        rows = [(name, f".{known.suffix}", known.opens, known.lacks) for name, known in exporting.FORMATS.items()]
        put_table(("format", "suffix", "opens in", "cannot carry"), rows)
        return
    if graph is None or out is None:
        raise UsageError("name a graph and a file: kg export out/graph.ttl -o graph.gexf; --list shows the formats.")
    name = format_name or exporting.format_of(out)
    exporting.find_format(name)
    for written in exporting.export(store.merged(graph), name, out):
        say(f"Written: {written} ({written.stat().st_size:,} bytes)")


@click.command(epilog=example("kg verify out/graph.ttl"))
@click.argument("graph", type=path)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def verify(graph: Path, *, as_json: bool) -> None:
    """Check every edge against its source text.

    Exits with 5 and names the edges when a quote, a claimant or a number does not stand in the text, or a shape is violated.
    """
    from kg import store  # `kg --help` does without a store
    from kg.verification import verify as check

    loaded = store.load(graph)
    findings = [(f.kind, f.node, f.message) for f in check(loaded)]
    if as_json:
        put_json([{"kind": kind, "node": node, "message": message} for kind, node, message in findings])
    elif findings:
        put_table(("kind", "node", "finding"), findings)
    if findings:
        kinds = Counter(kind for kind, _, _ in findings)
        raise DamageError(f"{graph}: {', '.join(f'{n} {kind}' for kind, n in sorted(kinds.items()))}. Build it again.")
    say(f"{graph}: {counted(loaded)}: every edge is grounded in its source and the shapes conform.")


def counted(quads: "Iterable[Quad]") -> str:
    """Return how many articles, claims and quoted spans a graph has, in words."""
    from kg.ontology import KG, RDF  # `kg --help` does without a store

    kinds = Counter(str(quad.object) for quad in quads if quad.predicate.value == f"{RDF}type")
    parts = (("articles", "Document"), ("claims", "Claim"), ("spans", "Span"))
    return ", ".join(f"{kinds[f'<{KG}{kind}>']} {words}" for words, kind in parts)
