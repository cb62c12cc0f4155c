"""What the start page lists: what most is said of, who says most, the newest articles; or what has some words in its name.

All is counted in the store's own indexes, of each claim only its ends and its claimants.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from kg.drawing.wording import spaced
from kg.index import Index
from kg.namespaces import DCTERMS, KG, RDF, RDFS, SCHEMA, SKOS
from kg.serving.excerpt import claims_about, weights
from kg.store import Term

MANY = 30
"""Names in a list."""
MOST_COUNTED = 2_000
"""Things found by a search whose claims are counted; the others count as none."""
_TYPE, _CLAIM, _DOCUMENT = (ox.NamedNode(iri) for iri in (f"{RDF}type", f"{KG}Claim", f"{KG}Document"))
_CLAIMANT, _LABEL = ox.NamedNode(f"{KG}claimant"), ox.NamedNode(f"{RDFS}label")
_HEADLINE, _PUBLISHED = ox.NamedNode(f"{SCHEMA}headline"), ox.NamedNode(f"{SCHEMA}datePublished")
_SOURCE, _NAMES = ox.NamedNode(f"{DCTERMS}source"), (_LABEL, ox.NamedNode(f"{SKOS}altLabel"), _HEADLINE)
_NAMED_PUBLISHERS = 5


class Row(NamedTuple):
    """A name, what it is, and how many claims there are (0: not counted)."""

    label: str
    remark: str
    claims: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of the start page: its heading, what its links ask for, and whether there are more than its rows."""

    heading: str
    key: str
    rows: tuple[Row, ...]
    more: bool


def caption(store: ox.Store) -> tuple[str, str]:
    """Word what stands above all pages: the headline or the number of articles; publishers and dates."""
    articles = {quad.subject for quad in store.quads_for_pattern(None, _TYPE, _DOCUMENT)}
    publishers, dates = (
        sorted({quad.object.value for quad in store.quads_for_pattern(None, name, None) if isinstance(quad.object, ox.Literal)})
        for name in (_SOURCE, _PUBLISHED)
    )
    title = next(iter(_texts(store, articles, _HEADLINE)), "") if len(articles) == 1 else f"{len(articles):,} articles"
    named = publishers if len(publishers) <= _NAMED_PUBLISHERS else [f"{len(publishers)} publishers"]
    when = [" to ".join(dict.fromkeys((dates[0], dates[-1])))] if dates else []
    return title, ", ".join([*named, *when])


def count(store: ox.Store) -> int:
    """Count all claims."""
    return sum(1 for _ in store.quads_for_pattern(None, _TYPE, _CLAIM))


def find(store: ox.Store, words: str) -> tuple[Listed, ...]:
    """List what most is said of; or, of what has these words in a name of it, that."""
    wanted = " ".join(words.casefold().split())
    named = _with_words(store, wanted) if wanted else None
    heavy = weights(store) if named is None else _counted(store, named)
    ranked = sorted(heavy, key=lambda thing: (-heavy[thing], str(thing)))
    articles = {quad.subject for quad in store.quads_for_pattern(None, _TYPE, _DOCUMENT)}
    return (
        _things(store, "People, places, things", "focus", "Entity", ((thing, heavy[thing]) for thing in ranked)),
        _things(store, "Events", "event", "Event", ((thing, heavy[thing]) for thing in ranked)),
        _speakers(store, named),
        _articles(store, articles if named is None else articles & named),
    )


def _with_words(store: ox.Store, wanted: str) -> set[Term]:
    """Find what has some words in a name of it, in any case."""
    named = (quad for name in _NAMES for quad in store.quads_for_pattern(None, name, None))
    return {quad.subject for quad in named if isinstance(quad.object, ox.Literal) and wanted in quad.object.value.casefold()}


def _counted(store: ox.Store, things: Iterable[Term]) -> dict[Term, int]:
    ordered = sorted(things, key=str)
    return {thing: len(claims_about(store, thing)) if at < MOST_COUNTED else 0 for at, thing in enumerate(ordered)}


def _things(store: ox.Store, heading: str, key: str, kind: str, ranked: Iterable[tuple[Term, int]]) -> Listed:
    """List the first things of a kind, each with its class, or its date where it is an event."""
    rows: list[Row] = []
    for thing, number in ranked:
        if not isinstance(thing, ox.NamedNode):
            continue
        index = Index(store.quads_for_pattern(thing, None, None))
        classes = index.classes(thing.value)
        if kind in classes:
            told = index.date(thing.value) or index.code(thing.value, "occurrence") if key == "event" else spaced(classes[0])
            rows.append(Row(index.label(thing.value), told, number))
        if len(rows) > MANY:
            break
    return Listed(heading, key, tuple(rows[:MANY]), len(rows) > MANY)


def _speakers(store: ox.Store, named: set[Term] | None) -> Listed:
    """List who says most, by name: each article has an author of its own, and they are one here."""
    said = Counter(quad.object for quad in store.quads_for_pattern(None, _CLAIMANT, None))
    numbers: Counter[str] = Counter()
    for speaker, number in said.items():
        if named is None or speaker in named:
            for name in _texts(store, [speaker], _LABEL):
                numbers[name] += number
    rows = [Row(name, "", number) for name, number in sorted(numbers.items(), key=lambda item: (-item[1], item[0]))]
    return Listed("Who says so", "by", tuple(rows[:MANY]), len(rows) > MANY)


def _articles(store: ox.Store, articles: Iterable[Term]) -> Listed:
    """List articles, the newest first."""
    dated = [(next(_texts(store, [article], _PUBLISHED), ""), article) for article in sorted(articles, key=str)]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    rows = []
    for date, article in dated[:MANY]:
        headline = next(_texts(store, [article], _HEADLINE), getattr(article, "value", ""))
        rows.append(Row(headline, ", ".join(filter(None, (next(_texts(store, [article], _SOURCE), ""), date))), 0))
    return Listed("Articles, the newest first", "article", tuple(rows), len(dated) > MANY)


def _texts(store: ox.Store, nodes: Iterable[Term], predicate: ox.NamedNode) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ox.NamedNode | ox.BlankNode):
            quads = store.quads_for_pattern(node, predicate, None)
            yield from sorted({quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)})
