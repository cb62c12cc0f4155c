"""Polarity and modality of a predicate, and what they make of an event (FactBank's factuality, PLOVER's modes)."""

from collections.abc import Sequence

from kg.grammar.clauses import VERBAL, clause_head, with_particle
from kg.model import Attribution, Parse, Token

_POSSIBLE = frozenset({"may", "might", "could", "can", "would", "should", "must"})
_HYPOTHETICAL_NOUNS = frozenset(
    {
        "possibility",
        "risk",
        "threat",
        "prospect",
        "right",
        "fear",
        "danger",
        "plan",
        "need",
        "option",
        "proposal",
        "chance",
        "hope",
        "demand",
        "request",
        "call",
        "draft",
    }
)
_HYPOTHETICAL_VERBS = frozenset(
    {
        "allow",
        "permit",
        "let",
        "enable",
        "authorise",
        "authorize",
        "want",
        "seek",
        "hope",
        "call",
        "urge",
        "demand",
        "consider",
        "propose",
        "fear",
        "warn",
        "avoid",
        "prevent",
        "ask",
        "request",
        "offer",
        "threaten",
        "invite",
        "deter",
        "risk",
        "try",
        "attempt",
        "aim",
        "appeal",
        "need",
        "mean",
    }
)
_PLANNED = frozenset(
    {"plan", "schedule", "intend", "prepare", "expect", "promise", "pledge", "vow", "set", "due", "agree", "announce"}
)
# Adjectives: "is due to visit", "is ready to talk", "was unable to verify".
_PLANNED_STATES = frozenset({"due", "set", "scheduled", "poised", "about"})
_POSSIBLE_STATES = frozenset(
    {"ready", "likely", "unlikely", "willing", "unwilling", "reluctant", "free", "prepared", "eager", "keen"}
)
# What is wanting where somebody has "no evidence that" a thing happened.
_EVIDENCE = frozenset({"evidence", "proof", "indication", "sign", "suggestion", "confirmation", "intelligence", "information"})
_UNABLE = frozenset({"unable", "impossible", "powerless"})
# "refrained from", "was cleared of", "stopped short of".
_CLEARED = frozenset({"refrain", "abstain", "clear", "acquit", "exonerate", "absolve", "prevent", "stop", "short"})
_DOUBTED = frozenset({"false", "untrue", "unlikely", "doubtful", "possible", "unclear", "impossible", "conceivable"})
# Told by somebody whom the article does not name.
_HEARSAY_NOUNS = frozenset(
    {"claim", "report", "rumour", "rumor", "allegation", "accusation", "speculation", "suggestion", "suspicion"}
)
_HEARSAY = frozenset(
    {"alleged", "suspected", "purported", "supposed", "claimed", "rumoured", "rumored", "unconfirmed", "reported"}
)
_FOILED = frozenset({"thwarted", "foiled", "averted", "attempted", "aborted", "feared", "hypothetical", "imminent", "looming"})
_NEARLY = frozenset({"nearly", "almost"})
_NEGATIVE = frozenset(
    {"no", "not", "never", "n't", "n’t", "without", "neither", "nor", "none", "deny", "fail", "refuse", "stop"}
)
_NOT_DONE = frozenset({"fail", "refuse", "decline"})
_STOPPED = frozenset(
    {"avoid", "prevent", "avert", "cancel", "call off", "scrap", "foil", "thwart", "postpone", "refuse", "abandon", "rule out"}
)
_PROBABLE = frozenset({"probably", "likely", "presumably", "apparently"})
_CONDITION = frozenset({"if", "unless", "whether", "should", "until", "once"})
_CONTINUE = frozenset({"continue", "go", "last", "rage", "remain"})
_ABOUT = frozenset({"on", "for", "about", "over", "towards", "toward"})


def negated(parse: Parse, token: int) -> bool:
    """Tell whether the predicate itself is negated: "did not sign", "no arrests were made", "without a fight"."""
    here = parse.tokens[token]
    if any(_denies(parse, c) for c in parse.children[token]):
        return True
    if here.pos in VERBAL:
        above = parse.tokens[here.head]
        return (above.index != token and _kept_from(parse, token)) or _negative_subject(parse, token)
    head = parse.tokens[here.head]
    if here.dep == "pobj" and head.lemma == "without":
        return True
    if here.dep in ("nsubj", "nsubjpass", "dobj", "attr") and head.pos in VERBAL:
        if (
            head.lemma in _STOPPED
            or with_particle(parse, head.index) in _STOPPED
            or (head.dep == "pcomp" and parse.tokens[head.head].lemma == "without")
        ):
            return True
        return any(parse.tokens[c].dep == "neg" for c in parse.children[head.index]) or _negative_subject(parse, head.index)
    return False


