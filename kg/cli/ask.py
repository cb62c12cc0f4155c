"""`kg query`, `kg claims`, `kg why`: questions to a graph, answered as tables."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.characters import visible
from kg.cli.picture import filtered
from kg.cli.terminal import example, put, put_table, say
from kg.errors import InputError, UnknownNameError, UsageError

if TYPE_CHECKING:
    from kg.cli.telling import Row
    from kg.sparql import Question, Table

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

SHAPES = ("table", "csv", "tsv", "json", "xml", "turtle", "ntriples")
GRAPH_SHAPES = ("turtle", "ntriples")
TOLD_SHAPES = ("text", "table", "csv", "tsv", "json")

ROWS_LEFT_OUT = 3


def shape_option(*shapes: str) -> Callable[[Decorated], Decorated]:
    """Make the option `--format`, of which the first is the default, and `--json` beside it."""

    def check(_ctx: click.Context, _parameter: click.Parameter, value: str) -> str:
        if value not in shapes:
            raise UnknownNameError("format", value, shapes)
        return value

    def add(command: Decorated) -> Decorated:
        named = click.option("--format", "shape", default=shapes[0], callback=check, help=f"{', '.join(shapes)}.")
        return named(click.option("--json", "shape", flag_value="json", help="Short for --format json.")(command))

    return add


path = click.Path(path_type=Path)


@click.command(
    epilog=example(
        "kg query out/graph.ttl --name who-said-what --who Kremlin --since 2024-06",
        "kg query out/graph.ttl 'SELECT ?c ?text WHERE { ?c kg:text ?text } LIMIT 5' --format csv",
        "kg query --list",
    ),
)
@click.argument("graph", type=path, required=False)
@click.argument("sparql", required=False)
@click.option("--name", help="A named question; --list shows them.")
@click.option("--file", type=path, help="A file with the query.")
@click.option("--list", "listing", is_flag=True, help="List the named questions.")
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=10, show_default=True, help="Seconds until the query is stopped."
)
@click.option("--rows", type=click.IntRange(0), default=100_000, show_default=True, help="Most rows; 0 for all.")
@click.option("--memory", type=click.IntRange(16), default=1024, show_default=True, help="Most MiB that the query may take.")
@filtered
@shape_option(*SHAPES)
def query(  # noqa: PLR0913 - one argument an option
    graph: Path | None,
    sparql: str | None,
    *,
    name: str | None,
    file: Path | None,
    listing: bool,
    timeout: float,
    rows: int,
    memory: int,
    keep: Mapping[str, Sequence[str]],
    shape: str,
) -> None:
    """Ask a graph a question in SPARQL, or a named one.

    --about, --by (or --who), --status, --attribution, --type, --since and --until narrow a question to some claims: its ?c; or
    to their events: its ?e. --timeout, --rows and --memory end a query, which can neither change the graph nor open a file or a
    connection; what was cut off is said, and the exit code is 3. CONSTRUCT and DESCRIBE give turtle or ntriples.
    """
    from kg import sparql as ask  # `kg --help` does without a store
    from kg import store

    if listing:
        put_table(("name", "question"), [(q.name, q.help) for q in ask.named_questions().values()])
        return
    question = chosen_question(sparql, name, file)
    loaded = store.view(given(graph))
    with store.telling_damage(graph):
        table = ask.run(
            loaded, question.sparql,
            values=question.values(loaded, keep), deadline=timeout, max_rows=rows, memory=memory << 20,
        )  # fmt: skip
    if name is None and ask.has_alternatives(question.sparql):
        say("Note: of the ways that a path with | leaves open, each pair of ends is given and counted once.")
    put_answer(table, shape)


@click.command(
    epilog=example(
        "kg claims out/graph.ttl --by 'Leonid Pasechnik'",
        "kg claims out/graph.ttl --about ATACMS --status unverified",
    ),
)
@click.argument("graph", type=path)
@click.option("--by", default="", metavar="WHO", help="Only what this person or organisation says.")
@click.option("--about", default="", metavar="WHAT", help="Only claims about this thing or event.")
@click.option("--status", default="", help="unassessed, unverified, confirmed, contested, refuted or retracted.")
@shape_option(*TOLD_SHAPES)
def claims(graph: Path, *, by: str, about: str, status: str, shape: str) -> None:
    """List claims with claimant, status and the quoted words."""
    from kg import store  # `kg --help` does without a store
    from kg.cli.telling import tell_claims
    from kg.sparql import listing

    with store.telling_damage(graph):
        table = listing.claims(store.view(graph), by=by, about=about, status=status)
    put_answer(table, shape, tell_claims)


@click.command(epilog=example("kg why out/graph.ttl Stoltenberg Ukraine"))
@click.argument("graph", type=path)
@click.argument("a")
@click.argument("b")
@click.option("--hops", type=click.IntRange(1, 6), default=3, show_default=True, help="Longest path, in claims.")
@shape_option(*TOLD_SHAPES)
def why(graph: Path, a: str, b: str, *, hops: int, shape: str) -> None:
    """Show how two things are connected, with the sentences."""
    from kg import store  # `kg --help` does without a store
    from kg.cli.telling import tell_paths
    from kg.sparql import listing

    with store.telling_damage(graph):
        table = listing.why(store.view(graph), a, b, hops=hops)
    put_answer(table, shape, tell_paths)


def given(graph: Path | None) -> Path:
    """Return the graph that was named.

    Raises:
        UsageError: none was.
    """
    if graph is None:
        raise UsageError("no graph is named. Give the Turtle file that `kg build` wrote, for example out/graph.ttl.")
    return graph


def chosen_question(sparql: str | None, name: str | None, file: Path | None) -> "Question":
    """Return the one question that was given, typed, named or in a file.

    Raises:
        UsageError: none or more than one was given.
        InputError: the file cannot be read.
    """
    from kg import sparql as ask  # `kg --help` does without a store

    if sum(way is not None for way in (sparql, name, file)) != 1:
        raise UsageError("give one query: SPARQL text after the graph, --name or --file. `kg query --list` shows the names.")
    if name is not None:
        return ask.question(name)
    return ask.Question("this query", "", str(sparql) if file is None else read_query(file))


def read_query(file: Path) -> str:
    """Return the text of a query file.

    Raises:
        InputError: it is missing, not readable or not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8'}.") from error


def put_answer(table: "Table", shape: str, tell: "Callable[[Sequence[Row]], str] | None" = None) -> None:
    """Print an answer; a cut-off one is announced and exits with 3.

    Raises:
        UsageError: RDF is asked for and the answer is rows, or XML cannot hold it.
    """
    from kg import sparql as ask  # `kg --help` does without a store

    writers = {
        "csv": ask.as_csv, "tsv": ask.as_tsv, "json": ask.as_json, "xml": ask.as_xml,
        "turtle": ask.as_turtle, "ntriples": ask.as_ntriples,
    }  # fmt: skip
    if shape in GRAPH_SHAPES and table.form != "graph":
        raise UsageError("only CONSTRUCT and DESCRIBE give RDF. Choose table, csv, tsv, json or xml.")
    if shape == "text" and tell is not None:
        put(visible(tell(table.texts())))
    elif shape == "table":
        put_table(table.columns, table.texts())
    else:
        put(writers[shape](table))
    if table.truncated:
        say(f"Only the first {len(table.rows):,} rows are shown. Add LIMIT, a narrower pattern, or more --rows.")
        click.get_current_context().exit(ROWS_LEFT_OUT)
