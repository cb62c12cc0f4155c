"""Words in, words out: options to arguments, results to the terminal, errors to one line; the only click."""

from typing import Any

import click

from kg.cli.group import Commands, KgGroup

__all__ = ["cli"]

COMMANDS: Any = Commands({
    "build": "build.build",
    "add": "keep.add",
    "remove": "keep.remove",
    "status": "keep.status",
    "store": "keep.store",
    "query": "ask.query",
    "claims": "ask.claims",
    "why": "ask.why",
    "export": "show.export",
    "draw": "picture.draw",
    "serve": "serve.serve",
    "annotate": "annotate.annotate",
    "verify": "show.verify",
    "eval": "evaluate.evaluate",
    "doctor": "doctor.doctor",
})  # fmt: skip
"""click wants a mapping that can be changed, and does not change it."""


@click.group(cls=KgGroup, commands=COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="newskg", prog_name="kg")
def cli() -> None:
    """News in, a knowledge graph of evidenced claims out: who said what, how sure, in which words."""
