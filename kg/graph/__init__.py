"""Reading values → RDF: the only file that mints triples (model H of the design, plain RDF 1.1).

Turtle is written as text, one block a subject, because that costs a tenth of making the same triples one object at a time;
pyoxigraph reads it back for whoever wants triples. Documents are taken in the order of their ids, so that the bytes do not
depend on the order in which they were read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from kg.graph.article import CONCEPTS, Article, article_iri, claimant_mentions, entity_term, evidence_of, section
from kg.graph.run import document_block, run_blocks
from kg.graph.terms import block, date, local, number, put, text
from kg.model import NARRATOR, Claim, Entity, Event, Provenance, Reading
from kg.ontology import GEONAMES, PREFIXES
from kg.quads import parsed
from kg.readings import Readings, by_document
from kg.schema import Ontology, Relation

__all__ = ["article_iri", "assemble", "turtle"]


def assemble(readings: Iterable[Reading], ontology: Ontology, provenance: Provenance) -> Iterable[ox.Quad]:
    """Mint the triples of all readings as one graph, in the same order on every run.

    Raises:
        DamageError: a claim names an id that its reading does not have.
    """
    text = "".join(turtle(readings, ontology, provenance))
    return parsed(text.encode(), ox.RdfFormat.TURTLE)


def turtle(readings: Iterable[Reading], ontology: Ontology, provenance: Provenance) -> Iterator[str]:
    """Mint the same graph as Turtle text, a block a subject; the fast way to a file.

    `doc:` stands for the article whose section it is; a graph of one article has it from the top.

    Raises:
        DamageError: a claim names an id that its reading does not have.
    """
    articles = sorted(by_document(Readings.of(readings)), key=lambda article: article[0].id)
    alone = len(articles) == 1
    minter = _Minter(ontology)
    yield "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    yield section(articles[0][0]) if alone else ""
    yield from run_blocks([document for document, _ in articles], provenance)
    yield from minter.shared_entities(Article(reading, alone=alone) for _, found in articles for reading in found)
    for document, found in articles:
        yield "" if alone else section(document)
        yield from minter.article(_parts(found, alone=alone))


def _parts(readings: Iterable[Reading], *, alone: bool) -> Iterator[Article]:
    """Yield the readings of one document with how many sentences came before."""
    before = 0
    for reading in readings:
        yield Article(reading, alone=alone, before=before)
        before += len(reading.sentences)


@dataclass(slots=True)
class _Shared:
    """What all articles know of an entity, in Turtle but for the entity itself, which is kept once, without mentions."""

    known: dict[Entity, None] = field(default_factory=dict)
    mentions: list[str] = field(default_factory=list)
    edges: dict[str, None] = field(default_factory=dict)


class _Minter:
    """Writes the blocks of entities, events and claims in the classes and codes of one ontology."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self._above = {name: (name, *above) for name, above in ontology.types.items()}
        self._above |= {name: (name, *kind.ancestors) for name, kind in ontology.events.items()}
        self._codes = {
            name: [
                f"kg:{code} {text(kind.codes[code])}"
                for code in ("plover", "ploverMode", "cameo", "acled")
                if code in kind.codes
            ]
            for name, kind in ontology.events.items()
        }

    def _classes(self, kinds: Iterable[str], root: str) -> str:
        names = [name for kind in kinds for name in self._above.get(kind, (kind,))]
        return "a " + ", ".join(f"kg:{local(name)}" for name in dict.fromkeys((*names, root)))

    def shared_entities(self, articles: Iterable[Article]) -> Iterator[str]:
        """Write the entities that live beyond one article, each once, with what all articles know of them."""
        members: dict[str, _Shared] = {}
        for article in articles:
            self._direct(article)
            for entity in article.reading.entities:
                if entity.shared:
                    shared = members.setdefault(entity.id, _Shared())
                    shared.known[replace(entity, mentions=())] = None
                    shared.mentions += map(article.far_span, entity.mentions)
                    shared.edges |= article.edges.get(entity.id, {})
        for name in sorted(members):
            shared = members.pop(name)
            known = list(shared.known)
            yield self._entity(entity_term(known[0], ""), known, shared.mentions, shared.edges)

    def article(self, parts: Iterable[Article]) -> Iterator[str]:
        """Write one article: document, and of each part its own entities, events, claims and spans."""
        for place, article in enumerate(parts):
            if place == 0:
                yield from document_block(article.reading)
                yield f'{article.terms[NARRATOR]} a kg:Narrator, kg:Agent, kg:Entity ;\n    rdfs:label "article author" .\n\n'
            yield from self._part(article)

    def _part(self, article: Article) -> Iterator[str]:
        reading = article.reading
        self._direct(article)
        for entity in reading.entities:
            mentions = [article.span(s) for s in entity.mentions]
            if not entity.shared:
                yield self._entity(article.terms[entity.id], [entity], mentions, article.edges.get(entity.id, {}))
        for event in reading.events:
            yield self._event(event, article)
        rivals = _symmetric(reading.claims)
        for claim in reading.claims:
            yield self._claim(claim, article, rivals.get(claim.id, ({}, {})))
        yield from article.span_blocks()

    def _entity(self, term: str, members: Sequence[Entity], mentions: Sequence[str], edges: Iterable[str]) -> str:
        kinds = dict.fromkeys(sorted(e.type for e in members))
        label, *others = sorted({e.label for e in members}, key=lambda text: (-len(text), text))
        others += [a for a in sorted({alias for e in members for alias in e.aliases}) if a != label and a not in others]
        parts = [self._classes(kinds, "Entity"), f"rdfs:label {text(label)}"]
        put(parts, "skos:altLabel", [text(other) for other in others])
        put(parts, "kg:jobTitle", [text(title) for title in sorted({t for e in members for t in e.titles})])
        known = [f"wd:{e.wikidata}" if e.wikidata.isalnum() else "" for e in members]
        known += [f"<{GEONAMES}{e.geonames}/>" if e.geonames.isalnum() else "" for e in members]
        put(parts, "skos:exactMatch", sorted(k for k in dict.fromkeys(known) if k))
        where = sorted((e.latitude, e.longitude) for e in members if e.latitude is not None and e.longitude is not None)
        parts += [f"geo:lat {where[0][0]:.6f}", f"geo:long {where[0][1]:.6f}"] if where else []
        put(parts, "kg:mention", mentions)
        parts += edges
        return block(term, parts)

    def _event(self, event: Event, article: Article) -> str:
        parts = [
            self._classes([event.type], "Event"),
            f"rdfs:label {text(event.label)}",
            f"kg:occurrence kg:{event.occurrence}",
        ]
        if event.date_text:
            parts.append(f"kg:dateText {text(event.date_text)}")
        # A bare year is a period: kg:date takes days and months only.
        precise = len(event.date) > len("2024")
        if precise:
            parts.append(f"kg:date {date(event.date)}")
        if event.period or (event.date and not precise):
            parts.append(f"kg:period {date(event.period or event.date)}")
        parts += self._codes.get(event.type, [])
        parts += article.edges.get(event.id, {})
        put(parts, "kg:evidence", [article.span(s) for s in event.evidence])
        put(parts, "kg:mention", [article.span(s) for s in event.mentions])
        return block(article.terms[event.id], parts)

    def _claim(self, claim: Claim, article: Article, rivals: tuple[Iterable[str], Iterable[str]]) -> str:
        terms = article.terms
        numeric = claim.quantity is not None
        kinds = ["kg:NumericClaim"] * numeric + ["kg:Quotation"] * bool(claim.quote) + ["kg:Claim"]
        parts = [f"a {', '.join(kinds)}{', rdf:Statement' * bool(_object(claim, terms))}"]
        if value := _object(claim, terms):
            parts += [f"rdf:subject {terms[claim.subject]}", f"rdf:predicate kg:{claim.predicate}", f"rdf:object {value}"]
        parts.append(f"kg:text {text(claim.text)}")
        parts += [f"kg:quote {text(claim.quote)}"] * bool(claim.quote)
        _refer(parts, terms, (("claimant", claim.claimants), ("directedAt", claim.directed_at), ("channel", claim.channels)))
        _refer(parts, terms, (("during", (claim.during,)), ("citing", claim.citing), ("partOfClaim", (claim.part_of,))))
        parts.append(f"kg:act kg:{claim.act} ;\n    kg:attribution kg:{claim.attribution} ;\n    kg:status kg:{claim.status}")
        parts.append(f'kg:factuality "{claim.factuality}" ;\n    kg:claimType kg:{claim.claim_type}')
        parts += self._quantity(claim) + self._plover(claim)
        _refer(parts, terms, (("restates", (claim.restates,)), ("differsFrom", rivals[0]), ("contradicts", rivals[1])))
        parts += [f"kg:independentSources {claim.sources}"] * bool(claim.sources)
        about = claim.about or tuple(i for i in (claim.subject, claim.object) if i and i not in CONCEPTS)
        put(parts, "kg:about", [terms[i] for i in dict.fromkeys(about)] or [f"<{article.iri}>"])
        put(parts, "kg:evidence", [article.span(s) for s in evidence_of(claim, article)])
        put(parts, "kg:cue", [article.span(claim.cue)] if claim.cue else [])
        put(parts, "kg:claimantMention", [article.span(s) for s in claimant_mentions(claim, article)])
        put(parts, "kg:statusEvidence", [article.span(s) for s in claim.status_evidence])
        return block(terms[claim.id], parts)

    def _quantity(self, claim: Claim) -> list[str]:
        """Write what a number carries beside its value (model rule 5)."""
        quantity = claim.quantity
        if quantity is None:
            return []
        relation = self.ontology.relations.get(claim.predicate)
        parts = [f"kg:unit {text(quantity.unit or (relation.unit if relation else '') or 'item')}"]
        parts += [f"kg:group {text(quantity.group)}"] * bool(quantity.group)
        put(parts, "kg:includesGroup", [text(group) for group in quantity.includes])
        for name, bound in (("lowerBound", quantity.lower), ("upperBound", quantity.upper)):
            if bound is not None:
                parts.append(f"kg:{name} {number(bound)}")
        parts += [
            f"kg:{name} kg:{value}" for name, value in (("measure", quantity.measure), ("trend", quantity.trend)) if value
        ]
        periods = (("period", quantity.period), ("baselinePeriod", quantity.baseline))
        return parts + [f"kg:{name} {date(value)}" for name, value in periods if value]

    def _plover(self, claim: Claim) -> list[str]:
        """Give a stated dyad the code of its relation, and a quoted claim the code of its speech act."""
        if claim.attribution != "asserted":
            codes = self.ontology.acts.get(claim.act, {})
        else:
            relation = self.ontology.relations.get(claim.predicate)
            codes = relation.codes if relation and claim.factuality == "CT+" else {}
        return [f"kg:plover {text(codes['plover'])}"] if "plover" in codes else []

    def _direct(self, article: Article) -> None:
        """Note the direct triples of all claims under their subjects (model rules 2, 3 and 8)."""
        events = {event.id for event in article.reading.events}
        shared = {entity.id for entity in article.reading.entities if entity.shared}
        for claim in article.reading.claims:
            relation = self.ontology.relations.get(claim.predicate)
            terms = article.far_terms if claim.subject in shared else article.terms
            if not (value := _object(claim, terms)) or _in_claim_only(claim):
                continue
            edges = article.edges.setdefault(claim.subject, {})
            for namespace in _namespaces(claim, relation, claim.subject in events, self.ontology.settled):
                edges[f"{namespace}:{claim.predicate} {value}"] = None
                if relation and "affiliatedWith" in relation.parents and claim.subject not in events:
                    edges[f"{namespace}:affiliatedWith {value}"] = None


