"""One vote a document: every occurrence of a name says what it seems to be, and all its occurrences follow the sum.

The weights order the kinds of evidence: what the name itself says ("… Hospital", a title) beats what stands beside it,
which beats the gazetteer, which beats the statistical model. They were set by that order, and checked on the project's
own articles; no single weight was fitted.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.grammar.clauses import CLOSING_MARKS, conjuncts
from kg.lexicon import Lexicon
from kg.model import Chunk, Mention, Parse, Token

_FROM_NAME, _FROM_NEIGHBOUR, _FROM_APPOSITION, _FROM_GIVEN_NAME = 6.0, 5.0, 4.0, 3.0
_FROM_GAZETTEER, _FROM_MODEL, _FROM_PREPOSITION, _FROM_SPEECH = 2.5, 2.0, 1.5, 1.0
_OLDEST = 120
_ENOUGH = 1.5
_LABELS = {
    "PERSON": "Person",
    "ORG": "Organization",
    "GPE": "City",
    "FAC": "Facility",
    "LOC": "Region",
    "NORP": "Group",
    "PRODUCT": "Weapon",
}
_LOCATIVE = frozenset({"in", "at", "near", "from", "around", "outside", "inside", "to", "towards", "toward", "into", "via"})
_NEIGHBOURS = frozenset({"Organization", "Facility", "Weapon", "Region", "City", "GovernmentBody", "ArmedForce", "Channel"})


def vote(parse: Parse, lexicon: Lexicon, names: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the names with the type that the whole document gives them; names without any evidence are dropped."""
    chunks = {c.last - 1: c for c in parse.chunks}
    cast = [list(_votes(parse, lexicon, n, chunks.get(n.last - 1))) for n in names]
    surnames = _surnames(names, _tally((n.text for n in names), cast))
    keys = [_key(parse, lexicon, n, surnames) for n in names]
    ballots = _tally(keys, cast)
    _follow_longer_names(names, ballots)
    uses = Counter(keys)
    for name, key in zip(names, keys, strict=True):
        ballot = dict(ballots[key])
        if name.text in surnames and not key.startswith("@"):
            # As often as the gazetteer spoke: a town of that name says little where a person has it.
            ballot["Person"] = ballot.get("Person", 0.0) + _FROM_NAME * uses[key]
        elif (
            " " not in name.text
            and name.found_by == "names"
            and (_dubious(lexicon, name, ballot) or _is_adjective(parse, lexicon, name))
        ):
            continue
        if ballot and max(ballot.values()) >= _ENOUGH:
            yield name._replace(type=max(sorted(ballot), key=lambda k: ballot[k]))


def _tally(keys: Iterable[str], cast: Iterable[list[tuple[str, float]]]) -> dict[str, dict[str, float]]:
    ballots: dict[str, dict[str, float]] = {}
    for key, votes in zip(keys, cast, strict=True):
        ballot = ballots.setdefault(key, {})
        for kind, weight in votes:
            ballot[kind] = ballot.get(kind, 0.0) + weight
    return ballots


def _follow_longer_names(names: Sequence[Mention], ballots: Mapping[str, dict[str, float]]) -> None:
    """A short form has the type of the longer name it begins ("Pelagos" beside "Pelagos Shipping")."""
    longer = {part: n.text for n in names if " " in n.text for part in _parts(n.text.split())}
    for word, name in sorted(longer.items()):
        full = ballots.get(name)
        kind = max(sorted(full), key=lambda k: full[k]) if full else ""
        if word in ballots and kind in ("Organization", "GovernmentBody", "ArmedForce", "Facility"):
            ballots[word][kind] = ballots[word].get(kind, 0.0) + _FROM_NAME


def _key(parse: Parse, lexicon: Lexicon, name: Mention, surnames: frozenset[str]) -> str:
    """A town that shares the name of a person keeps its own ballot where a preposition says that it is the place."""
    if name.text in surnames and name.text in lexicon.towns and not name.role and _preposition(parse, name) in _LOCATIVE:
        return f"@{name.text}"
    return name.text


def _parts(words: Sequence[str]) -> Iterator[str]:
    """Yield the beginnings and ends of a name."""
    yield from (" ".join(words[:n]) for n in range(1, len(words)))
    yield from (" ".join(words[n:]) for n in range(1, len(words)))


