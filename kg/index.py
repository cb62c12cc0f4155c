"""A graph as an index of its facts, with the questions that everybody asks who walks over one: tables, networks, checks."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import pyoxigraph as ox

from kg.facts import Asked, Held
from kg.ontology import KG, NIF, RDF, RDFS, SCHEMA, load_ontology
from kg.store import Term, Union

PARTS = tuple(f"{RDF}{part}" for part in ("subject", "predicate", "object"))
"""What a structured claim has, all three or none."""
TEXTS = frozenset({f"{NIF}isString"})
"""What may be as long as it likes: the text of an article, which no table needs."""

# Python refuses to read a number of thousands of digits, and no text is so long.
_OFFSET = re.compile(r"\d{1,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that something was read from, joined in the order of the text, and where in which document they stand.

    Offsets count characters and are empty where there are no words; `document` is an IRI.
    """

    text: str = ""
    begin: str = ""
    end: str = ""
    document: str = ""


Graph: TypeAlias = ox.Store | Union | Iterable[ox.Quad]
"""A store, which is asked, or triples, which are read."""


class Index:
    """Subject → predicate → values. Names of the vocabulary are given without their namespace: `text(claim, "status")`."""

    def __init__(self, graph: Graph | Held, *, without: frozenset[str] = frozenset()) -> None:
        """Ask a store where it lies, or hold the triples as they were minted; predicates in `without` are left out."""
        if isinstance(graph, Held):
            self._facts: Held | Asked = graph
        else:
            self._facts = Asked(graph, without) if isinstance(graph, ox.Store | Union) else Held(graph, without)

    @cached_property
    def _depths(self) -> dict[str, int]:
        ontology = load_ontology()
        depths = {name: len(above) for name, above in ontology.types.items()}
        return depths | {name: len(kind.ancestors) for name, kind in ontology.events.items()}

    def subjects(self, kind: str) -> Iterator[str]:
        """Yield what is of a class of the vocabulary, in the order of the IRIs."""
        return self._facts.members(f"{KG}{kind}")

    def owners(self, predicate: str, iri: str) -> list[str]:
        """Return what has something as a value of a property, in the order of the IRIs."""
        return sorted(self._facts.owners(predicate, iri))

    def terms(self, iri: str, predicate: str) -> list[Term]:
        """Return the values of a property, in the order of their text."""
        return self._facts.properties(iri).get(predicate, [])

    def values(self, iri: str, predicate: str) -> list[str]:
        """Return the values of a property as text, each once; a predicate without a colon is one of the vocabulary."""
        known = self.terms(iri, predicate if ":" in predicate else KG + predicate)
        if not known:
            return []
        values = [term.value for term in known if not isinstance(term, ox.Triple)]
        return values if len(values) < 2 else list(dict.fromkeys(values))  # noqa: PLR2004 - one has no double

    def text(self, iri: str, predicate: str) -> str:
        """Return the first value of a property, or nothing."""
        values = self.values(iri, predicate)
        return values[0] if values else ""

    def code(self, iri: str, predicate: str) -> str:
        """Return the first value of a property as the bare name of a concept of the vocabulary."""
        return self.text(iri, predicate).removeprefix(KG)

    def is_number(self, claim: str) -> bool:
        """Tell whether the object of a claim is a number or another plain value."""
        return any(isinstance(term, ox.Literal) for term in self.terms(claim, PARTS[2]))

    def properties(self, iri: str) -> Iterator[str]:
        """Yield the predicates that something has, in the order of their IRIs."""
        return iter(sorted(self._facts.properties(iri)))

    def label(self, iri: str) -> str:
        """Return what something is called; without a label, its IRI, or the bare name of a concept."""
        return self.text(iri, f"{RDFS}label") or iri.removeprefix(KG)

    def labels(self, iris: Iterable[str]) -> str:
        """Return what some things are called, in the order of the alphabet."""
        return "; ".join(sorted(self.label(iri) for iri in iris))

    def classes(self, iri: str) -> list[str]:
        """Return the classes of something in the vocabulary, the most exact first."""
        names = [value.removeprefix(KG) for value in self.values(iri, f"{RDF}type") if value.startswith(KG)]
        return sorted(names, key=lambda name: (-self._depths.get(name, -1), name))

    def evidence(self, iri: str) -> Evidence:
        """Return the words that a claim or an event was read from."""
        begins = [(self.text(span, f"{NIF}beginIndex"), span) for span in self.values(iri, "evidence")]
        spans = [span for _, span in sorted((int(begin), span) for begin, span in begins if _OFFSET.fullmatch(begin))]
        if not spans:
            return Evidence()
        return Evidence(
            text=" … ".join(self.text(span, f"{NIF}anchorOf") for span in spans),
            begin=self.text(spans[0], f"{NIF}beginIndex"),
            end=self.text(spans[-1], f"{NIF}endIndex"),
            document=self.text(spans[0], f"{NIF}referenceContext"),
        )

    def headline(self, document: str) -> str:
        """Return the headline of a document, or its IRI."""
        return self.text(document, f"{SCHEMA}headline") or document

    def date(self, event: str) -> str:
        """Return the date of an event as exact as it is known, or as it is written."""
        return next((date for name in ("date", "period", "dateText") if (date := self.text(event, name))), "")
