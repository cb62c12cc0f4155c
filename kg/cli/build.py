"""`kg build`: articles → a folder with the graph, the network, the picture, and a summary of what was read."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from kg.cli.keep import put_into
from kg.cli.reading import reads_articles
from kg.cli.terminal import example, progress_bar, say


@click.command(
    epilog=example(
        "kg build article.txt -o out/",
        "kg build articles/ --source 'Meridian Wire' --published 2024-06-07 --workers 2",
        "kg build dump.jsonl.gz --fields text=body,title=headline,published=date",
        "cat article.txt | kg build - -o out/",
        "kg build articles/ colleague.ttl older/graph.nq -o out/",
    ),
)
@click.argument("paths", nargs=-1, required=True)
@click.option("-o", "--out", default="out", type=click.Path(path_type=Path), show_default=True, help="Folder for the files.")
@click.option("--format", "formats", multiple=True, help="What to write: turtle, gexf, events, svg …; repeat for more.")
@click.option("--store", type=click.Path(path_type=Path), metavar="DIR", help="Add to this store instead, as `kg add` does.")
@reads_articles
@click.option(
    "--report", type=click.Path(path_type=Path), help="File that says what became of every input: .json, or .txt to read."
)
@click.option("--quiet", is_flag=True, help="Print no summary and no progress; failures are still named.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.pass_context
def build(  # noqa: PLR0913 - one argument an option
    ctx: click.Context,
    *,
    paths: tuple[str, ...],
    out: Path,
    formats: tuple[str, ...],
    store: Path | None,
    reading: Mapping[str, Any],
    report: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Read articles and write their graph.

    PATHS are files, folders of them, or - for standard input: text (.txt, .md), saved pages (.html, .mhtml), .pdf, .docx, mail
    (.eml, .mbox), feeds (.rss, .atom, .xml), records (.jsonl, .json, .csv, .tsv), web archives (.warc), and .zip, .tar, .gz,
    .bz2 and .xz of these. Addresses (https://…) are fetched with --allow-network, nothing without. Graphs that kg made
    (.ttl, .trig, .nt, .nq, .jsonld, .rdf, and .gz of these), each named by itself, are merged into the new one; an article
    that is there already is left out. Written are graph.ttl (the graph in Turtle), graph.graphml (for Gephi, networkx,
    igraph) and diagram.svg and .png.
    """
    from kg import pipeline  # `kg --help` does without spaCy
    from kg.cli.report import write_report
    from kg.cli.summary import put_summary

    if store is not None:
        ctx.exit(put_into(store, paths, reading, quiet=quiet, as_json=as_json))
    pipeline.check_formats(formats)
    with progress_bar(quiet=quiet) as progress:
        result = pipeline.extract(paths, progress=progress, **reading)
    for failure in result.failures:
        say(f"Failed: {failure.path}: {failure.message}")
    if report is not None:
        write_report(result, report)
    files = pipeline.write(result, out, formats=formats) if result.readings or result.graphs else ()
    if len(files) == 1 and not formats:
        say(f"{files[0]}: too large for a picture, which is left out with graph.graphml; kg draw draws a part of it.")
    if not quiet:
        put_summary(result, files, as_json=as_json)
    ctx.exit(1 if result.failures else 0)
