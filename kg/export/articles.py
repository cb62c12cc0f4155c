"""N-Quads with one named graph an article, so that an article can be replaced or withdrawn as a whole.

The label, the class and the place of a thing that articles share belong to no article and stay in the default graph.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import BinaryIO

import pyoxigraph as ox

from kg.index import TEXTS, Index
from kg.merging import Shares
from kg.scratch import sorted_lines
from kg.store import Union


def nquads(store: ox.Store | Union, file: BinaryIO) -> None:
    """Write N-Quads; triples of a graph that has a name already keep it. Which article claims what is held in memory."""
    shares = Shares(Index(store, without=TEXTS))
    lines = sorted_lines(lambda out: out.writelines(f"{each} .\n".encode() for quad in store for each in _placed(quad, shares)))
    file.writelines(line for line, _ in groupby(lines))


def _placed(quad: ox.Quad, shares: Shares) -> Iterator[ox.Quad]:
    articles = shares.articles(quad) if isinstance(quad.graph_name, ox.DefaultGraph) else ()
    for article in articles:
        yield ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(article))
    if not articles:
        yield quad
