"""Grammatical links: the shortest way through the parse from one mention to another of the same sentence."""

from collections.abc import Iterator
from typing import NamedTuple

from kg.model import Chains, Mention, Parse

_LONGEST = 4
"""Steps of a way; what is farther apart is seldom related (tried: 3, 4, 5, 6)."""


class Link(NamedTuple):
    """How two mentions hang together: "in" for "the hospital in Rafah", "nsubj VERB dobj" for "X attacked Y"."""

    subject: str
    object: str
    path: str
    word: str
    """Lemma of the word at the top of the way, where it is a verb or a noun between the two."""
    types: tuple[str, str]

    def names(self) -> Iterator[str]:
        """Yield the names under which a table may have the link, the most special first."""
        left, right = self.types
        yield f"{self.path} [{self.word}] {left} {right}"
        yield f"{self.path} [{self.word}]"
        yield f"{self.path} {left} {right}"
        yield self.path


def find_links(parse: Parse, chains: Chains) -> Iterator[Link]:
    """Yield the links between different things whose mentions stand in one sentence, in text order."""
    by_sentence: dict[int, list[tuple[Mention, str]]] = {}
    for mention, entity in chains.mentions:
        by_sentence.setdefault(parse.tokens[mention.head].sentence, []).append((mention, entity))
    for mentions in by_sentence.values():
        for position, (left, one) in enumerate(mentions):
            for right, other in mentions[position + 1 :]:
                if one != other and left.head != right.head:
                    path, word = way(parse, left.head, right.head)
                    if path:
                        types = (chains.entities[one].type, chains.entities[other].type)
                        yield Link(one, other, path, word, types)


def way(parse: Parse, left: int, right: int) -> tuple[str, str]:
    """Return the labels from one token up and down to another, and the lemma at the top; "" if it is too long."""
    above_left, above_right = _above(parse, left), _above(parse, right)
    top = next((t for t in above_left if t in above_right), -1)
    if top < 0 or above_left.index(top) + above_right.index(top) > _LONGEST:
        return "", ""
    up = [_label(parse, t) for t in above_left[: above_left.index(top)]]
    down = [_label(parse, t) for t in reversed(above_right[: above_right.index(top)])]
    middle = [] if top in (left, right) else [parse.tokens[top].pos]
    word = "" if top in (left, right) else parse.tokens[top].lemma
    return " ".join([*(f"{u}^" for u in up), *middle, *down]), word


def _above(parse: Parse, token: int) -> list[int]:
    found = [token]
    while parse.tokens[found[-1]].head != found[-1] and len(found) <= _LONGEST + 1:
        found.append(parse.tokens[found[-1]].head)
    return found


def _label(parse: Parse, token: int) -> str:
    here = parse.tokens[token]
    return here.lemma if here.dep in ("prep", "agent") else here.dep
