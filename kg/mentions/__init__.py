"""Parse → Mention: listed names first, then names by their form, then one vote a document, then descriptions.

A further way of finding names (a learned tagger) is one more function in `FINDERS`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kg.lexicon import Lexicon, normalise
from kg.mentions.designations import find_designations
from kg.mentions.listed import find_listed, mention_of
from kg.mentions.names import find_names
from kg.mentions.nominals import find_nominals
from kg.mentions.statistical import find_chunks
from kg.mentions.vote import vote
from kg.model import Mention, Parse, Span

Finder = Callable[[Parse, Lexicon, Mapping[int, Mention]], Iterable[Mention]]
"""A way of finding names; the mapping tells for each token which listed name it belongs to."""

FINDERS: Mapping[str, Finder] = {
    "listed": lambda _parse, _lexicon, listed: list({m.first: m for m in listed.values()}.values()),
    "designation": lambda parse, lexicon, _listed: find_designations(parse, lexicon),
    "names": find_names,
    "statistical": find_chunks,
}
"""Name finders, the most trusted last word first: where two overlap, the longer wins, then the earlier of this list."""


def find_mentions(parse: Parse, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Return the mentions of a document in text order; names never overlap one another.

    Every mention quotes the text: `document.text[slice(*mention.span)] == mention.text`.
    """
    listed = {i: m for m in find_listed(parse, lexicon) for i in range(m.first, m.last)}
    found = [(rank, m) for rank, finder in enumerate(FINDERS.values()) for m in finder(parse, lexicon, listed)]
    names = list(_outside_titles(list(_without_overlaps(found))))
    known = [m for m in names if m.found_by == "listed"]
    inside = list(_nested(names, listed, lexicon))
    voted = list(vote(parse, lexicon, [m for m in names if m.found_by != "listed"]))
    placed = [_placed(parse, lexicon, m) for m in voted]
    taken = {i for m in (*known, *placed) for i in range(m.first, m.last)}
    nominals = find_nominals(parse, lexicon, {m.head for m in (*known, *placed) if m.kind == "name"} | (taken - _shared(known)))
    return tuple(sorted((*known, *placed, *inside, *nominals), key=lambda m: (m.span, m.kind)))


def _nested(names: Iterable[Mention], listed: Mapping[int, Mention], lexicon: Lexicon) -> Iterator[Mention]:
    """Yield the listed names that a longer name of a body holds: the "Russian" of "Russian Defence Ministry"."""
    for outer in names:
        single = outer.last - outer.first == 1
        if single or outer.role:
            continue
        found = next((listed[i] for i in range(outer.first, outer.last) if i in listed and listed[i] is not outer), None)
        if found is not None and found.last - found.first < outer.last - outer.first and outer.type and found.type in _OWNERS:
            yield found._replace(kind="demonym", found_by="nested")
        elif outer.known:
            yield from _listed_prefix(outer, lexicon)
        elif outer.type in _SEATED:
            yield from _seat(outer, listed, lexicon)


_SEATED = frozenset({"Organization", "GovernmentBody", "Facility", "ArmedForce"})


def _seat(outer: Mention, listed: Mapping[int, Mention], lexicon: Lexicon) -> Iterator[Mention]:
    """Yield the place that a body's name begins with: the "Gainesville" of "Gainesville Police Department"."""
    words = outer.text.split()
    if outer.last - outer.first != len(words):
        return
    for width in range(len(words) - 1, 0, -1):
        text = " ".join(words[:width])
        entry = lexicon.names.get(normalise(text))
        kind = entry.type if entry is not None else "City" if text in lexicon.towns and text not in lexicon.genders else ""
        if kind in ("City", "Region") and outer.first not in listed:
            span = Span(outer.span.begin, outer.span.begin + len(text))
            known = entry.label if entry is not None else ""
            last = outer.first + width
            yield Mention(outer.first, last, last - 1, span, text, kind, "name", known, "nested")
            return


_OWNERS = frozenset({"Country", "Organization", "GovernmentBody", "ArmedForce"})


def _listed_prefix(outer: Mention, lexicon: Lexicon) -> Iterator[Mention]:
    """Yield the adjective or name of the owner at the head of a listed body's name ("U.S. Navy")."""
    word = outer.text.split()[0].removesuffix("’s").removesuffix("'s")
    entry = lexicon.adjectives.get(word) or lexicon.names.get(word)
    if entry is not None and entry.type in _OWNERS and entry.label != outer.known:
        span = Span(outer.span.begin, outer.span.begin + len(word))
        yield Mention(outer.first, outer.first + 1, outer.first, span, word, entry.type, "demonym", entry.label, "nested")


def _shared(known: Iterable[Mention]) -> set[int]:
    """Tokens of adjectives stay open: "Ukrainian forces" is a description that contains a demonym."""
    return {i for m in known if m.kind == "demonym" for i in range(m.first, m.last)}


def _placed(parse: Parse, lexicon: Lexicon, mention: Mention) -> Mention:
    """Tie a name that was voted a town to the gazetteer."""
    towns = lexicon.towns.get(mention.text) if mention.type == "City" else ()
    if not towns:
        return mention
    best = max(towns, key=lambda t: (t.population, t.geonames))
    return mention_of(parse, (mention.first, mention.last), best, "name", found_by="gazetteer")


def _outside_titles(names: Sequence[Mention]) -> Iterator[Mention]:
    """Drop unlisted names inside the title of a person: the "State" of "Secretary of State Antony Blinken"."""
    titles = [Span(m.span.begin - len(m.role) - 1, m.span.begin) for m in names if m.role]
    for name in names:
        inside = any(t.begin <= name.span.begin and name.span.end <= t.end for t in titles)
        if name.found_by == "listed" or not inside:
            yield name


def _without_overlaps(found: Iterable[tuple[int, Mention]]) -> Iterator[Mention]:
    """Keep the longer of two overlapping names; of equal ones that of the more trusted finder."""
    taken: set[int] = set()
    order = sorted(found, key=lambda x: (-(x[1].last - x[1].first), x[0], x[1].first))
    for _, mention in order:
        tokens = range(mention.first, mention.last)
        if not taken.intersection(tokens):
            taken.update(tokens)
            yield mention
