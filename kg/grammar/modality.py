"""Polarity and modality of a predicate, and what they make of an event (FactBank's factuality, PLOVER's modes)."""

from collections.abc import Mapping, Sequence

from kg.grammar.clauses import VERBAL, clause_head, with_particle
from kg.model import Attribution, Parse, Token

Words = Mapping[str, frozenset[str]]
"""The sets of words of the lexicon, by name."""

_POSSIBLE = frozenset({"may", "might", "could", "can", "would", "should", "must"})
_NEGATIVE = frozenset({"no", "not", "never", "n't", "n’t", "without", "neither", "nor", "none"})
_PROBABLE = frozenset({"apparently", "likely", "presumably", "probably"})
_CONDITION = frozenset({"if", "once", "should", "unless", "until", "whether"})
_ABOUT = frozenset({"about", "for", "on", "over", "toward", "towards"})
_NEARLY = frozenset({"almost", "nearly"})


def negated(parse: Parse, token: int, words: Words) -> bool:
    """Tell whether the predicate itself is negated: "did not sign", "no arrests were made", "without a fight"."""
    here = parse.tokens[token]
    if any(_denies(parse, c) for c in parse.children[token]) or _follows_nor(parse, token):
        return True
    if here.pos in VERBAL:
        above = parse.tokens[here.head]
        kept = above.index != token and (_kept_from(parse, token, words) or _is_not_thought(parse, token, words))
        return kept or _negative_subject(parse, token)
    head = parse.tokens[here.head]
    if here.dep == "pobj" and head.lemma == "without":
        return True
    if here.dep in ("nsubj", "nsubjpass", "dobj", "attr") and head.pos in VERBAL:
        if (
            head.lemma in words["stopping_verbs"]
            or with_particle(parse, head.index) in words["stopping_verbs"]
            or (head.dep == "pcomp" and parse.tokens[head.head].lemma == "without")
        ):
            return True
        return any(parse.tokens[c].dep == "neg" for c in parse.children[head.index]) or _negative_subject(parse, head.index)
    return False


def _kept_from(parse: Parse, verb: int, words: Words) -> bool:
    """Tell whether the predicate above says that a deed was not done: "failed to", "ruled out", "has yet to"."""
    here = parse.tokens[verb]
    above = parse.tokens[here.head]
    if here.dep == "pcomp":
        return parse.tokens[above.head].lemma in words["clearing_words"] or (
            above.lemma == "of" and parse.tokens[above.head].lemma == "short"
        )
    # Wherever the parser hangs it: "his hesitancy to condemn".
    if verb > 1 and parse.tokens[verb - 1].tag == "TO" and parse.tokens[verb - 2].lemma in words["failing_nouns"]:
        return True
    if here.dep == "xcomp" and above.lemma == "have":
        return any(parse.tokens[c].lemma == "yet" for c in parse.children[above.index])
    # The parser takes "attacking" of "ruled out attacking" for an adverbial clause.
    complement = here.dep == "xcomp" or (here.dep == "advcl" and here.tag == "VBG" and parse.tokens[verb - 1].dep == "prt")
    return complement and (
        above.lemma in words["failing_verbs"] | words["unable_states"]
        or with_particle(parse, above.index) in words["stopping_verbs"]
    )


def _is_not_thought(parse: Parse, verb: int, words: Words) -> bool:
    """Tell what "I don't believe that …" denies."""
    here = parse.tokens[verb]
    above = parse.tokens[here.head]
    opinion = here.dep == "ccomp" and above.lemma in words["opinion_verbs"]
    return opinion and any(_denies(parse, c) for c in parse.children[above.index])


def _follows_nor(parse: Parse, token: int) -> bool:
    """Tell the second verb of "has neither confirmed nor denied"."""
    here = parse.tokens[token]
    return here.dep == "conj" and any(parse.tokens[c].lemma == "nor" and c < token for c in parse.children[here.head])


def _denies(parse: Parse, child: int) -> bool:
    token = parse.tokens[child]
    return token.dep == "neg" or (token.dep in ("det", "advmod", "preconj") and token.lemma in _NEGATIVE)


def _negative_subject(parse: Parse, verb: int) -> bool:
    subjects = [c for c in parse.children[verb] if parse.tokens[c].dep in ("nsubj", "nsubjpass")]
    return any(
        parse.tokens[s].lemma in ("none", "nobody", "neither", "no-one")
        or any(parse.tokens[c].dep == "det" and parse.tokens[c].lemma in ("no", "neither") for c in parse.children[s])
        for s in subjects
    )


