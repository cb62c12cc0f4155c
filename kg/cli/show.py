"""`kg export`, `kg verify`: a graph as a file, and held against its sources."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.terminal import example, put_json, put_table, say
from kg.errors import DamageError

if TYPE_CHECKING:
    from pyoxigraph import Quad

path = click.Path(path_type=Path)


@click.command(
    epilog=example("kg export out/graph.ttl -f jsonld -o graph.jsonld", "kg export out/graph.ttl -f graphml -o graph.graphml"),
)
@click.argument("graph", type=path)
@click.option(
    "-f", "--format", "format_name", required=True, help="turtle, ntriples, jsonld, graphml … (an unknown one lists all)."
)
@click.option("-o", "--out", type=path, required=True, help="File to write.")
def export(graph: Path, *, format_name: str, out: Path) -> None:
    """Write a graph in another format."""
    from kg import export as exporting  # `kg --help` does without a store
    from kg import store

    exporting.export(store.load(graph), format_name, out)
    say(f"Written: {out} ({out.stat().st_size:,} bytes)")


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
