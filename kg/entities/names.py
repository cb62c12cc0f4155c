"""Names to chains: the same name, a surname, a short form, an acronym in brackets, a demonym, a capital that acts."""

from collections.abc import Sequence

from kg.entities.cluster import Cluster, compatible
from kg.grammar.clauses import is_passive
from kg.lexicon import Lexicon, normalise
from kg.model import Mention, Ontology, Parse

# A mention after the short form counts as farther away than any before it.
_FAR = 1_000_000
_LONGEST_ACRONYM = 8


def cluster_names(parse: Parse, mentions: Sequence[Mention], lexicon: Lexicon, ontology: Ontology) -> list[Cluster]:
    """Return one cluster a named thing, in order of first mention."""
    clusters: list[Cluster] = []
    # Full names first: a surname may come before the full name (a caption, a headline).
    order = sorted(mentions, key=lambda m: (m.kind == "name" and " " not in m.text and not m.known, m.span))
    for mention in order:
        cluster = _home(parse, mention, clusters, lexicon, ontology)
        if cluster is None:
            cluster = Cluster(mention.type, mention.known, named=True)
            clusters.append(cluster)
        cluster.mentions.append(mention)
        cluster.known = cluster.known or mention.known
        if mention.role and mention.role not in cluster.titles:
            cluster.titles.append(mention.role)
    for cluster in clusters:
        cluster.mentions.sort(key=lambda m: m.span)
    _join_acronyms(parse, clusters, ontology)
    return sorted((c for c in clusters if c.mentions), key=lambda c: c.mentions[0].span)


def acting_country(parse: Parse, mention: Mention, lexicon: Lexicon) -> str:
    """Return the country whose government a capital stands for where it acts or is spoken to ("Kyiv said"), or ""."""
    entry = lexicon.capitals.get(normalise(mention.text))
    if entry is None or mention.kind != "name" or entry.label == mention.text:
        return ""
    token = parse.tokens[mention.head]
    head = parse.tokens[token.head]
    acts = token.dep == "nsubj" and head.pos == "VERB" and not is_passive(parse, head.index)
    spoken_to = (head.lemma == "on" and parse.tokens[head.head].lemma == "blame") or (
        token.dep in ("dobj", "dative") and head.lemma in lexicon.words["addressing_verbs"]
    )
    return entry.label if acts or spoken_to or (token.dep == "pobj" and head.dep == "agent") else ""


def _home(parse: Parse, mention: Mention, clusters: Sequence[Cluster], lexicon: Lexicon, ontology: Ontology) -> Cluster | None:
    country = acting_country(parse, mention, lexicon)
    if country:
        found = next((c for c in clusters if c.known == country), None)
        return found or _new_country(country, clusters)
    if mention.known:
        same = next((c for c in clusters if c.known == mention.known and compatible(ontology, c.type, mention.type)), None)
        return same or _same_text(mention, clusters, ontology)
    return _same_text(mention, clusters, ontology) or _short_form(mention, clusters, ontology)


def _new_country(country: str, clusters: Sequence[Cluster]) -> Cluster:
    cluster = Cluster("Country", country, named=True)
    if isinstance(clusters, list):
        clusters.append(cluster)
    return cluster


def _same_text(mention: Mention, clusters: Sequence[Cluster], ontology: Ontology) -> Cluster | None:
    key = _key(mention.text)
    return next(
        (c for c in clusters if compatible(ontology, c.type, mention.type) and any(_key(n) == key for n in c.names())),
        None,
    )


def _short_form(mention: Mention, clusters: Sequence[Cluster], ontology: Ontology) -> Cluster | None:
    """Find the longer name that a short one stands for, the most recently mentioned first."""
    words = _key(mention.text).split()
    near = sorted(clusters, key=lambda c: min((mention.head - m.head) % _FAR for m in c.mentions) if c.mentions else _FAR)
    for cluster in near:
        if not compatible(ontology, cluster.type, mention.type):
            continue
        for name in cluster.names():
            longer = _key(name).split()
            if len(longer) <= len(words):
                continue
            ends = longer[-len(words) :] == words
            starts = longer[: len(words)] == words
            if cluster.type == "Person":
                if (ends or starts) and mention.type == "Person":
                    return cluster
            elif ends or (starts and cluster.type not in ("City", "Region", "Country")):
                return cluster
    return None


def _key(text: str) -> str:
    return normalise(text).replace(".", "").replace("-", " ").casefold()


def _join_acronyms(parse: Parse, clusters: list[Cluster], ontology: Ontology) -> None:
    """Merge "Name (ACRONYM)": the bracket follows the name, and the name cannot be a place of another kind."""
    ends = {m.last: c for c in clusters for m in c.mentions if m.kind == "name"}
    for short in list(clusters):
        for mention in short.mentions:
            before = mention.first - 1
            if (
                before < 1
                or parse.tokens[before].text != "("
                or not (mention.last < len(parse.tokens) and parse.tokens[mention.last].text == ")")
            ):
                continue
            long = ends.get(before)
            if long is None or long is short or not _is_acronym(mention.text) or not _may_join(ontology, long, short):
                continue
            long.mentions = sorted((*long.mentions, *short.mentions), key=lambda m: m.span)
            long.known = long.known or short.known
            short.mentions = []
            for other in long.mentions:
                ends[other.last] = long
            break


def _may_join(ontology: Ontology, long: Cluster, short: Cluster) -> bool:
    if long.type == "Person":
        return False
    return compatible(ontology, long.type, short.type) or not short.known


def _is_acronym(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return 1 < len(letters) <= _LONGEST_ACRONYM and sum(c.isupper() for c in letters) * 2 > len(letters)