def modality(parse: Parse, token: int, words: Words) -> str:
    """Return how real a predicate is: `actual`, `ongoing`, `planned` or `possible`, by its own clause and those above it."""
    verb = token if parse.tokens[token].pos in VERBAL else clause_head(parse, token)
    if parse.tokens[token].pos not in VERBAL:
        found = _of_noun(parse, token, words)
        if found:
            return found
    return _of_verb(parse, verb, words)


def _of_noun(parse: Parse, noun: int, words: Words) -> str:
    token = parse.tokens[noun]
    # The lemma of a participle may be its verb: "planned" is "plan".
    modifiers = {word for c in parse.children[noun] for word in (parse.tokens[c].lemma, parse.tokens[c].text.lower())}
    if modifiers & words["possible_modifiers"] and not modifiers & {"the", "this"}:
        return "possible"
    if modifiers & words["planned_modifiers"]:
        return "planned"
    if modifiers & words["ongoing_modifiers"]:
        return "ongoing"
    return _of_noun_in_clause(parse, token, words)


def _of_noun_in_clause(parse: Parse, token: Token, words: Words) -> str:
    head = parse.tokens[token.head]
    if head.dep == "prep" and head.lemma in _ABOUT | {"of", "to", "from", "against"} and token.dep == "pobj":
        outer = parse.tokens[head.head]
        if outer.lemma in words["hypothetical_nouns"] | words["hypothetical_verbs"] or (
            head.lemma in _ABOUT and outer.lemma in words["negotiating_words"]
        ):
            return "possible"
    if (
        token.dep in ("dobj", "nsubjpass")
        and head.pos in VERBAL
        and with_particle(parse, head.index) in words["hypothetical_verbs"]
    ):
        return "possible"
    if token.dep == "nsubjpass" and head.lemma == "expect":
        return "planned"
    if token.dep == "dobj" and head.lemma in words["planning_verbs"] - {"agree", "announce", "expect"}:
        return "planned"
    return ""


def _of_verb(parse: Parse, verb: int, words: Words) -> str:
    token = parse.tokens[verb]
    helpers = {
        parse.tokens[c].lemma for c in parse.children[verb] if parse.tokens[c].dep in ("aux", "auxpass", "mark", "advmod")
    }
    if (
        "would" in helpers
        and token.dep == "ccomp"
        and parse.tokens[token.head].tag in ("VBD", "VBN")
        and not _conditional(parse, verb)
    ):
        return "planned"
    if helpers & _POSSIBLE or (helpers & _CONDITION and token.dep in ("advcl", "ccomp")):
        return "possible"
    if _conditional(parse, verb) or _lacks_evidence(parse, verb, words) or _is_asked(parse, verb, words) or helpers & _NEARLY:
        return "possible"
    if _is_to(parse, verb) or "will" in helpers or "shall" in helpers or "'ll" in helpers:
        return "planned"
    if token.lemma in words["planning_verbs"] and token.tag == "VBN" and token.lemma in ("plan", "schedule"):
        return "planned"
    above = parse.tokens[token.head]
    if (
        token.dep in ("xcomp", "ccomp", "pcomp", "acl", "advcl")
        and (token.tag in ("VB", "VBG", "NN") or token.dep == "xcomp")
        and token.head != verb
    ):
        return _of_complement(parse, token.tag, above.index, words) or _progress(parse, verb, helpers, words)
    if token.dep in ("conj", "relcl") and above.pos in VERBAL and token.dep == "conj":
        return (
            _of_verb(parse, above.index, words)
            if helpers <= {"be", "have", "not"} and token.tag in ("VB", "VBN", "VBG")
            else _progress(parse, verb, helpers, words)
        )
    return _progress(parse, verb, helpers, words)


def _lacks_evidence(parse: Parse, verb: int, words: Words) -> bool:
    """A clause that nothing bears out: "had not seen evidence that Serbia ordered it"."""
    token = parse.tokens[verb]
    return (
        token.dep in ("acl", "ccomp", "relcl")
        and parse.tokens[token.head].lemma in words["evidence_nouns"]
        and negated(parse, token.head, words)
    )


def _is_asked(parse: Parse, verb: int, words: Words) -> bool:
    """A question or an inverted condition: "Did Iran attack?", "Had Iran attacked, …"; and what is doubtful or untrue."""
    token = parse.tokens[verb]
    helpers = [c for c in parse.children[verb] if parse.tokens[c].dep == "aux"]
    subjects = [c for c in parse.children[verb] if parse.tokens[c].dep == "nsubj"]
    inverted = bool(helpers and subjects and helpers[0] < subjects[0] and token.dep in ("ROOT", "advcl", "ccomp"))
    above = parse.tokens[token.head]
    doubted = token.dep in ("ccomp", "csubj") and any(
        parse.tokens[c].lemma in words["doubted_states"] for c in parse.children[above.index]
    )
    return inverted or (doubted and above.lemma == "be")


