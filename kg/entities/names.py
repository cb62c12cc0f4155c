"""Names to chains: the same name, a surname, a short form, an acronym in brackets, a demonym, a capital that acts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.entities.cluster import Cluster, compatible
from kg.grammar.clauses import is_passive
from kg.lexicon import Lexicon, normalise
from kg.model import Mention, Parse
from kg.schema import Ontology

# A mention after the short form counts as farther away than any before it.
_FAR = 1_000_000
_LONGEST_ACRONYM = 8


class _Index:
    """The chains so far in order of their making, by listed name, by name and by the beginnings and ends of names.

    Each is looked up instead of gone through: a list of casualties has thousands of names.
    """

    def __init__(self) -> None:
        self.clusters: list[Cluster] = []
        self.order: dict[int, int] = {}
        self.named: set[tuple[int, str]] = set()
        self.known: dict[str, list[Cluster]] = defaultdict(list)
        self.exact: dict[str, list[Cluster]] = defaultdict(list)
        self.parts: dict[tuple[str, ...], list[Cluster]] = defaultdict(list)

    def open(self, kind: str, known: str) -> Cluster:
        """Return a new chain."""
        cluster = Cluster(kind, known, named=True)
        self.order[id(cluster)] = len(self.clusters)
        self.clusters.append(cluster)
        if known:
            self.known[known].append(cluster)
        return cluster

    def add(self, cluster: Cluster, mention: Mention) -> None:
        """Add a mention to a chain."""
        if mention.kind == "name" and (id(cluster), mention.text) not in self.named:
            self.named.add((id(cluster), mention.text))
            key = _key(mention.text)
            words = tuple(key.split())
            self.exact[key].append(cluster)
            for part in {p for n in range(len(words)) for p in (words[:n], words[len(words) - n :])}:
                self.parts[part].append(cluster)
        cluster.mentions.append(mention)
        if mention.known and not cluster.known:
            cluster.known = mention.known
            self.known[mention.known].append(cluster)
        if mention.role and mention.role not in cluster.titles:
            cluster.titles.append(mention.role)

    def in_order(self, clusters: Iterable[Cluster]) -> list[Cluster]:
        """Return chains once each, the oldest first."""
        return sorted({id(c): c for c in clusters}.values(), key=lambda c: self.order[id(c)])


def cluster_names(parse: Parse, mentions: Sequence[Mention], lexicon: Lexicon, ontology: Ontology) -> list[Cluster]:
    """Return one cluster a named thing, in order of first mention."""
    index = _Index()
    # Full names first: a surname may come before the full name (a caption, a headline).
    order = sorted(mentions, key=lambda m: (m.kind == "name" and " " not in m.text and not m.known, m.span))
    for mention in order:
        cluster = _home(parse, mention, index, lexicon, ontology)
        index.add(cluster or index.open(mention.type, mention.known), mention)
    clusters = index.clusters
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
    below = (c for c in parse.children[head.index] if parse.tokens[c].dep == "acomp")
    # "Moscow was quick to blame …": no town is quick, or willing.
    minded = any(parse.tokens[inner].dep == "xcomp" for c in below for inner in parse.children[c])
    acts = token.dep == "nsubj" and (minded or (head.pos == "VERB" and not is_passive(parse, head.index)))
    spoken_to = (head.lemma == "on" and parse.tokens[head.head].lemma == "blame") or (
        token.dep in ("dobj", "dative") and head.lemma in lexicon.words["addressing_verbs"]
    )
    return entry.label if acts or spoken_to or (token.dep == "pobj" and head.dep == "agent") else ""


def _home(parse: Parse, mention: Mention, index: _Index, lexicon: Lexicon, ontology: Ontology) -> Cluster | None:
    country = acting_country(parse, mention, lexicon)
    if country:
        return next(iter(index.in_order(index.known[country])), None) or index.open("Country", country)
    if mention.known:
        listed = index.in_order(index.known[mention.known])
        same = next((c for c in listed if compatible(ontology, c.type, mention.type)), None)
        return same or _same_text(mention, index, ontology)
    return _same_text(mention, index, ontology) or _short_form(mention, index, ontology)


def _same_text(mention: Mention, index: _Index, ontology: Ontology) -> Cluster | None:
    called = index.in_order(index.exact[_key(mention.text)])
    return next((c for c in called if compatible(ontology, c.type, mention.type)), None)


def _short_form(mention: Mention, index: _Index, ontology: Ontology) -> Cluster | None:
    """Find the longer name that a short one stands for, the most recently mentioned first."""
    words = _key(mention.text).split()
    longer = index.in_order(index.parts[tuple(words)])
    near = sorted(longer, key=lambda c: min((mention.head - m.head) % _FAR for m in c.mentions))
    return next((c for c in near if compatible(ontology, c.type, mention.type) and _is_short_for(words, c, mention)), None)


def _is_short_for(words: list[str], cluster: Cluster, mention: Mention) -> bool:
    for name in cluster.names():
        longer = _key(name).split()
        if len(longer) <= len(words):
            continue
        ends = longer[-len(words) :] == words
        starts = longer[: len(words)] == words
        if cluster.type == "Person":
            if (ends or starts) and mention.type == "Person":
                return True
        elif ends or (starts and cluster.type not in ("City", "Region", "Country")):
            return True
    return False


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
