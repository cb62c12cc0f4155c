"""Grammatical links: the shortest way through the parse from one token to another of the same sentence."""

from kg.model import Parse

_LONGEST = 4
"""Steps of a way; what is farther apart is seldom related."""


def way(parse: Parse, left: int, right: int) -> tuple[str, str]:
    """Return the labels from one token up and down to another, and the lemma at the top; "" if it is too long.

    "in" for "the hospital in Rafah", "nsubj^ VERB dobj" for "X attacked Y".
    """
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