def _kept_from(parse: Parse, verb: int) -> bool:
    """Tell whether the predicate above says that a deed was not done: "failed to", "ruled out", "has yet to"."""
    here = parse.tokens[verb]
    above = parse.tokens[here.head]
    if here.dep == "pcomp":
        return parse.tokens[above.head].lemma in _CLEARED or (above.lemma == "of" and parse.tokens[above.head].lemma == "short")
    if here.dep == "xcomp" and above.lemma == "have":
        return any(parse.tokens[c].lemma == "yet" for c in parse.children[above.index])
    # The parser takes "attacking" of "ruled out attacking" for an adverbial clause.
    complement = here.dep == "xcomp" or (here.dep == "advcl" and here.tag == "VBG" and parse.tokens[verb - 1].dep == "prt")
    return complement and (above.lemma in _NOT_DONE | _UNABLE or with_particle(parse, above.index) in _STOPPED)


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


def modality(parse: Parse, token: int) -> str:
    """Return how real a predicate is: `actual`, `ongoing`, `planned` or `possible`, by its own clause and those above it."""
    verb = token if parse.tokens[token].pos in VERBAL else clause_head(parse, token)
    if parse.tokens[token].pos not in VERBAL:
        found = _of_noun(parse, token)
        if found:
            return found
    return _of_verb(parse, verb)


def _of_noun(parse: Parse, noun: int) -> str:
    token = parse.tokens[noun]
    # The lemma of a participle may be its verb: "planned" is "plan".
    modifiers = {word for c in parse.children[noun] for word in (parse.tokens[c].lemma, parse.tokens[c].text.lower())}
    if modifiers & {
        "possible",
        "potential",
        "further",
        "future",
        "draft",
        "proposed",
        "threatened",
        "lasting",
        "permanent",
        *_FOILED,
    } and not modifiers & {"the", "this"}:
        return "possible"
    if modifiers & {"planned", "upcoming", "forthcoming", "scheduled", "next"}:
        return "planned"
    if modifiers & {"ongoing", "continuing", "continued", "current"}:
        return "ongoing"
    return _of_noun_in_clause(parse, token)


def _of_noun_in_clause(parse: Parse, token: Token) -> str:
    head = parse.tokens[token.head]
    if head.dep == "prep" and head.lemma in _ABOUT | {"of", "to", "from", "against"} and token.dep == "pobj":
        outer = parse.tokens[head.head]
        if outer.lemma in _HYPOTHETICAL_NOUNS | _HYPOTHETICAL_VERBS or (
            head.lemma in _ABOUT and outer.lemma in ("talk", "negotiation", "discussion", "agree")
        ):
            return "possible"
    if token.dep in ("dobj", "nsubjpass") and head.pos in VERBAL and with_particle(parse, head.index) in _HYPOTHETICAL_VERBS:
        return "possible"
    if token.dep == "nsubjpass" and head.lemma == "expect":
        return "planned"
    if token.dep == "dobj" and head.lemma in _PLANNED - {"agree", "announce", "expect"}:
        return "planned"
    return ""


def _of_verb(parse: Parse, verb: int) -> str:
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
    if _conditional(parse, verb) or _lacks_evidence(parse, verb) or _is_asked(parse, verb) or helpers & _NEARLY:
        return "possible"
    if _is_to(parse, verb) or "will" in helpers or "shall" in helpers or "'ll" in helpers:
        return "planned"
    if token.lemma in _PLANNED and token.tag == "VBN" and token.lemma in ("plan", "schedule"):
        return "planned"
    above = parse.tokens[token.head]
    if (
        token.dep in ("xcomp", "ccomp", "pcomp", "acl", "advcl")
        and (token.tag in ("VB", "VBG", "NN") or token.dep == "xcomp")
        and token.head != verb
    ):
        return _of_complement(parse, token.tag, above.index) or _progress(parse, verb, helpers)
    if token.dep in ("conj", "relcl") and above.pos in VERBAL and token.dep == "conj":
        return (
            _of_verb(parse, above.index)
            if helpers <= {"be", "have", "not"} and token.tag in ("VB", "VBN", "VBG")
            else _progress(parse, verb, helpers)
        )
    return _progress(parse, verb, helpers)


