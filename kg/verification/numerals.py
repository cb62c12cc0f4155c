"""Every number that a stretch of English can be read as: the other direction of extraction, by other eyes.

It shares no code and no lexicon with the text side, so that a mistake there is not repeated here.
"""

import re
from collections.abc import Iterator

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
_WORDS = {word: float(value) for value, word in enumerate(_UNITS)}
_WORDS |= {word: 10.0 * value for value, word in enumerate(_TENS, 2)}
_WORDS |= {word: float(value) for value, word in enumerate(_ORDINALS, 1)}
_WORDS |= {f"{word}th": float(value) for word, value in list(_WORDS.items()) if word.endswith("teen")}
_SCALES = {
    "dozen": 12.0,
    "score": 20.0,
    "hundred": 100.0,
    "thousand": 1e3,
    "lakh": 1e5,
    "million": 1e6,
    "crore": 1e7,
    "billion": 1e9,
    "trillion": 1e12,
}
_SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
# What a word can mean where a figure is expected: an article is one, a factor a change in percent, a half 50 percent.
_SENSES: dict[str, tuple[float, ...]] = {
    **dict.fromkeys(("a", "an", "single", "sole", "lone", "another", "each", "once", "only", "every"), (1.0,)),
    **dict.fromkeys(("no", "none", "nobody", "nil", "nothing", "without", "not", "neither", "never"), (0.0,)),
    **dict.fromkeys(("both", "couple", "pair", "twin", "twins", "duo"), (2.0,)),
    **dict.fromkeys(("double", "doubled", "doubles", "doubling", "twice", "twofold"), (2.0, 100.0)),
    **dict.fromkeys(("triple", "tripled", "tripling", "treble", "trebled", "thrice", "threefold"), (3.0, 200.0)),
    **dict.fromkeys(("quadruple", "quadrupled", "fourfold"), (4.0, 300.0)),
    **dict.fromkeys(("half", "halves", "halved"), (0.5, 2.0, 50.0)),
    **dict.fromkeys(("third", "thirds"), (3.0, 1 / 3, 0.33, 0.34, 33.0, 34.0)),
    **dict.fromkeys(("quarter", "quarters"), (4.0, 0.25, 25.0)),
    **dict.fromkeys(("trio", "triplets"), (3.0,)),
    "quartet": (4.0,),
    "few": (2.0, 3.0),
    "handful": (2.0, 3.0, 5.0),
    "several": (2.0, 3.0),
    "multiple": (2.0,),
    "various": (2.0,),
    "number": (2.0,),
    "majority": (0.5, 50.0),
}
_FRACTIONS = {"third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenth": 10, "tenths": 10}
_TOKEN = re.compile(r"\d+(?:[,.\u00a0\u202f']\d+)*|[^\W\d_]+|[/½¼¾]")
_GROUPED = re.compile(r"\d{1,3}(?:[,\u00a0\u202f']\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_SIGNS = {"½": 0.5, "¼": 0.25, "¾": 0.75}


def numbers_in(text: str, *, loosely: bool = True) -> set[float]:
    """Return every number that the words and figures of a text can stand for; not `loosely`, an article is no one.

    >>> sorted(numbers_in("At least 1,250 people, including three children"))
    [3.0, 1250.0]
    >>> sorted(numbers_in("no more than a dozen")), sorted(numbers_in("a note", loosely=False))
    ([0.0, 1.0, 12.0], [])
    >>> sorted(numbers_in("twenty-five of the two hundred and five")), sorted(numbers_in("dozens"))
    ([25.0, 205.0], [12.0, 24.0])
    """
    tokens = _TOKEN.findall(text.casefold())
    found: set[float] = set()
    at = 0
    while at < len(tokens):
        word = tokens[at]
        found.update(_SENSES.get(word, ()) if loosely else ())
        found.update(_plural(tokens, at))
        found.update(_fraction(tokens, at))
        value, after = _phrase(tokens, at)
        if value is None:
            at += 1
            continue
        found.add(value)
        following = tokens[after] if after < len(tokens) else ""
        if following in _SUFFIXES:
            found.add(value * _SUFFIXES[following])
        if following == "times":
            found.add((value - 1) * 100)
        at = after
    return found


def _phrase(tokens: list[str], at: int) -> tuple[float | None, int]:
    """Read the number that begins at a word, words and figures with their scales; the second value is its end."""
    total, current, after = 0.0, _start(tokens, at), at + 1
    if current is None:
        return None, after
    while after < len(tokens):
        word = tokens[after]
        if word in _SCALES:
            current *= _SCALES[word]
            if current >= _SCALES["thousand"]:
                total, current = total + current, 0.0
        elif not tokens[at][0].isdecimal() and (more := _continued(tokens, after, current, total)) is not None:
            current, after = current + more[0], more[1]
            continue
        else:
            break
        after += 1
    return total + current, after


def _start(tokens: list[str], at: int) -> float | None:
    word = tokens[at]
    if word in {"a", "an"}:
        return 1.0 if at + 1 < len(tokens) and tokens[at + 1] in _SCALES else None
    if word == "half" and at + 2 < len(tokens) and tokens[at + 1] in {"a", "the"} and tokens[at + 2] in _SCALES:
        return None
    if word in _SIGNS:
        return _SIGNS[word]
    return _figure(word) if word[0].isdecimal() else _WORDS.get(word)


def _figure(word: str) -> float | None:
    """Read digits with separators; what is no number (a date with dots) is read part by part elsewhere."""
    if _GROUPED.fullmatch(word):
        return float(re.sub(r"[,\u00a0\u202f']", "", word))
    return float(re.split(r"[,.\u00a0\u202f']", word)[0])


def _continued(tokens: list[str], after: int, current: float, total: float) -> tuple[float, int] | None:
    """Tell what "five" adds in "twenty-five", "hundred five", "hundred and five"; None where a new number begins."""
    joined = tokens[after] == "and"
    at = after + joined
    value = _WORDS.get(tokens[at]) if at < len(tokens) else None
    if value is None:
        return None
    of_tens = not joined and 20 <= current % 100 <= 90 and current % 10 == 0 and 0 < value < 10  # noqa: PLR2004 - numerals
    of_scale = (current >= 100 and current % 100 == 0 and value < 100) or (not current and total and value < total)  # noqa: PLR2004 - numerals
    return (value, at + 1) if of_tens or of_scale else None


def _plural(tokens: list[str], at: int) -> Iterator[float]:
    """Read dozens, hundreds, tens of thousands, several dozen: one of them, or two and more."""
    word = tokens[at]
    factor = _SCALES.get(word.removesuffix("s")) if word.endswith("s") else None
    if word == "tens":
        factor = 10.0
    if factor is not None:
        if tokens[at + 1 : at + 2] == ["of"] and at + 2 < len(tokens):
            factor *= _SCALES.get(tokens[at + 2].removesuffix("s"), 1.0)
        yield from (factor, 2 * factor)
    scale = _SCALES.get(tokens[at + 1]) if at + 1 < len(tokens) else None
    if scale and word in _SENSES and word not in {"a", "an"}:
        yield from (sense * scale for sense in _SENSES[word])
    if word == "half" and at + 2 < len(tokens) and tokens[at + 1] in {"a", "the"} and tokens[at + 2] in _SCALES:
        yield 0.5 * _SCALES[tokens[at + 2]]


def _fraction(tokens: list[str], at: int) -> Iterator[float]:
    """Read two-thirds and 3/4, as a share and in percent."""
    value = _start(tokens, at)
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    under = _FRACTIONS.get(following)
    if following == "/" and at + 2 < len(tokens) and tokens[at + 2].isdecimal() and int(tokens[at + 2]):
        under = int(tokens[at + 2])
    if value is not None and under:
        share = value / under
        yield from (share, round(share, 2), share * 100, float(round(share * 100)), float(int(share * 100)))
    if value is not None and tokens[at + 1 : at + 4] == ["and", "a", "half"]:
        yield value + 0.5
    elif value is not None and following in _SIGNS:
        yield value + _SIGNS[following]