def rests_on_hearsay(parse: Parse, token: int, words: Words) -> bool:
    """Tell whether a word of hearsay stands at a predicate: "the alleged attack", "rumours that Iran attacked"."""
    here = parse.tokens[token]
    if here.pos in VERBAL:
        return here.dep in ("acl", "ccomp", "relcl") and parse.tokens[here.head].lemma in words["hearsay_nouns"]
    return any(parse.tokens[c].text.lower() in words["hearsay_adjectives"] for c in parse.children[token])


def _is_to(parse: Parse, verb: int) -> bool:
    """An appointment: "she is to meet the president"."""
    token = parse.tokens[verb]
    above = parse.tokens[token.head]
    return token.dep == "xcomp" and above.lemma == "be" and above.index == verb - 2 and parse.tokens[verb - 1].tag == "TO"


def _conditional(parse: Parse, verb: int) -> bool:
    return any(
        parse.tokens[c].dep == "advcl" and any(parse.tokens[m].lemma in ("if", "unless") for m in parse.children[c])
        for c in parse.children[verb]
    )


def _of_complement(parse: Parse, tag: str, above: int, words: Words) -> str:
    head = parse.tokens[above]
    if head.dep == "prep":
        head = parse.tokens[head.head]
    if (head.pos in VERBAL and head.lemma in words["planning_verbs"]) or head.lemma in words["planned_states"]:
        return "planned"
    if head.lemma in words["hypothetical_nouns"] | words["hypothetical_verbs"] | words["possible_states"]:
        return "possible"
    if head.lemma in words["continuing_verbs"] and tag in ("VB", "VBG"):
        return "ongoing"
    return ""


def _progress(parse: Parse, verb: int, helpers: set[str], words: Words) -> str:
    token = parse.tokens[verb]
    present = any(parse.tokens[c].tag in ("VBZ", "VBP") and parse.tokens[c].lemma == "be" for c in parse.children[verb])
    if token.tag == "VBG" and "be" in helpers and (present or "still" in helpers):
        return "ongoing"
    if token.lemma in words["continuing_verbs"] and token.tag in ("VBZ", "VBP"):
        return "ongoing"
    if token.lemma == "be" and any(parse.tokens[c].lemma in ("ongoing", "underway") for c in parse.children[verb]):
        return "ongoing"
    return "actual"


def occurrence(parse: Parse, token: int, attribution: Attribution | None, words: Words) -> str:
    """Return `kg:occurrence` of the event that a token announces, by its own words and by who says it."""
    how = modality(parse, token, words)
    if attribution is None and rests_on_hearsay(parse, token, words):
        return "reported"
    if (
        attribution is not None
        and how == "actual"
        and attribution.factuality in ("Uu", "PS+")
        and not _taken_for_granted(parse, token)
    ):
        how = "possible"
    if how == "possible":
        return "hypothetical"
    if negated(parse, token, words):
        return "negated"
    if how in ("planned", "ongoing"):
        return how
    return "reported" if attribution is not None else "occurred"


def _taken_for_granted(parse: Parse, token: int) -> bool:
    """Tell whether a predicate only says who the subject is: "warned that states that arm the rebels could be next"."""
    here = parse.tokens[token]
    return here.dep in ("acl", "relcl") and here.pos in VERBAL and parse.tokens[here.head].dep in ("nsubj", "nsubjpass")


def factuality(parse: Parse, token: int, attribution: Attribution | None, words: Words) -> str:
    """Return the FactBank code of a predicate as its source puts it: certainty CT, PR or PS, and polarity."""
    how = modality(parse, token, words)
    sign = "-" if negated(parse, token, words) else "+"
    if attribution is not None and attribution.level == "denied":
        sign = "-" if sign == "+" else "+"
    if any(parse.tokens[c].lemma in _PROBABLE for c in parse.children[token]):
        return f"PR{sign}"
    if attribution is None and rests_on_hearsay(parse, token, words):
        return f"PS{sign}"
    uncommitted = attribution is not None and attribution.factuality in ("PS+", "Uu") and not _taken_for_granted(parse, token)
    if how == "possible" or uncommitted:
        return f"PS{sign}"
    if attribution is not None and attribution.factuality.startswith("PR"):
        return f"PR{sign}"
    return f"CT{sign}"


def most_real(occurrences: Sequence[str]) -> str:
    """Return what several mentions of one event say together: the article's own word before a quoted one, fact before plan.

    >>> most_real(["planned", "reported"])
    'reported'
    """
    order = ("occurred", "ongoing", "reported", "negated", "planned", "hypothetical")
    return min(occurrences, key=order.index)
