"""Amounts of money, by their sign or their currency."""

from collections.abc import Iterable, Mapping

from kg.model import Token


def names_money(tokens: Iterable[Token], words: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether some of the tokens is the sign ("US$", "€") or the name of a currency; `words` are those of the lexicon."""
    return any(t.tag == "$" or t.lemma in words["currencies"] for t in tokens)
