"""From a token to what the rooms before have found there: the entity it stands for, the attribution that covers it."""

from collections.abc import Sequence

from kg.model import Attribution, Chains, Parse


def innermost(attributions: Sequence[Attribution], token: int) -> Attribution | None:
    """Return the attribution that answers for a token most directly ("X said Y had told Z that …": Y)."""
    return min((a for a in attributions if token in a.content), key=lambda a: a.sort_key, default=None)


def entity_at(parse: Parse, token: int, chains: Chains) -> str:
    """Return the entity that an argument stands for; "two of the missiles" stands for the missiles."""
    found = chains.at.get(token, "")
    if found or parse.tokens[token].pos not in ("NUM", "PRON", "DET", "NOUN", "ADJ"):
        return found
    for child in parse.children[token]:
        if parse.tokens[child].lemma == "of":
            for inner in parse.children[child]:
                if inner in chains.at:
                    return chains.at[inner]
    return ""
