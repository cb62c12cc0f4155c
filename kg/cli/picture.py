"""`kg draw`: a graph, or a part of it, as a picture."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path

import click

from kg.cli.terminal import example, say

path = click.Path(path_type=Path)

_FILTERS = {
    "about": ("NAME", "Only claims about this thing or event, or with it as an end."),
    "by": ("CLAIMANT", "Only what this person or organisation says; 'article author' is the article itself."),
    "article": ("HEADLINE", "Only what this article has, by words of its headline."),
    "status": ("STATUS", "Only unassessed, unverified, confirmed, contested, refuted or retracted claims."),
    "attribution": ("STANCE", "Only asserted, attributed, alleged or denied claims."),
    "type": ("CLASS", "Only claims with an end of this class: Person, Weapon, MissileStrike, Event …"),
    "since": ("DATE", "Only from this day, month or year on: of the event; where it has no date, of publication."),
    "until": ("DATE", "Only up to this day, month or year; likewise."),
}
"""The options that narrow a graph, each a filter of `kg.filters` under the same name."""

_VIEWS = "relations, claims (who says what about what), event (EVENT with its roles and numbers) or timeline."


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `_FILTERS`, gathered in its argument `keep`."""

    @wraps(command)
    def gathered(**options: object) -> None:
        keep = {name: options.pop(name) for name in _FILTERS}
        command(keep=keep, **options)

    decorated: Callable[..., None] = gathered
    for name, (metavar, words) in reversed(_FILTERS.items()):
        flags = [f"--{name}", "--who"] if name == "by" else [f"--{name}"]
        decorated = click.option(*flags, name, metavar=metavar, multiple=True, help=words)(decorated)
    return decorated


@click.command(
    epilog=example(
        "kg draw out/graph.ttl -o diagram.svg",
        "kg draw out/graph.ttl --focus Luhansk --hops 2 -o luhansk.png",
        "kg draw out/graph.ttl -o page.html",
        "kg draw out/graph.ttl --view event 'Missile strike' -o strike.svg",
        "kg draw out/graph.ttl --by Kremlin --status unverified --theme print -o kremlin.pdf",
    ),
)
@click.argument("graph", type=path)
@click.argument("event", required=False, default="")
@click.option("-o", "--out", type=path, required=True, help="File to write: .svg, .png, .pdf, or .html for a page.")
@click.option(
    "--view",
    default="relations",
    show_default=True,
    help="relations, claims (who says what about what), event (EVENT with its roles and numbers) or timeline.",
)
@click.option("--focus", metavar="NAME", help="Only what is near this thing.")
@click.option("--hops", type=click.IntRange(1, 10), default=1, show_default=True, help="How near, in claims.")
@filtered
@click.option("--title", default="", help="Title above the picture.")
@click.option("--max-nodes", type=click.IntRange(1), help="Show at most so many nodes or claims, the most important.")
@click.option("--width", type=click.FloatRange(1, 200), help="Inches; otherwise what the text needs.")
@click.option("--height", type=click.FloatRange(1, 200), help="Inches; otherwise in proportion.")
@click.option("--dpi", type=click.IntRange(10, 1200), default=150, show_default=True, help="Dots an inch of a PNG.")
@click.option("--theme", default="light", show_default=True, help="light, dark, or print (greys only).")
def draw(  # noqa: PLR0913 - one argument an option
    graph: Path,
    event: str,
    *,
    out: Path,
    view: str,
    focus: str | None,
    hops: int,
    keep: Mapping[str, Sequence[str]],
    title: str,
    max_nodes: int | None,
    width: float | None,
    height: float | None,
    dpi: int,
    theme: str,
) -> None:
    """Draw a graph, or a part of it; EVENT is for --view event.

    A line is a claim: solid when asserted, dashed when attributed, dotted when alleged, struck when denied.
    A filter given several times keeps what any of its values keeps; what the filters leave out is said below the picture.
    A page (.html) is one file that loads nothing: graph, search, filters, table, and each claim marked in its article.
    """
    import kg  # `kg --help` does without matplotlib

    drawn = kg.draw(
        graph, out, view=view, event=event, focus=focus, hops=hops, keep=keep, title=title,
        max_nodes=max_nodes or 0, size=(width, height), dpi=dpi, theme=theme,
    )  # fmt: skip
    say(f"Written: {out} ({out.stat().st_size:,} bytes)")
    if drawn.glyphs_missing:
        say("Warning: \N{WHITE VERTICAL RECTANGLE} stands for characters that cannot be drawn; a page (-o page.html) has all.")
