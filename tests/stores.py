"""Stores of small ready-made articles, and processes that write to them and may be killed."""

import inspect
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from kg import store as stores
from kg.graph import assemble
from kg.model import Block, Span
from kg.ontology import DOC, load_ontology
from kg.store import Kept, Place
from kg.store.sources import signed
from tests.conftest import PROVENANCE, make_reading

ROOT = Path(__file__).parent.parent
LABELS = {"a1": "Norland", "a2": "Republic of Norland", "a3": "the Norlands", "a4": "Norland"}


def reading(name):
    """Return an article that calls a country its own way, and places a town its own way; a4 has other words, the rest copy."""
    made = make_reading(name)
    text, more = (
        made.document.text,
        "\n\nOther words, from another writer, who saw the same on the same day and tells it her own way.",
    )
    body = Span(len(text) if name == "a4" else 0, len(text + more) if name == "a4" else len(text))
    article = replace(made.document, text=text + more, blocks=(Block("body", body),), published=f"2024-06-0{name[1]}")
    made = replace(made, document=article)
    changed = {"Norland": {"label": LABELS[name]}, "Tarvos": {"latitude": 51.5 - int(name[1]) / 4}}
    return replace(made, entities=tuple(replace(e, **changed.get(e.id, {})) for e in made.entities))


def graph(name):
    """Return its named graph."""
    minted = assemble([reading(name)], load_ontology(), PROVENANCE)
    quads = list(stores.article_graph((quad.triple for quad in minted), DOC + name, "f00"))
    return [*quads, signed(reading(name).document, quads)]


GRAPHS = {name: graph(name) for name in LABELS}


def put(folder, *names):
    """Commit articles together."""
    with stores.writing(folder) as writer:
        made = {name: Kept("f00", 14, len(GRAPHS[name])) for name in names}
        places = {f"/news/{name}.txt": Place(name) for name in names}
        graphs = {name: stores.pack(GRAPHS[name]) for name in names}
        writer.commit(writer.ledger.updated(made, places), graphs)


def drop(folder, *names):
    """Remove articles."""
    with stores.writing(folder) as writer:
        writer.commit(writer.ledger.without(frozenset(f"/news/{name}.txt" for name in names)), {})


def lines(folder):
    """Return the store as sorted N-Quads."""
    return sorted(stores.view(folder).dump(format=ox.RdfFormat.N_QUADS).decode().split("\n")[:-1])


def graphs(folder):
    """Return the articles that have a graph."""
    return {name.value.removeprefix(DOC) for name in stores.view(folder).named_graphs()}


PREAMBLE = """
import os, sys
from pathlib import Path
import pyoxigraph as ox
from kg import store as stores
from kg.errors import OutputError, UsageError
from kg.store import Kept, Ledger, Place, versions
folder, source = Path(sys.argv[1]), Path(sys.argv[2])
GRAPHS = {file.stem: list(ox.parse(path=file)) for file in sorted(source.glob("*.nq"))}
"""
"""Of the programs that are killed: they import little, so that they die often."""


def program(folder, code, *, watcher=()):
    """Start a Python process that has `put` and `drop` at hand and works on a store; `watcher` is a command that runs it."""
    source = folder.with_name("source")
    if not source.exists():
        source.mkdir(parents=True)
        for name, quads in GRAPHS.items():
            ox.serialize(quads, source / f"{name}.nq", format=ox.RdfFormat.N_QUADS)
    whole = f"{PREAMBLE}\n{inspect.getsource(put)}\n{inspect.getsource(drop)}\n{code}"
    return subprocess.Popen(
        [*watcher, sys.executable, "-B", "-c", whole, folder, source], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
