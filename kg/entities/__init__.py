"""Mention → Entity: which mentions are one thing, what it is called, and what the lexicons know about it."""

from collections.abc import Sequence

from kg.entities.cluster import Cluster
from kg.entities.descriptions import Describer
from kg.entities.identity import identify
from kg.entities.names import cluster_names
from kg.entities.pronouns import antecedent
from kg.lexicon import Lexicon
from kg.model import Chains, Mention, Ontology, Parse

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
                cluster.mentions.append(mention)
                describer.at[mention.head] = cluster
        if cluster is not None:
            earlier.append((mention, cluster))
    return _chains(describer, lexicon)


def _chains(describer: Describer, lexicon: Lexicon) -> Chains:
    clusters = [c for c in describer.clusters if c.mentions]
    near = frozenset(c.known for c in clusters if c.type == "Country")
    entities = identify(clusters, lexicon, near)
    position = {id(c): n for n, c in enumerate(clusters)}
    at = {token: entities[position[id(c)]].id for token, c in describer.at.items() if id(c) in position}
    pairs = sorted(((m, entities[n].id) for n, c in enumerate(clusters) for m in c.mentions), key=lambda p: (p[0].span, p[1]))
    return Chains(
        entities={e.id: e for e in entities.values()},
        at=at,
        mentions=tuple(pairs),
        named=frozenset(entities[n].id for n, c in enumerate(clusters) if c.named),
    )
