"""Clusters to entities: the label, a readable id that never changes between runs, and what the lexicons know about it.

An id is a pure function of the entity, so that batches, order and workers do not matter.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kg.entities.cluster import Cluster
from kg.lexicon import Entry, Lexicon, normalise
from kg.model import RESERVED, Entity

_ARTICLES = ("the ", "a ", "an ", "The ", "A ", "An ")
_COUNT = re.compile(
    r"^((at least|at most|up to|more than|fewer than|less than|no fewer than|as many as|about|around|nearly|almost|over"
    r"|between|from|some|the|no|another|further|a further)\s+)*"
    r"(\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens of|hundreds of|thousands of|several)"
    r"(\s+(and|to)\s+\d[\d,.]*)?\s+(?=\w)",
    re.IGNORECASE,
)
"""A count at the head of a description: the thing is "shells", not "40,000 shells"."""
_CONTRACTED = ("'s", "’s", "'", "’")


def identify(
    clusters: Sequence[Cluster], lexicon: Lexicon, near: frozenset[str], beside: Mapping[int, str]
) -> dict[int, Entity]:
    """Return the position of each cluster → its entity.

    `near` are the countries the document mentions, `beside` the positions of clusters that are followed by the region or
    country they lie in ("Paris, Texas"), with its code.
    """
    found: dict[int, Entity] = {}
    used = set(RESERVED)
    entries = _entries(clusters, lexicon, near, beside)
    for number, cluster in enumerate(clusters):
        entry = entries[number]
        label = label_of(cluster, entry)
        shared = cluster.named and (entry is not None or cluster.type != "Person" or " " in label)
        # A listed thing has the id of its listed name, whatever this article calls it.
        name = slug(
            entry.label
            if entry is not None and entry.source != "places" and cluster.type != "Person" and not cluster.label
            else label
        )
        if cluster.type == "Person" and (label in lexicon.names or label in lexicon.towns):
            name += "_person"
        while name in used:
            name += "_2"
        used.add(name)
        found[number] = Entity(
            id=name,
            type=cluster.type,
            label=label,
            shared=shared,
            mentions=tuple(sorted({m.span for m in cluster.mentions})),
            aliases=_aliases(cluster, label),
            titles=tuple(cluster.titles),
            wikidata=entry.wikidata if entry else "",
            geonames=entry.geonames if entry else "",
            latitude=entry.latitude if entry else None,
            longitude=entry.longitude if entry else None,
            country=entry.country if entry else "",
            region=entry.region if entry else "",
        )
    return found


def label_of(cluster: Cluster, entry: Entry | None) -> str:
    """Choose the label: a country's listed name, else the longest name in the text, else a listed one for an acronym."""
    if cluster.label:
        return cluster.label
    longest = max(_full_names(cluster), key=lambda n: (len(n.split()), len(n), n), default="")
    listed = entry is not None and entry.source != "places"
    if (
        entry is not None
        and listed
        and (cluster.type == "Country" or " " not in longest or len(longest) < len(entry.label.split()[0]))
    ):
        return entry.label
    if longest:
        return longest
    if entry is not None:
        return entry.label
    descriptions = [m.text for m in cluster.mentions if m.kind in ("nominal", "demonym")]
    return strip(descriptions[0]) if descriptions else strip(cluster.mentions[0].text)


def _full_names(cluster: Cluster) -> Iterable[str]:
    """Return the names to choose a label from: of a person those told twice, if any has a given name.

    What is told once may have run on into the next words ("Hillary Clinton Won").
    """
    told = Counter(strip(m.text) for m in cluster.mentions if m.kind == "name")
    twice = [name for name, times in told.items() if times > 1 and " " in name]
    return twice if twice and cluster.type == "Person" else told


def strip(text: str) -> str:
    """Return a name without its article and possessive, on one line.

    >>> strip("the Kremlin’s")
    'Kremlin'
    """
    text = " ".join(text.split())
    for article in _ARTICLES:
        if text.startswith(article) and len(text) > len(article):
            text = text[len(article) :]
            break
    text = _COUNT.sub("", text) or text
    for ending in _CONTRACTED:
        text = text.removesuffix(ending)
    return text


def slug(label: str) -> str:
    """Return a label as the local part of an id: letters and digits of any script, the rest as underscores.

    >>> slug("U.N. Human Rights Monitoring Mission in Ukraine")
    'UN_Human_Rights_Monitoring_Mission_in_Ukraine'
    """
    kept = "".join(c if c.isalnum() or c == "-" else " " for c in label.replace(".", "").replace("’", "").replace("'", ""))
    return "_".join(kept.split()) or "entity"


def _entries(
    clusters: Sequence[Cluster], lexicon: Lexicon, near: frozenset[str], beside: Mapping[int, str]
) -> list[Entry | None]:
    """Look all clusters up; towns last, for the regions that the others are or lie in tell which town is meant."""
    found = [None if c.type == "City" else _entry(c, lexicon) for c in clusters]
    towns = {n: _towns(c, lexicon) for n, c in enumerate(clusters) if c.type in ("City", "Region") and found[n] is None}
    around = Counter(e.region for e in found if e is not None and "." in e.region)
    around.update(code for code in beside.values() if "." in code)
    around.update(t[0].region for t in towns.values() if len(t) == 1)
    for number, candidates in towns.items():
        code = beside.get(number, "")
        found[number] = max(candidates, key=lambda t: _rank(t, code, around, near), default=_entry(clusters[number], lexicon))
    return found


def _rank(town: Entry, code: str, around: Mapping[str, int], near: frozenset[str]) -> tuple[bool, bool, bool, int, str]:
    """Order the towns of one name: said beside it, in a region that is spoken of, in a country that is, the most people."""
    said = bool(code) and (town.region == code or town.region.split(".")[0] == code)
    known = around.get(town.region, 0) > 0
    return said, known, town.country in near, town.population, town.geonames


def _towns(cluster: Cluster, lexicon: Lexicon) -> tuple[Entry, ...]:
    forms = dict.fromkeys((cluster.known, *cluster.names()))
    return tuple(t for f in forms for t in (*lexicon.towns.get(f), *lexicon.villages.get(f)))


def _entry(cluster: Cluster, lexicon: Lexicon) -> Entry | None:
    if cluster.known:
        entry = lexicon.names.get(normalise(cluster.known))
        if entry is not None and (entry.type == cluster.type or cluster.type != "City"):
            return entry
    return next(
        (
            lexicon.names[normalise(f)]
            for f in cluster.forms()
            if normalise(f) in lexicon.names and lexicon.names[normalise(f)].type == cluster.type
        ),
        None,
    )


def _aliases(cluster: Cluster, label: str) -> tuple[str, ...]:
    kinds = ("name",) if cluster.named and cluster.names() else ("name", "nominal")
    forms = [strip(m.text) for m in cluster.mentions if m.kind in kinds]
    if cluster.type == "Person":
        forms += [f"{m.role} {m.text}" for m in cluster.mentions if m.role]
    return tuple(dict.fromkeys(f for f in forms if f != label))