def _is_adjective(parse: Parse, lexicon: Lexicon, name: Mention) -> bool:
    """A single unlisted word before people is an adjective: "Tuareg rebels", "a Western diplomat"."""
    token = parse.tokens[name.head]
    head = parse.tokens[token.head]
    noun = lexicon.nouns.get(head.lemma)
    if name.text.isupper():
        return False
    before = token.dep in ("amod", "compound", "nmod") and head.pos == "NOUN" and name.last <= head.index <= name.last + 2
    return before and noun is not None and noun.type in ("Person", "Group") and name.text not in lexicon.towns


def _dubious(lexicon: Lexicon, name: Mention, ballot: Mapping[str, float]) -> bool:
    """A single capitalised word that is otherwise a common noun is no name, unless the model says so."""
    return name.text.lower() in lexicon.nouns and sum(ballot.values()) < _FROM_GAZETTEER


def _surnames(names: Sequence[Mention], ballots: Mapping[str, Mapping[str, float]]) -> frozenset[str]:
    """Return the single words that stand for a person of the document: first and last words of their full names."""
    people = [n for n in names if n.role or (" " in n.text and _leads(ballots[n.text], "Person"))]
    return frozenset(w for n in people for w in (n.text.split()[0], n.text.split()[-1], n.text.split()[-1].split("-")[-1]))


def _leads(ballot: Mapping[str, float], kind: str) -> bool:
    return bool(ballot) and max(sorted(ballot), key=lambda k: ballot[k]) == kind


def _votes(parse: Parse, lexicon: Lexicon, name: Mention, chunk: Chunk | None) -> Iterator[tuple[str, float]]:
    if name.type:
        yield name.type, _FROM_NAME
    label = _LABELS.get(chunk.label) if chunk is not None else None
    if label and not (label == "Group" and parse.tokens[name.head].pos == "ADJ"):
        yield label, _FROM_MODEL
    if _is_bracketed(parse, name) or (not name.type and " " in name.text):
        yield "Organization", _ENOUGH
    preposition = _preposition(parse, name)
    if name.text in lexicon.towns and not name.role:
        yield "City", _FROM_GAZETTEER
    if preposition in _LOCATIVE and not name.role:
        yield "City", _FROM_PREPOSITION
    words = name.text.split()
    if words[0] in lexicon.words["ship_prefixes"] and len(words) > 1:
        yield "Facility", _FROM_NAME
    if len(words) > 1 and words[0] in lexicon.genders and not name.type:
        yield "Person", _FROM_GIVEN_NAME
    yield from _neighbour_votes(parse, lexicon, name)
    yield from _dependent_votes(parse, lexicon, name)


def _is_bracketed(parse: Parse, name: Mention) -> bool:
    """An acronym in brackets after a name ("… Office (MCSO)")."""
    before, after = name.first - 1, name.last
    return (
        before > 0
        and after < len(parse.tokens)
        and parse.tokens[before].text == "("
        and parse.tokens[after].text == ")"
        and name.text.isupper()
    )


def _preposition(parse: Parse, name: Mention) -> str:
    token = parse.tokens[name.head]
    head = parse.tokens[token.head]
    return head.lemma if token.dep == "pobj" else ""


def _neighbour_votes(parse: Parse, lexicon: Lexicon, name: Mention) -> Iterator[tuple[str, float]]:
    """What the noun says that a name modifies, follows or specifies ("Reform Union party", "the village of Kenscoff")."""
    token = parse.tokens[name.head]
    head = parse.tokens[token.head]
    if token.dep in ("compound", "nmod", "amod") and head.index == name.last and head.pos == "NOUN":
        yield from _noun_vote(lexicon, head.lemma, _FROM_NEIGHBOUR)
    elif token.dep == "appos" and head.pos in ("NOUN", "PROPN"):
        yield from _description_vote(lexicon, head.lemma, _FROM_APPOSITION)
    elif token.dep == "pobj" and head.lemma == "of":
        yield from _specified_votes(lexicon, name, parse.tokens[head.head].lemma)
    yield from _verb_votes(parse, lexicon, token, head)
    before = parse.tokens[name.first - 1] if name.first else token
    beside = before.sentence == token.sentence and before.pos == "NOUN"
    # "the regional administration Oleh Berg": who bears a given name is not the body that he leads.
    of_person = len(name.text.split()) > 1 and name.text.split()[0] in lexicon.genders and before.lemma in lexicon.bodies
    if beside and not of_person and (before.head == name.head or _is_craft(lexicon, before.lemma)):
        yield from _description_vote(lexicon, before.lemma, _FROM_NEIGHBOUR)


