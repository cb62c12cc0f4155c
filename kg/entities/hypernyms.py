"""General nouns for named things: which names "the group", "the army", "the bank" or "the capital" may stand for."""

from collections.abc import Callable, Iterable, Mapping

from kg.entities.cluster import Cluster
from kg.lexicon import Entry, Lexicon, normalise


def may_mean(lemma: str, cluster: Cluster, lexicon: Lexicon) -> bool | None:
    """Tell whether a noun may stand for a named thing; None where it is no general noun."""
    if lemma == "capital":
        return cluster.type == "City" and any(form in lexicon.capitals for form in map(normalise, cluster.forms()))
    test = next((test for name, test in _GENERAL_NOUNS.items() if lemma in lexicon.words[name]), None)
    return None if test is None else test(lexicon, cluster, lexicon.names.get(cluster.known) if cluster.known else None)


def _is_movement(lexicon: Lexicon, cluster: Cluster, entry: Entry | None) -> bool:
    """Tell an armed group, or a body that nobody listed, from the forces of a state."""
    if cluster.type == "Organization":
        return entry is None
    if cluster.type not in ("ArmedForce", "Group"):
        return False
    listed = entry is not None and not entry.country and not _names_forces(lexicon, (entry.label,))
    return listed or is_insurgent(lexicon, cluster) or not _names_forces(lexicon, (*cluster.forms(), *cluster.descriptors))


def is_insurgent(lexicon: Lexicon, cluster: Cluster) -> bool:
    """Tell an army against the state by its name: National Liberation Army, Lord's Resistance Army."""
    names = {word for form in cluster.forms() for word in form.split()}
    return cluster.type == "ArmedForce" and not names.isdisjoint(lexicon.words["insurgent_names"])


def _names_forces(lexicon: Lexicon, forms: Iterable[str]) -> bool:
    return any(words.lower() in form.lower() for form in forms for words in lexicon.words["state_forces"])


def _is_bloc(_lexicon: Lexicon, cluster: Cluster, entry: Entry | None) -> bool:
    return cluster.type == "Organization" and entry is not None and entry.source == "organisations" and not entry.country


_GENERAL_NOUNS: Mapping[str, Callable[[Lexicon, Cluster, Entry | None], bool]] = {
    "town_nouns": lambda _lexicon, cluster, _entry: cluster.type == "City",
    "firm_nouns": lambda _lexicon, cluster, entry: cluster.type == "Organization" and entry is None,
    "site_nouns": lambda _lexicon, cluster, _entry: cluster.type == "Facility",
    "body_nouns": lambda lexicon, cluster, entry: cluster.type == "Organization" or _is_movement(lexicon, cluster, entry),
    "collective_nouns": _is_movement,
    "bloc_nouns": _is_bloc,
    "military_nouns": lambda lexicon, cluster, _entry: (
        cluster.type == "ArmedForce" and _names_forces(lexicon, cluster.forms()) and not is_insurgent(lexicon, cluster)
    ),
    "country_nouns": lambda _lexicon, cluster, _entry: cluster.type == "Country",
}
"""Word set → whether a noun of it may stand for a named thing; the first set that has the noun decides."""
