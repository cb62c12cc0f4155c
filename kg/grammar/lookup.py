"""From a token to what the rooms before have found there: the entity it stands for, the attribution that covers it."""

from collections.abc import Mapping, Sequence

from kg.model import Attribution, Chains, Parse


def innermost(attributions: Sequence[Attribution], token: int) -> Attribution | None:
    """Return the attribution that answers for a token most directly ("X said Y had told Z that …": Y)."""
    return min((a for a in attributions if token in a.content), key=lambda a: a.sort_key, default=None)


def _is_counted_people(parse: Parse, token: int, chains: Chains, quantifiers: frozenset[str]) -> bool:
    """Tell some citizens from their state: "two Russians", "some Iranians"."""
    entity = chains.entities[chains.at[token]]
    counted = any(parse.tokens[c].dep == "nummod" or parse.tokens[c].lemma in quantifiers for c in parse.children[token])
    word = parse.tokens[token]
    plural = word.tag in ("NNPS", "NNS") and word.text[0].isupper() and word.text not in entity.label
    return counted and plural and entity.type == "Country"


def _is_a_people(parse: Parse, token: int, chains: Chains) -> bool:
    """Tell the people of "millions of Americans" from their state."""
    return parse.tokens[token].tag == "NNPS" and chains.entities[chains.at[token]].type == "Country"


def entity_at(parse: Parse, token: int, chains: Chains, words: Mapping[str, frozenset[str]]) -> str:
    """Return the entity that an argument stands for.

    "Two of the missiles" and "dozens of missiles" (a partitive noun) stand for the missiles, "a violation of the treaty" does
    not stand for the treaty. `words` are the sets of words of the lexicon.
    """
    found = chains.at.get(token, "")
    word = parse.tokens[token]
    if found and _is_counted_people(parse, token, chains, words["quantifiers"]):
        return ""
    if found or not (
        word.pos in ("NUM", "PRON", "DET", "ADJ") or (word.pos == "NOUN" and word.lemma in words["partitive_nouns"])
    ):
        return found
    for child in parse.children[token]:
        if parse.tokens[child].lemma == "of":
            for inner in parse.children[child]:
                if inner in chains.at and not _is_a_people(parse, inner, chains):
                    return chains.at[inner]
    return ""
