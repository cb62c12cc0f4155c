"""The options of every command that reads articles: what an article may be silent about, and what it is read with."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from kg.read import Fetch

model_option = click.option(
    "--model",
    metavar="fast|NAME|DIR",
    help="fast: without statistical names, in half the time; or another installed spaCy pipeline (or set KG_MODEL).",
)

_OPTIONS = (
    click.option("--published", metavar="DATE", help="Date of publication where an article does not say: 2024-06-07."),
    click.option("--source", metavar="NAME", help="Publisher where an article does not say."),
    click.option("--author", metavar="NAME", help="Author where an article does not say."),
    click.option("--as-of", metavar="DATE", help="Warn of articles dated after this day; the clock is not asked."),
    click.option("--allow-network", is_flag=True, help="Fetch addresses (https://…) from public hosts, as robots.txt permits."),
    click.option(
        "--fields", metavar="FIELD=NAME,…", help="Where JSON and CSV keep what: text=body,title=headline,published=date."
    ),
    model_option,
    click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to read with."),
)
_TOLD = ("published", "source", "author", "as_of")


def _door() -> "Fetch":
    from kg.read.web import fetch  # nothing of the network is loaded before its user opens the door

    return fetch


def reads_articles(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options above, gathered in its argument `reading`, for `pipeline.extract` and `update.add`."""

    @wraps(command)
    def with_reading(**options: Any) -> None:  # noqa: ANN401 - click's values
        from kg.read import Options, parse_fields  # `kg --help` does without it

        fields, fetch = options.pop("fields"), _door() if options.pop("allow_network") else None
        told = {name: options.pop(name) for name in _TOLD}
        gathered = Options(**told, fields=parse_fields(fields) if fields else None, fetch=fetch)
        reading = {"options": gathered, "model": options.pop("model"), "workers": options.pop("workers")}
        command(reading=reading, **options)

    decorated: Callable[..., None] = with_reading
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated
