"""Turtle → an Ontology value.

The text side is handed the value and never sees RDF. Cues and triggers are literals in `kg.ttl`, in one notation:

    "base.v in"                       the verb *base* with the preposition *in*
    "arm.v object=recipient"          the verb *arm*, whose object plays the role `recipient`
    "hit.v?"                          counts only beside an argument of the right type
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.errors import InputError
from kg.folders import knowledge
from kg.namespaces import (
    CLAIMED,
    DCAT,
    DCTERMS,
    DOC,
    GEO,
    GEONAMES,
    ID,
    KG,
    NIF,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    RUN,
    SCHEMA,
    SKOS,
    WD,
    XSD,
)
from kg.schema import Cue, EventType, Ontology, Relation, ShortEdge

__all__ = [
    "CLAIMED", "DCAT", "DCTERMS", "DOC", "GEO", "GEONAMES", "ID", "KG", "NIF", "PREFIXES", "PROV", "RDF",
    "RDFS", "RUN", "SCHEMA", "SKOS", "WD", "XSD", "knowledge", "load_ontology", "parse_cue",
]  # fmt: skip

_CUES = (f"{KG}trigger", f"{KG}relationCue", f"{KG}inverseCue")


def parse_cue(text: str, *, inverse: bool = False) -> Cue:
    """Read one cue in the notation above.

    >>> parse_cue("deliver.v? object=item to=recipient")
    Cue(lemma='deliver', pos='v', preposition='', typed=True, inverse=False, roles=(('object', 'item'), ('to', 'recipient')))
    >>> parse_cue("under control.n of")
    Cue(lemma='under control', pos='n', preposition='of', typed=False, inverse=False, roles=())

    Raises:
        InputError: it is not in the notation.
    """
    head, dot, rest = text.rpartition(".") if "." in text else (text, "", "")
    if not dot or not rest or rest[0] not in "vnap":
        raise InputError(f"cue {text!r} is not of the form 'lemma.pos [preposition] [function=role …]'")
    pos, *others = rest.split()
    roles = tuple((a, b) for a, _, b in (o.partition("=") for o in others) if b)
    prepositions = [o for o in others if "=" not in o]
    return Cue(head, pos.rstrip("?"), " ".join(prepositions), pos.endswith("?"), inverse, roles)


@cache
def load_ontology(path: Path | None = None) -> Ontology:
    """Read `ontology/kg.ttl` (or another file of the same form) into plain values.

    Raises:
        InputError: the file is missing, is not Turtle, or has a cue that cannot be read; the message names file and line.
    """
    source = path or knowledge("ontology") / "kg.ttl"
    try:
        triples = list(ox.parse(path=str(source), format=ox.RdfFormat.TURTLE))
    except (OSError, SyntaxError) as error:
        raise InputError(f"{source}: cannot be read as Turtle: {error}") from error
    _check_cues(source, triples)
    facts: dict[str, dict[str, list[str]]] = {}
    for quad in triples:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            facts.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object.value)
    local = {s.removeprefix(KG): p for s, p in facts.items() if s.startswith(KG)}
    parents = {name: _names(f, f"{RDFS}subClassOf") for name, f in local.items()}
    classes = {name: _ancestors(name, parents) for name in local if "owl#Class" in "".join(local[name].get(f"{RDF}type", []))}
    events = {n: _event_type(n, local, above) for n, above in classes.items() if n == "Event" or "Event" in above}
    return Ontology(
        types={n: above for n, above in classes.items() if n == "Entity" or "Entity" in above},
        events=events,
        relations={
            n: _relation(n, f, _signals(f, local)) for n, f in local.items() if f"{KG}Relation" in f.get(f"{RDF}type", [])
        },
        acts={n: _codes(f) for n, f in local.items() if f"{KG}SpeechActScheme" in f.get(f"{SKOS}inScheme", [])},
        schemes=_schemes(local),
    )


def _schemes(local: Mapping[str, Mapping[str, list[str]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, facts in local.items():
        for scheme in _names(facts, f"{SKOS}inScheme"):
            found.setdefault(scheme, []).append(name)
    return {scheme: tuple(names) for scheme, names in found.items()}


def _check_cues(source: Path, triples: Iterable[ox.Triple]) -> None:
    for triple in triples:
        if triple.predicate.value in _CUES and isinstance(triple.object, ox.Literal):
            try:
                parse_cue(triple.object.value)
            except InputError as error:
                lines = source.read_text(encoding="utf-8").splitlines()
                line = next((n for n, text in enumerate(lines, 1) if f'"{triple.object.value}"' in text), 1)
                raise InputError(f"{source}: line {line}: {error}") from error


def _names(facts: Mapping[str, list[str]], predicate: str) -> tuple[str, ...]:
    return tuple(v.removeprefix(KG) for v in facts.get(predicate, []) if v.startswith(KG))


def _ancestors(name: str, parents: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    found: list[str] = []
    todo = list(parents.get(name, ()))
    while todo:
        parent = todo.pop(0)
        if parent not in found:
            found.append(parent)
            todo.extend(parents.get(parent, ()))
    return tuple(found)


def _codes(facts: Mapping[str, list[str]]) -> dict[str, str]:
    return {code: facts[KG + code][0] for code in ("plover", "ploverMode", "cameo", "acled") if KG + code in facts}


def _pairs(texts: Iterable[str]) -> dict[str, str]:
    return dict(p.split("=", 1) for text in texts for p in text.split())


def _event_type(name: str, local: Mapping[str, Mapping[str, list[str]]], above: tuple[str, ...]) -> EventType:
    facts = local[name]
    roles: dict[str, str] = {}
    for ancestor in (*reversed(above), name):
        roles |= _pairs(local.get(ancestor, {}).get(f"{KG}roles", []))
    return EventType(
        name=name,
        ancestors=above,
        cues=tuple(parse_cue(c) for c in sorted(facts.get(f"{KG}trigger", []))),
        roles=roles,
        families=tuple(sorted(facts.get(f"{KG}weaponFamily", []))),
        codes=_codes(facts),
        requires=tuple(sorted(_names(facts, f"{KG}requires"))),
        durative=_is_marked("Durative", (name,), local),
        force=_is_marked("UseOfForce", (name, *above), local),
        toll=_is_marked("WithToll", (name, *above), local),
    )


def _is_marked(marker: str, names: Iterable[str], local: Mapping[str, Mapping[str, list[str]]]) -> bool:
    return any(f"{KG}{marker}" in local.get(name, {}).get(f"{RDF}type", []) for name in names)


def _signals(facts: Mapping[str, list[str]], local: Mapping[str, Mapping[str, list[str]]]) -> dict[str, str]:
    """Return word → concept for the concepts of the scheme that a relation ranges over."""
    schemes = facts.get(f"{KG}rangeScheme", [])
    return {
        w: n for n, f in local.items() for s in schemes if s in f.get(f"{SKOS}inScheme", []) for w in f.get(f"{KG}signal", [])
    }


def _relation(name: str, facts: Mapping[str, list[str]], signals: Mapping[str, str]) -> Relation:
    kinds = facts.get(f"{RDF}type", [])
    cues = [parse_cue(c) for c in sorted(facts.get(f"{KG}relationCue", []))]
    cues += [parse_cue(c, inverse=True) for c in sorted(facts.get(f"{KG}inverseCue", []))]
    return Relation(
        name=name,
        label=facts.get(f"{RDFS}label", [name])[0],
        domain=_names(facts, f"{KG}domainHint"),
        range=_names(facts, f"{KG}rangeHint"),
        cues=tuple(cues),
        parents=_names(facts, f"{RDFS}subPropertyOf"),
        symmetric="http://www.w3.org/2002/07/owl#SymmetricProperty" in kinds,
        defining=f"{KG}DefiningRole" in kinds,
        measure="http://www.w3.org/2002/07/owl#DatatypeProperty" in kinds,
        unit=facts.get(f"{KG}unitOfMeasure", [""])[0],
        codes=_codes(facts),
        signals=signals,
        primary=f"{KG}PrimaryEdge" in kinds,
        short_edges=tuple(_short_edge(e) for e in sorted(facts.get(f"{KG}shortEdge", []))),
    )


def _short_edge(text: str) -> ShortEdge:
    """Read "Attack agent place unless target victim"."""
    joined, _, unless = text.partition(" unless ")
    event, left, right = joined.split()
    return ShortEdge(event, left, right, tuple(unless.split()))