def _is_craft(lexicon: Lexicon, lemma: str) -> bool:
    """Tell a noun that names stand right behind ("the tanker Delta Heron"), whatever the parser makes of the two."""
    noun = lexicon.nouns.get(lemma)
    return noun is not None and noun.unit in ("ship", "aircraft")


def _description_vote(lexicon: Lexicon, lemma: str, weight: float) -> Iterator[tuple[str, float]]:
    """A noun that describes the name: an office besides says that it is a person."""
    yield from _noun_vote(lexicon, lemma, weight)
    if lemma in lexicon.roles:
        yield "Person", _FROM_APPOSITION


def _specified_votes(lexicon: Lexicon, name: Mention, lemma: str) -> Iterator[tuple[str, float]]:
    """A noun that the name specifies by "of": "the director of Amplitude", "the village of Kenscoff"."""
    noun = lexicon.nouns.get(lemma)
    if noun is not None and lemma in lexicon.roles and name.text not in lexicon.towns:
        yield "Organization", _FROM_PREPOSITION
    if noun is not None and noun.type in ("City", "Region") and lemma != "capital":
        yield noun.type, _FROM_NEIGHBOUR


def _verb_votes(parse: Parse, lexicon: Lexicon, token: Token, verb: Token) -> Iterator[tuple[str, float]]:
    """What the verb says of the name: who speaks is a person or a body, "a ship called X" is a ship."""
    named = parse.tokens[verb.head].lemma
    if token.dep == "oprd" and verb.lemma in ("call", "name", "dub") and named in lexicon.nouns:
        yield lexicon.nouns[named].type, _FROM_NAME + _FROM_SPEECH
    if token.dep == "nsubj" and (verb.lemma, "verb") in lexicon.cues:
        yield "Person", _FROM_SPEECH
        yield "Organization", _FROM_SPEECH
        if {parse.tokens[max(i - 1, 0)].text for i in (token.index, verb.index)} & CLOSING_MARKS:
            yield "Person", _FROM_SPEECH  # "“…,” Eyking said"


def _noun_vote(lexicon: Lexicon, lemma: str, weight: float) -> Iterator[tuple[str, float]]:
    noun = lexicon.nouns.get(lemma)
    if noun is not None and (noun.type in _NEIGHBOURS or noun.type == "Person"):
        yield noun.type, weight


def _dependent_votes(parse: Parse, lexicon: Lexicon, name: Mention) -> Iterator[tuple[str, float]]:
    for child in parse.children[name.head]:
        token = parse.tokens[child]
        if token.dep == "amod" and token.text.endswith("flagged"):
            yield "Facility", _FROM_NEIGHBOUR
        elif token.dep == "appos" and child >= name.last:
            for noun in (child, *conjuncts(parse, child)):
                yield from _apposition_vote(parse, lexicon, noun)
        elif token.dep == "relcl" and any(parse.tokens[c].lemma == "who" for c in parse.children[child]):
            yield "Person", _FROM_APPOSITION


def _apposition_vote(parse: Parse, lexicon: Lexicon, noun: int) -> Iterator[tuple[str, float]]:
    token = parse.tokens[noun]
    if (token.pos == "NUM" and token.text.isdigit() and int(token.text) < _OLDEST) or token.lemma in lexicon.roles:
        yield "Person", _FROM_APPOSITION
    elif token.lemma in lexicon.words["subsidiary_nouns"] and _belongs_to_name(parse, noun):
        yield "Organization", _FROM_APPOSITION
    else:
        yield from _noun_vote(lexicon, token.lemma, _FROM_APPOSITION)


def _belongs_to_name(parse: Parse, noun: int) -> bool:
    """Tell "a unit of CK Hutchison"."""
    below = [c for p in parse.children[noun] if parse.tokens[p].lemma == "of" for c in parse.children[p]]
    return any(parse.tokens[c].pos == "PROPN" for c in below)
