"""Words in, words out: options to arguments, results to the terminal, errors to one line; the only click."""

import click

from kg.cli.annotate import annotate
from kg.cli.ask import claims, query, why
from kg.cli.build import build
from kg.cli.doctor import doctor
from kg.cli.evaluate import evaluate
from kg.cli.group import KgGroup
from kg.cli.keep import add, remove, status, store
from kg.cli.picture import draw
from kg.cli.serve import serve
from kg.cli.show import export, verify

__all__ = ["cli"]


@click.group(cls=KgGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="newskg", prog_name="kg")
def cli() -> None:
    """News in, a knowledge graph of evidenced claims out: who said what, how sure, in which words."""


for command in (
    build, add, remove, status, store, query, claims, why, export, draw, serve, annotate, verify, evaluate, doctor,
):  # fmt: skip
    cli.add_command(command)
