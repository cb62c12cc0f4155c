"""`kg annotate`: documents in JSON Lines → stand-off annotations in JSON Lines, for other tools and for measuring."""

from pathlib import Path

import click

from kg.cli.reading import model_option
from kg.cli.terminal import example, progress_bar, say


@click.command(
    epilog=example(
        "kg annotate documents.jsonl -o annotations.jsonl",
        "kg annotate documents.jsonl -o annotations.jsonl --profile plover --workers 2",
    ),
)
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.option("-o", "--out", required=True, metavar="OUT", type=click.Path(path_type=Path), help="File for the annotations.")
@click.option("--ontology", metavar="FILE", type=click.Path(path_type=Path), help="Your own schema (JSON): its relations only.")
@click.option("--profile", metavar="NAME|FILE", help="Somebody else's labels: a shipped profile or a TOML file.")
@model_option
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to read with.")
@click.option("--quiet", is_flag=True, help="Print no summary and no progress; failures are still named.")
@click.pass_context
def annotate(  # noqa: PLR0913 - one argument an option
    ctx: click.Context,
    *,
    source: Path,
    out: Path,
    ontology: Path | None,
    profile: str | None,
    model: str | None,
    workers: int,
    quiet: bool,
) -> None:
    """Write entities, relations, claims and events with their offsets.

    IN has one JSON object a line with "id" and "text"; OUT gets one a line with "entities" (mentions of one thing share an
    id), "relations", "claims" (source, cue, content) and "events" (trigger, arguments). Offsets count characters of the
    text, from 0, the end exclusive.
    """
    from kg import annotation  # `kg --help` does without spaCy

    with progress_bar(quiet=quiet) as progress:
        done = annotation.annotate(
            source, out, ontology=ontology, profile=profile, model=model, workers=workers, progress=progress
        )
    for refusal in done.refusals:
        say(f"Failed: {source}:{refusal.line}: {refusal.message}")
    for doubt in done.doubts:
        say(f"Warning: {source}:{doubt.line}: {doubt.message}")
    if not quiet:
        click.echo(f"{out}: {done.documents} documents annotated, {len(done.refusals)} lines refused.")
    ctx.exit(1 if done.refusals else 0)