def _namespaces(claim: Claim, relation: Relation | None, of_event: bool, settled: Iterable[str]) -> list[str]:
    """Say in which namespaces a claim has a direct triple: kg, claimed, both or none.

    >>> _namespaces(Claim("c1", "…", ("Kremlin",), (), attribution="alleged"), None, of_event=False, settled=["confirmed"])
    ['claimed']
    """
    found = []
    defines = of_event and relation is not None and relation.defining
    stated = claim.attribution == "asserted" and claim.status in settled and claim.factuality == "CT+"
    if stated or (defines and claim.attribution != "denied" and claim.factuality.endswith("+")):
        found.append("kg")
    if not stated and claim.attribution != "denied" and claim.factuality == "CT+":
        found.append("claimed")
    return found


def _in_claim_only(claim: Claim) -> bool:
    """Tell a part of a total or a change, which has no direct triple."""
    return bool(claim.part_of) or (claim.quantity is not None and bool(claim.quantity.baseline or claim.quantity.group))


def _object(claim: Claim, terms: Mapping[str, str]) -> str:
    """Return the term of rdf:object, or "" for a claim that is not structured."""
    if not (claim.subject and claim.predicate):
        return ""
    if claim.quantity is not None:
        return number(claim.quantity.value)
    return terms[claim.object] if claim.object else ""


def _symmetric(claims: Iterable[Claim]) -> dict[str, tuple[dict[str, None], dict[str, None]]]:
    """Close differences and contradictions: both hold both ways, and a contradiction is a difference too (rule 6)."""
    pairs: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for claim in claims:
        for kind, others in enumerate((claim.differs_from, claim.contradicts)):
            for one, other in ((a, b) for o in others for a, b in ((claim.id, o), (o, claim.id))):
                for links in pairs.setdefault(one, ({}, {}))[: kind + 1]:
                    links[other] = None
    return pairs


def _refer(parts: list[str], terms: Mapping[str, str], links: Iterable[tuple[str, Iterable[str]]]) -> None:
    for predicate, ids in links:
        put(parts, f"kg:{predicate}", [terms[i] for i in ids if i])
