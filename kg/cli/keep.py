"""`kg add`, `kg remove`, `kg status`, `kg store`: a store of articles on disk, which grows and changes for years."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.reading import reads_articles
from kg.cli.terminal import example, progress_bar, put_json, put_table, say

if TYPE_CHECKING:
    from kg.store import Difference, Version
    from kg.update import Updated

path = click.Path(path_type=Path)
store_option = click.option("--store", required=True, type=path, metavar="DIR", help="Folder of the store.")

SHOWN = 20
"""Changed claims that the table of `kg add` shows; the JSON form has all of them."""


@click.command(
    epilog=example(
        "kg add articles/ --store news.kg",
        "kg add articles/ --store news.kg --workers 2",
        "kg add colleague.ttl older/graph.nq --store news.kg",
        "kg query news.kg --name who-said-what",
    ),
)
@click.argument("paths", nargs=-1, required=True)
@store_option
@reads_articles
@click.option("--quiet", is_flag=True, help="Print no summary and no progress; failures are still named.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.pass_context
def add(
    ctx: click.Context, *, paths: tuple[str, ...], store: Path, reading: Mapping[str, Any], quiet: bool, as_json: bool
) -> None:
    """Bring a store up to date with articles.

    What is in the store already is not read again. A file whose text has changed takes the place of what was read from it,
    and so does another text from the same address; what that changes in the claims is shown. Graphs that kg made (.ttl,
    .trig, .nt, .nq, .jsonld, .rdf, and .gz of these), each named by itself, are taken apart into their articles; of an
    article that kg has read itself, its own reading stays. The order of the articles does not matter. After Ctrl-C the same
    command goes on. Every command that takes a graph takes a store.
    """
    ctx.exit(put_into(store, paths, reading, quiet=quiet, as_json=as_json))


def put_into(store: Path, paths: tuple[str, ...], reading: Mapping[str, Any], *, quiet: bool, as_json: bool) -> int:
    """Add articles to a store, print what that did, and return the exit code."""
    from kg import update  # `kg --help` does without spaCy

    with progress_bar(quiet=quiet) as progress:
        done = update.add(paths, store, progress=progress, **reading)
    for failure in done.failures:
        say(f"Failed: {failure.path}: {failure.message}")
    if as_json and not quiet:
        put_json(asdict(done) | {"store": str(store)})
    elif not quiet:
        put_table(("what", "number", "of which"), list(_rows(done)))
        _put_differences(done.differences)
    return 1 if done.failures else 0


@click.command(
    epilog=example("kg remove articles/old.txt --store news.kg", "kg remove https://example.org/a --store news.kg"),
)
@click.argument("names", nargs=-1, required=True)
@store_option
@click.pass_context
def remove(ctx: click.Context, *, names: tuple[str, ...], store: Path) -> None:
    """Remove articles from a store, by file, folder, address or id."""
    from kg import update  # `kg --help` does without spaCy

    gone, unknown = update.remove(names, store)
    for failure in unknown:
        say(f"Failed: {failure.path}: {failure.message}")
    say(f"{store}: {gone} articles removed.")
    ctx.exit(1 if unknown else 0)


@click.command(epilog=example("kg status --store news.kg", "kg status --store news.kg --check"))
@store_option
@click.option("--check", is_flag=True, help="Read every byte and compare it with what was written.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def status(*, store: Path, check: bool, as_json: bool) -> None:
    """Show what a store holds; exits with 5 if it is damaged."""
    from kg import parse, pipeline
    from kg import store as stores  # `kg --help` does without a store

    version, ledger = stores.read_ledger(store, thorough=check)
    kept = ledger.articles.values()
    made = Counter(article.made for article in kept if not article.imported)
    by_model = {f"read with --model {name}": made.pop(pipeline.fingerprint(name), 0) for name in parse.MODELS}
    facts = {
        "articles": len(kept),
        **by_model,
        "read by another kg or model": made.total(),
        "from graphs": sum(article.imported for article in kept),
        "claims": sum(article.claims for article in kept),
        "triples": sum(article.triples for article in kept),
        "files and addresses": len(ledger.places),
        "bytes": version.size,
        "version": version.number,
        "checked": "every byte" if check else "sizes, and all but the tables; --check reads every byte",
    }
    if as_json:
        put_json(facts)
    else:
        put_table(("what", "number"), [(name, f"{fact:,}" if isinstance(fact, int) else fact) for name, fact in facts.items()])


@click.group(
    epilog=example(
        "kg store backup /media/disk/news.kg --store news.kg",
        "kg store restore /media/disk/news.kg --store news.kg",
        "kg store compact --store news.kg",
    ),
)
def store() -> None:
    """Back a store up, take a backup back, write its tables anew."""


@store.command(epilog=example("kg store backup /media/disk/news.kg --store news.kg"))
@click.argument("target", type=path)
@store_option
def backup(*, target: Path, store: Path) -> None:
    """Copy a store, every byte checked, while others read it or write to it; TARGET is a store too."""
    from kg import store as stores  # `kg --help` does without a store

    _say_copied(target, stores.copy(store, target))


@store.command(epilog=example("kg store restore /media/disk/news.kg --store news.kg"))
@click.argument("source", type=path)
@store_option
def restore(*, source: Path, store: Path) -> None:
    """Make a store, damaged or not, what a backup of it is."""
    from kg import store as stores  # `kg --help` does without a store

    _say_copied(store, stores.copy(source, store))


@store.command(epilog=example("kg store compact --store news.kg"))
@store_option
def compact(*, store: Path) -> None:
    """Write the tables of a store anew after many changes; what it holds stays the same."""
    from kg import store as stores  # `kg --help` does without a store

    _say_copied(store, stores.compact(store))


def _say_copied(folder: Path, version: "Version") -> None:
    say(f"Written: {folder} (version {version.number}, {version.size:,} bytes)")


def _rows(done: "Updated") -> Iterator[tuple[str, int, str]]:
    yield "articles read", done.read, f"failed {len(done.failures)}, skipped {done.skipped} (hidden or of other kinds)"
    yield "taken from graphs", done.imported, "articles of graphs that kg made"
    yield "unchanged", done.unchanged, "in the store already, not read again"
    changes = {name: sum(len(getattr(d, name)) for d in done.differences) for name in _CHANGES}
    yield "changed", len(done.differences), "claims " + ", ".join(f"{name} {number}" for name, number in changes.items())
    yield "in the store", done.articles, ""


_CHANGES = ("added", "withdrawn", "softened", "firmer")


def _put_differences(differences: "tuple[Difference, ...]") -> None:
    """Print which claims changed in articles that were there before."""
    rows = [(change, text, d.place) for d in differences for change in _CHANGES for text in getattr(d, change)]
    if rows:
        put_table(("change", "claim", "in"), rows[:SHOWN])
    if len(rows) > SHOWN:
        say(f"{len(rows) - SHOWN:,} more changed claims; --json has all of them.")
