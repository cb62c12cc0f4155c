"""When: the date as written beside a trigger, and its ISO form where the publication date lets it be computed.

A weekday or month without a year is the last one before publication, or the next one in a clause about the future.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from kg.grammar.clauses import VERBAL, clause_head, leftmost, subtree
from kg.model import Parse

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SHORT = len("jan")
_RELATIVE = {"today": 0, "tonight": 0, "yesterday": -1, "overnight": 0, "tomorrow": 1}
_YEAR = re.compile(r"^(1[89]|20)\d\d$")
_DAY = re.compile(r"^([12]?\d|3[01])(st|nd|rd|th)?$")
_PREPOSITIONS = frozenset({"on", "in", "since", "during", "by", "from", "until", "before", "after", "for", "of", "between"})


def date_near(parse: Parse, trigger: int, times: Mapping[str, str]) -> tuple[int, int] | None:
    """Return the tokens of the time expression that belongs to a trigger, first inclusive, last exclusive, or None.

    The trigger's own modifiers come first, then those of the clause it stands in.
    """
    own = _time_below(parse, trigger, times)
    if own is not None:
        return own
    if parse.tokens[trigger].pos in VERBAL:
        return None
    head = clause_head(parse, trigger)
    return _time_below(parse, head, times) if _is_core(parse, trigger, head) else None


def _is_core(parse: Parse, trigger: int, verb: int) -> bool:
    token = parse.tokens[trigger]
    return token.head == verb or (parse.tokens[token.head].dep in ("prep", "agent") and parse.tokens[token.head].head == verb)


def _time_below(parse: Parse, head: int, times: Mapping[str, str]) -> tuple[int, int] | None:
    for child in parse.children[head]:
        token = parse.tokens[child]
        if token.dep in ("npadvmod", "nmod", "amod", "advmod", "tmod", "nummod") and (_is_time(parse, child, times)):
            return _extent(parse, child)
        if token.dep == "prep" and token.lemma in _PREPOSITIONS and not (token.lemma == "since" and _is_ranked(parse, head)):
            for inner in parse.children[child]:
                if parse.tokens[inner].dep == "pobj" and _is_time(parse, inner, times):
                    return _extent(parse, inner)
                below = next(
                    (t for t in parse.children[inner] if parse.tokens[t].dep == "npadvmod" and _is_time(parse, t, times)), None
                )
                if below is not None and parse.tokens[inner].dep == "pobj":
                    return _extent(parse, below)
    return None


def _is_ranked(parse: Parse, noun: int) -> bool:
    """Tell "the first attack since June", which was not in June."""
    below = (parse.tokens[c] for c in parse.children[noun])
    return any(t.tag == "JJS" or t.lemma == "first" for t in below)


def _is_time(parse: Parse, token: int, times: Mapping[str, str]) -> bool:
    word = parse.tokens[token].text.lower().rstrip(".")
    if word in times or word in _RELATIVE or _YEAR.match(word):
        return True
    return any(parse.tokens[c].text.lower().rstrip(".") in MONTHS + _WEEKDAYS for c in parse.children[token])


def _extent(parse: Parse, token: int) -> tuple[int, int]:
    places = frozenset(c for c in parse.children[token] if parse.tokens[c].dep == "prep" and parse.tokens[c].lemma != "of")
    inside = [t for t in subtree(parse, token, without=places) if parse.tokens[t].dep not in ("relcl", "acl", "punct")]
    last = token
    while last + 1 in inside:
        last += 1
    return leftmost(parse, token), last + 1


def normalise_date(text: str, published: str | None, *, future: bool) -> str:
    """Return a date expression as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, or "" where it cannot be computed.

    >>> normalise_date("Tuesday", "2026-03-18", future=False)
    '2026-03-17'
    >>> normalise_date("14 February", "2026-04-10", future=False)
    '2026-02-14'
    >>> normalise_date("last month", "2026-02-12", future=False)
    '2026-01'
    """
    words = [w.strip(",.()").lower() for w in text.split()]
    year = next((int(w) for w in words if _YEAR.match(w)), None)
    month = next((number for w in words if (number := _month(w))), None)
    day = next((int(found[1]) for w in words if (found := _DAY.match(w))), None)
    base = date.fromisoformat(published) if published else None
    if month:
        return _of_month((year, month, day), base, future=future)
    if base is None:
        return str(year) if year else ""
    return _relative(words, base, future=future) or (str(year) if year else "")


def _month(word: str) -> int:
    """Return the number of a month, in full or in the three letters of news ("Sept" has four), or 0."""
    short = word.removesuffix("t") if word == "sept" else word
    return next((n for n, m in enumerate(MONTHS, 1) if word == m or (len(short) == _SHORT and m.startswith(short))), 0)


def _of_month(parts: tuple[int | None, int, int | None], base: date | None, *, future: bool) -> str:
    year, month, day = parts
    if year is None:
        if base is None:
            return f"--{month:02d}" if day is None else ""
        # A later day of the same month is a slip or a plan of this year, not an event of the last.
        turn = (1 if month < base.month else 0) if future else (-1 if month > base.month else 0)
        year = base.year + turn
    if day is None:
        return f"{year:04d}-{month:02d}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return f"{year:04d}-{month:02d}"


def _relative(words: list[str], base: date, *, future: bool) -> str:
    weekday = next(
        (
            _WEEKDAYS.index(w.removesuffix("s") if w.endswith("days") else w)
            for w in words
            if w.rstrip("s") in _WEEKDAYS or w in _WEEKDAYS
        ),
        None,
    )
    if weekday is not None:
        back = (base.weekday() - weekday) % 7
        if future or "next" in words:
            return (base + timedelta(days=(weekday - base.weekday()) % 7 or 7)).isoformat()
        return (base - timedelta(days=back + (7 if "last" in words and back == 0 else 0))).isoformat()
    day = next((_RELATIVE[w] for w in words if w in _RELATIVE), None)
    if day is not None:
        return (base + timedelta(days=day)).isoformat()
    shift = -1 if "last" in words or "previous" in words else 1 if "next" in words else 0
    if "month" in words and shift:
        month = base.year * 12 + base.month - 1 + shift
        return f"{month // 12:04d}-{month % 12 + 1:02d}"
    return str(base.year + shift) if "year" in words and ("this" in words or shift) else ""