def _lacks_evidence(parse: Parse, verb: int) -> bool:
    """A clause that nothing bears out: "had not seen evidence that Serbia ordered it"."""
    token = parse.tokens[verb]
    return token.dep in ("acl", "ccomp", "relcl") and parse.tokens[token.head].lemma in _EVIDENCE and negated(parse, token.head)


def _is_asked(parse: Parse, verb: int) -> bool:
    """A question or an inverted condition: "Did Iran attack?", "Had Iran attacked, …"; and what is doubtful or untrue."""
    token = parse.tokens[verb]
    helpers = [c for c in parse.children[verb] if parse.tokens[c].dep == "aux"]
    subjects = [c for c in parse.children[verb] if parse.tokens[c].dep == "nsubj"]
    inverted = bool(helpers and subjects and helpers[0] < subjects[0] and token.dep in ("ROOT", "advcl", "ccomp"))
    above = parse.tokens[token.head]
    doubted = token.dep in ("ccomp", "csubj") and any(parse.tokens[c].lemma in _DOUBTED for c in parse.children[above.index])
    return inverted or (doubted and above.lemma == "be")


def rests_on_hearsay(parse: Parse, token: int) -> bool:
    """Tell whether a word of hearsay stands at a predicate: "the alleged attack", "rumours that Iran attacked"."""
    here = parse.tokens[token]
    if here.pos in VERBAL:
        return here.dep in ("acl", "ccomp", "relcl") and parse.tokens[here.head].lemma in _HEARSAY_NOUNS
    return any(parse.tokens[c].text.lower() in _HEARSAY for c in parse.children[token])


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


def _of_complement(parse: Parse, tag: str, above: int) -> str:
    head = parse.tokens[above]
    if head.dep == "prep":
        head = parse.tokens[head.head]
    if (head.pos in VERBAL and head.lemma in _PLANNED) or head.lemma in _PLANNED_STATES:
        return "planned"
    if head.lemma in _HYPOTHETICAL_NOUNS | _HYPOTHETICAL_VERBS | _POSSIBLE_STATES:
        return "possible"
    if head.lemma in _CONTINUE and tag in ("VB", "VBG"):
        return "ongoing"
    return ""


def _progress(parse: Parse, verb: int, helpers: set[str]) -> str:
    token = parse.tokens[verb]
    present = any(parse.tokens[c].tag in ("VBZ", "VBP") and parse.tokens[c].lemma == "be" for c in parse.children[verb])
    if token.tag == "VBG" and "be" in helpers and (present or "still" in helpers):
        return "ongoing"
    if token.lemma in _CONTINUE and token.tag in ("VBZ", "VBP"):
        return "ongoing"
    if token.lemma == "be" and any(parse.tokens[c].lemma in ("ongoing", "underway") for c in parse.children[verb]):
        return "ongoing"
    return "actual"


def occurrence(parse: Parse, token: int, attribution: Attribution | None) -> str:
    """Return `kg:occurrence` of the event that a token announces, by its own words and by who says it."""
    how = modality(parse, token)
    if attribution is None and rests_on_hearsay(parse, token):
        return "reported"
    if attribution is not None and how == "actual" and attribution.factuality in ("Uu", "PS+"):
        how = "possible"
    if how == "possible":
        return "hypothetical"
    if negated(parse, token):
        return "negated"
    if how in ("planned", "ongoing"):
        return how
    return "reported" if attribution is not None else "occurred"


def factuality(parse: Parse, token: int, attribution: Attribution | None) -> str:
    """Return the FactBank code of a predicate as its source puts it: certainty CT, PR or PS, and polarity."""
    how = modality(parse, token)
    sign = "-" if negated(parse, token) else "+"
    if attribution is not None and attribution.level == "denied":
        sign = "-" if sign == "+" else "+"
    if any(parse.tokens[c].lemma in _PROBABLE for c in parse.children[token]):
        return f"PR{sign}"
    if attribution is None and rests_on_hearsay(parse, token):
        return f"PS{sign}"
    if how == "possible" or (attribution is not None and attribution.factuality in ("PS+", "Uu")):
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
