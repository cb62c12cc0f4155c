"""FollowTheMoney entities as JSON Lines, for Aleph and OpenSanctions' tools; the schemata are those of `ontology/ftm.toml`.

A relation becomes an entity of an interval schema only when a claimant is certain of it. It has the schema of a fact
(Employment, Membership …) only when the article itself states it, else it is an UnknownLink that says whose word it is. What
is denied, doubted or a number is a line in the notes of what it is about.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256
from itertools import groupby
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO

from kg.dates import interval
from kg.errors import InputError
from kg.facts import KEPT
from kg.folders import knowledge
from kg.index import PARTS, TEXTS, Graph, Index
from kg.ontology import DCTERMS, GEO, KG, RDFS, SCHEMA, SKOS, WD, load_ontology
from kg.scratch import IN_MEMORY, sorted_rows

ANY_LINK = "UnknownLink"
_KINDS = ("Document", "Entity", "Event")
_NO_NOTES: tuple[Sequence[str | int], Iterator[Any]] = ((), iter(()))
_ANY_ENDS = (["subject", "Thing"], ["object", "Thing"])
_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,15})?", re.ASCII)
_WIKIDATA = re.compile(r"Q\d+", re.ASCII)
_DOUBTFUL = frozenset({"planned", "hypothetical", "negated"})
_LENGTHS = {"name": 384, "alias": 384, "full": 250, "location": 250, "notes": 65_000, "summary": 65_000, "description": 65_000}
_LENGTH = 1024
_WORD = re.compile(r"[^\W_]")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@dataclass(slots=True)
class _Entity:
    """One line of the file while it fills: a value is added once and never twice, and one without text not at all."""

    id: str
    schema: str
    properties: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, name: str, *values: str) -> None:
        for value in values:
            clean = _SPACE.sub(" ", value).strip()[: _LENGTHS.get(name, _LENGTH)].rstrip()
            if clean:
                self.properties.setdefault(name, {})[clean] = None

    def call(self, label: str, iri: str) -> None:
        """Give a name, which FtM demands of things; where a label has no letter and no digit, it is the IRI."""
        self.add("name", label if _WORD.search(label) else iri)

    def line(self) -> str:
        kept = {name: list(values) for name, values in self.properties.items()}
        return json.dumps({"id": self.id, "schema": self.schema, "properties": kept}, ensure_ascii=False, sort_keys=True)


def ftm(store: Graph, file: BinaryIO) -> None:
    """Write an entity a line: articles, entities and events, then links; each in the order of the IRIs.

    Raises:
        InputError: `ontology/ftm.toml` is missing or is not TOML.
    """
    walk = _Walk(Index(store, without=TEXTS), load_mapping())
    with SpooledTemporaryFile(max_size=IN_MEMORY) as links:
        notes = sorted_rows(walk.notes(links))
        file.writelines(f"{entity.line()}\n".encode() for entity in walk.entities(notes))
        links.seek(0)
        file.writelines(links)


@cache
def load_mapping() -> dict[str, Any]:
    """Read which class and which relation is which schema.

    Raises:
        InputError: the file is missing or is not TOML.
    """
    path = knowledge("ontology") / "ftm.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}. Reinstall kg.") from error


def entity_id(iri: str) -> str:
    """Return the id of what has that IRI; FtM allows letters, digits, points and hyphens only.

    >>> entity_id("https://w3id.org/newskg/id/NATO")
    'newskg-8ecb97d8d53395eeb10ccbbfa0b7d368'
    """
    return f"newskg-{sha256(iri.encode()).hexdigest()[:32]}"


def _schemata(index: Index, known: Mapping[str, str]) -> Callable[[str], str]:
    @lru_cache(maxsize=KEPT)
    def schema(iri: str) -> str:
        """Return as what something is written, or nothing."""
        classes = index.classes(iri)
        if _KINDS[0] in classes:
            return "Article"
        if "Narrator" in classes or not any(kind in classes for kind in _KINDS):
            return ""
        return next((known[name] for name in classes if name in known), "")

    return schema


class _Walk:
    """Walks over a graph: first over its claims, each a link or a note, then over what the notes are about."""

    def __init__(self, index: Index, mapping: dict[str, Any]) -> None:
        self._index = index
        self._mapping = mapping
        self._schema = _schemata(index, mapping["entities"])

    def notes(self, links: IO[bytes]) -> Iterator[tuple[tuple[int, str, int], str]]:
        """Write a link for each claim that is one, and yield every other as a note with the place of what it is about."""
        for number, claim in enumerate(self._index.subjects("Claim")):
            subject, relation, value = (self._index.text(claim, part) for part in PARTS)
            if self._is_link(claim, subject, value):
                links.write(f"{self._link(claim, subject, relation.removeprefix(KG), value).line()}\n".encode())
            elif home := self._home(claim, (subject, value)):
                yield (self._rank(home), home, number), self._note(claim)

    def entities(self, notes: Iterable[tuple[Sequence[str | int], str]]) -> Iterator[_Entity]:
        """Yield articles, then entities, then events, in the order of the IRIs, each with its notes."""
        about = groupby(notes, key=lambda row: row[0][:2])
        place, told = next(about, _NO_NOTES)
        for rank, kind in enumerate(_KINDS):
            for iri in self._index.subjects(kind):
                if (schema := self._schema(iri)) and self._rank(iri) == rank:
                    entity = self._article(iri) if kind == "Document" else self._thing(iri, schema)
                    if [rank, iri] == place:
                        entity.add("notes", *(note for _, note in told))
                        place, told = next(about, _NO_NOTES)
                    yield entity

    def _rank(self, iri: str) -> int:
        """Return as which kind of thing something is written; what is of two kinds is written once."""
        classes = self._index.classes(iri)
        return next(rank for rank, kind in enumerate(_KINDS) if kind in classes)

    def _fits(self, iri: str, schema: str) -> bool:
        own = self._schema(iri)
        return schema in ("Thing", own, *self._mapping["fits"].get(own, ()))

    def _article(self, iri: str) -> _Entity:
        index = self._index
        article = _Entity(entity_id(iri), "Article")
        article.call(index.headline(iri), iri)
        article.add("title", index.text(iri, f"{SCHEMA}headline"))
        article.add("publishedAt", *_dates([index.text(iri, f"{SCHEMA}datePublished")]))
        article.add("language", self._mapping["languages"].get(index.text(iri, f"{SCHEMA}inLanguage"), ""))
        for source in index.values(iri, f"{DCTERMS}source"):
            article.add("sourceUrl" if source.startswith(("http://", "https://")) else "publisher", source)
        return article

    def _thing(self, iri: str, schema: str) -> _Entity:
        index = self._index
        thing = _Entity(entity_id(iri), schema)
        label = index.text(iri, f"{RDFS}label") or iri
        # The name is what is seen everywhere: an event that may never happen must not look like one that did.
        doubt = index.code(iri, "occurrence")
        thing.call(f"{label} ({doubt})" if doubt in _DOUBTFUL else label, iri)
        for name in self._mapping["labels"].get(schema, ()):
            thing.add(name, label)
        thing.add("alias", *index.values(iri, f"{SKOS}altLabel"))
        same = (value.removeprefix(WD) for value in index.values(iri, f"{SKOS}exactMatch") if value.startswith(WD))
        thing.add("wikidataId", *(value for value in same if _WIKIDATA.fullmatch(value)))
        thing.add("keywords", *index.classes(iri)[:1])
        if schema == "Person":
            thing.add("position", *index.values(iri, "jobTitle"))
        if schema == "Address":
            for name, short in (("latitude", "lat"), ("longitude", "long")):
                degrees = index.text(iri, f"{GEO}{short}")
                thing.add(name, degrees if _DEGREES.fullmatch(degrees) else "")
        if schema == "Event":
            self._fill_event(iri, thing)
        return thing

    def _fill_event(self, iri: str, event: _Entity) -> None:
        """Say of an event what FtM has words for: who has a direct triple is `involved`, and as what is said by the links."""
        index = self._index
        event.add("date", *_dates([index.text(iri, "date") or index.text(iri, "period")]))
        event.add("keywords", index.code(iri, "occurrence"), *(index.text(iri, code) for code in ("plover", "cameo", "acled")))
        event.add("summary", f"occurrence: {index.code(iri, 'occurrence')}")
        places = [place for place in index.values(iri, "place") if self._schema(place)]
        event.add("location", *(index.label(place) for place in places))
        event.add("addressEntity", *(entity_id(place) for place in places if self._fits(place, "Address")))
        stated = [v for name in index.properties(iri) if name.startswith(KG) for v in index.values(iri, name)]
        involved = [value for value in stated if self._schema(value) and self._fits(value, "LegalEntity")]
        event.add("involved", *(entity_id(value) for value in involved if value not in places))
        self._prove(event, index.evidence(iri).document)

    def _is_link(self, claim: str, subject: str, value: str) -> bool:
        index = self._index
        certain = index.text(claim, "factuality") == "CT+" and index.code(claim, "attribution") != "denied"
        joins = self._schema(subject) and self._schema(value) and not index.is_number(claim)
        return (
            bool(certain and joins) and not self._schema(claim) and index.code(claim, "status") not in load_ontology().withdrawn
        )

    def _link(self, claim: str, subject: str, relation: str, value: str) -> _Entity:
        index = self._index
        attribution, status = index.code(claim, "attribution"), index.code(claim, "status")
        stated = attribution == "asserted" and status in load_ontology().settled
        schema, source, target = self._ends(subject, relation, value, stated=stated)
        link = _Entity(entity_id(claim), schema)
        link.add(source, entity_id(subject))
        link.add(target, entity_id(value))
        known = load_ontology().relations.get(relation)
        role = known.label if known else relation
        link.add("role", role if stated else f"{role} ({attribution})")
        link.add("status", f"{attribution}, {status}")
        link.add("summary", self._told(claim))
        evidence = index.evidence(claim)
        link.add("description", evidence.text)
        event = next((end for end in (subject, value) if index.text(end, "occurrence")), "")
        link.add("date", *_dates([index.text(event, "date") or index.text(event, "period")]))
        self._prove(link, evidence.document)
        return link

    def _ends(self, subject: str, relation: str, value: str, *, stated: bool) -> tuple[str, str, str]:
        known = self._mapping["links"].get(relation)
        if known and stated and self._fits(subject, known["source"][1]) and self._fits(value, known["target"][1]):
            return known["schema"], known["source"][0], known["target"][0]
        return ANY_LINK, _ANY_ENDS[0][0], _ANY_ENDS[1][0]

    def _home(self, claim: str, ends: Iterable[str]) -> str:
        """Return what a claim that is no link is a note of: subject, else object, claimant or topic, else its article."""
        index = self._index
        places = (*ends, *index.values(claim, "claimant"), *index.values(claim, "about"), index.evidence(claim).document)
        return next((place for place in places if self._schema(place)), "")

    def _note(self, claim: str) -> str:
        evidence = self._index.evidence(claim)
        return f"{self._told(claim)}: “{evidence.text}”" if evidence.text else self._told(claim)

    def _told(self, claim: str) -> str:
        index = self._index
        by, status = index.labels(index.values(claim, "claimant")), index.code(claim, "status")
        how = [f"{index.code(claim, 'attribution')}, claimant: {by}", status, index.text(claim, "factuality")]
        return f"{index.text(claim, 'text')} ({'; '.join(part for part in how if part)})"

    def _prove(self, entity: _Entity, document: str) -> None:
        if self._schema(document) and self._fits(document, "Article"):
            entity.add("proof", entity_id(document))
            entity.add("publisher", *self._article(document).properties.get("publisher", ()))


def _dates(values: Iterable[str]) -> Iterator[str]:
    return (value for value in values if interval(value))
