"""Mention → Entity: which mentions are one thing, what it is called, and what the lexicons know about it."""

from collections.abc import Sequence

from kg.entities.cluster import Cluster
from kg.entities.descriptions import Describer
from kg.entities.identity import identify
from kg.entities.names import cluster_names
from kg.entities.pronouns import antecedent
from kg.lexicon import Lexicon, normalise
from kg.model import Chains, Mention, Parse
from kg.schema import Ontology

_KEPT_WITHOUT_CLAIM = frozenset({"name", "demonym"})


def resolve_entities(parse: Parse, mentions: Sequence[Mention], lexicon: Lexicon, ontology: Ontology) -> Chains:
    """Return the coreference chains of one document; a person is never one with a place."""
    named = cluster_names(parse, [m for m in mentions if m.kind in _KEPT_WITHOUT_CLAIM], lexicon, ontology)
    describer = Describer(parse, named, lexicon, ontology)
    earlier: list[tuple[Mention, Cluster]] = []
    for mention in mentions:
        if mention.kind in _KEPT_WITHOUT_CLAIM:
            cluster: Cluster | None = describer.at[mention.head]
        elif mention.kind == "nominal":
            cluster = describer.place(mention)
        else:
            cluster = antecedent(parse, mention, earlier, lexicon)
            if cluster is not None:
                describer.add(mention, cluster)
        if cluster is not None:
            earlier.append((mention, cluster))
    return _chains(describer, lexicon)


def _is_only_seat(cluster: Cluster) -> bool:
    """Tell a place that is named only inside the names of bodies ("Gainesville Police Department")."""
    return cluster.type in ("City", "Region") and all(m.found_by == "nested" for m in cluster.mentions)


def _beside(parse: Parse, clusters: Sequence[Cluster], lexicon: Lexicon) -> dict[int, str]:
    """Return the position of a town → the code of the region or country that stands after it: "Paris, Texas"."""
    areas = {
        m.first: entry.region
        for c in clusters
        for m in c.mentions
        if c.type in ("Region", "Country") and (entry := lexicon.names.get(normalise(m.text))) is not None and entry.region
    }
    found: dict[int, str] = {}
    for number, cluster in enumerate(clusters):
        for mention in cluster.mentions if cluster.type == "City" else ():
            comma = mention.last < len(parse.tokens) and parse.tokens[mention.last].text == ","
            code = areas.get(mention.last + 1, "") if comma else ""
            if code:
                found.setdefault(number, code)
    return found


def _chains(describer: Describer, lexicon: Lexicon) -> Chains:
    clusters = [c for c in describer.clusters if c.mentions]
    near = frozenset(c.known for c in clusters if c.type == "Country")
    entities = identify(clusters, lexicon, near, _beside(describer.parse, clusters, lexicon))
    position = {id(c): n for n, c in enumerate(clusters)}
    at = {token: entities[position[id(c)]].id for token, c in describer.at.items() if id(c) in position}
    pairs = sorted(((m, entities[n].id) for n, c in enumerate(clusters) for m in c.mentions), key=lambda p: (p[0].span, p[1]))
    return Chains(
        entities={e.id: e for e in entities.values()},
        at=at,
        mentions=tuple(pairs),
        named=frozenset(entities[n].id for n, c in enumerate(clusters) if c.named and not _is_only_seat(c)),
    )
