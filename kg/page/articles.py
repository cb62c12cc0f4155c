"""The articles behind a graph, and where in them the words of each claim stand."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from kg.ontology import DCTERMS, KG, NIF, RDF, RDFS, SCHEMA
from kg.store import Facts, facts


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its text, as far as the graph has them."""

    headline: str
    source: str
    published: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Articles by IRI; by claim (or event) its article and the offsets of its evidence.

    Offsets count UTF-16 units, as browsers do.
    """

    articles: dict[str, Article]
    evidence: dict[str, tuple[str, tuple[tuple[int, int], ...]]]


def read_sources(quads: Iterable[ox.Quad]) -> Sources:
    """Read the texts and the places of all evidence out of a graph."""
    index = facts(quads)
    documents = [iri for iri, said in index.items() if f"{KG}Document" in _values(said, f"{RDF}type")]
    articles = {iri: _article(index, iri) for iri in documents}
    wide = {iri: [at for at, sign in enumerate(article.text) if ord(sign) > 0xFFFF] for iri, article in articles.items()}  # noqa: PLR2004
    evidence = {}
    for iri, said in index.items():
        spans = _values(said, f"{KG}evidence")
        if spans:
            evidence[iri] = _place(index, spans, wide)
    return Sources(articles, evidence)


def _article(index: Facts, iri: str) -> Article:
    return Article(
        headline=_text(index, iri, f"{SCHEMA}headline") or _text(index, iri, f"{RDFS}label") or iri,
        source=_text(index, iri, f"{DCTERMS}source"),
        published=_text(index, iri, f"{SCHEMA}datePublished"),
        url=_text(index, iri, f"{SCHEMA}url"),
        text=_text(index, iri, f"{NIF}isString"),
    )


def _place(index: Facts, spans: list[str], wide: dict[str, list[int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Find the article of evidence and its offsets in it, in the order of the text."""
    article = _text(index, spans[0], f"{NIF}referenceContext")
    ends = sorted((_text(index, span, f"{NIF}beginIndex"), _text(index, span, f"{NIF}endIndex")) for span in spans)
    offsets = sorted((int(begin), int(end)) for begin, end in ends if begin.isdecimal() and end.isdecimal())
    # A character beyond the first plane is two units in a browser.
    signs = wide.get(article, [])
    return article, tuple((begin + bisect_left(signs, begin), end + bisect_left(signs, end)) for begin, end in offsets)


def _values(said: dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]], predicate: str) -> list[str]:
    return [term.value for term in said.get(predicate, ()) if not isinstance(term, ox.Triple)]


def _text(index: Facts, iri: str, predicate: str) -> str:
    return next(iter(_values(index.get(iri, {}), predicate)), "")
