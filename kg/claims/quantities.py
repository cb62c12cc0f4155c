"""Numbers as written: words and digits, bounds, ranges, vague amounts, and the noun they count."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.grammar.clauses import noun_phrase, words
from kg.lexicon import Lexicon
from kg.model import Parse, Token

_DIGITS = re.compile(r"^\d{1,3}(,\d{3})+(\.\d+)?$|^\d+(\.\d+)?$")
_YEARS = (1500, 2100)
_DAYS_OF_MONTH = 31
_TEN, _HUNDRED = 10, 100
_JOINED = {"between": "and", "from": "to"}
_LONGEST_BOUND = 4


class Amount(NamedTuple):
    """A number in the text: its tokens (last exclusive), value and bounds, and the noun it counts (or -1)."""

    first: int
    last: int
    value: int | float
    lower: int | float | None
    upper: int | float | None
    noun: int
    percent: bool = False

    @property
    def token(self) -> int:
        """The token that stands for the amount in the grammar: the noun, else the number."""
        return self.noun if self.noun >= 0 else self.last - 1


def find_amounts(parse: Parse, lexicon: Lexicon) -> Iterator[Amount]:
    """Yield the amounts of the body in text order; years, dates, ages and times of day are none."""
    index = 0
    while index < len(parse.tokens):
        token = parse.tokens[index]
        found = None
        if parse.sentences[token.sentence].is_prose:
            found = _range_at(parse, index, lexicon) or _amount_at(parse, index, lexicon)
        if found is None:
            index += 1
        else:
            if not _is_date_or_age(parse, found, lexicon):
                yield found
            index = max(found.last, index + 1)


def _amount_at(parse: Parse, index: int, lexicon: Lexicon) -> Amount | None:
    token = parse.tokens[index]
    sentence_end = parse.sentences[token.sentence].last
    value, last = _number(parse, index, sentence_end, lexicon)
    if value is None:
        return _vague(parse, index, lexicon)
    lower, upper = _bounds(parse, index, value, lexicon)
    percent = last < sentence_end and parse.tokens[last].lemma in ("percent", "%", "per")
    return Amount(index, last, value, lower, upper, _counted(parse, index, last), percent)


def _number(parse: Parse, index: int, limit: int, lexicon: Lexicon) -> tuple[int | float | None, int]:
    """Read the number that begins at a token; the second value is its end (exclusive)."""
    value = plain_number(parse.tokens[index], lexicon)
    last = index + 1
    if value is None:
        return None, last
    while last < limit:
        word = parse.tokens[last].text.lower()
        if word in lexicon.words["magnitudes"]:
            value *= int(lexicon.numbers[word].value)
        elif more := _beside(parse, last, value, lexicon):
            value += more
        elif last + 1 < limit and (more := _added(parse, last, value, lexicon)):
            value += more
            last += 1
        else:
            break
        last += 1
    return _whole(value), last


def _added(parse: Parse, joint: int, value: float, lexicon: Lexicon) -> int | float:
    """Return what a hyphen or "and" adds to a number ("twenty-one", "one hundred and twelve"), or 0."""
    word, follows = parse.tokens[joint], parse.tokens[joint + 1]
    more = plain_number(follows, lexicon)
    if more is None:
        return 0
    if word.text == "-":
        return more if value % _TEN == 0 and more < _TEN and word.end == follows.begin else 0
    return more if word.text.lower() == "and" and value >= _HUNDRED > more else 0


def _beside(parse: Parse, at: int, value: float, lexicon: Lexicon) -> int | float:
    """Return what a number word right after number words adds ("fifty five", "one hundred thirty"), or 0."""
    word, before = parse.tokens[at], parse.tokens[at - 1]
    more = plain_number(word, lexicon)
    if more is None or not (word.text.isalpha() and before.text.isalpha()):
        return 0
    of_tens = value % _HUNDRED >= 2 * _TEN and value % _TEN == 0 and more < _TEN
    return more if of_tens or (value >= _HUNDRED > more and value % _HUNDRED == 0) else 0


def plain_number(token: Token, lexicon: Lexicon) -> int | float | None:
    """Return the value of one token written as digits or as a number word, or None.

    Raises nothing; "one" as a pronoun counts only where it is tagged as a number.
    """
    text = token.text.lower()
    if _DIGITS.match(text):
        return _whole(float(text.replace(",", "")))
    entry = lexicon.numbers.get(text)
    if entry is not None and entry.kind == "cardinal" and token.pos == "NUM" and entry.value:
        return _whole(float(entry.value))
    return None


def _whole(number: float) -> int | float:
    """3.5 million is a whole number."""
    return int(number) if float(number).is_integer() else number


def _vague(parse: Parse, index: int, lexicon: Lexicon) -> Amount | None:
    """Dozens, hundreds, several: only a lower bound is known, and it stands for the number."""
    token = parse.tokens[index]
    entry = lexicon.numbers.get(token.text.lower())
    if token.text.lower() == "half" and [t.lemma for t in parse.tokens[index + 1 : index + 3]] == ["a", "dozen"]:
        return Amount(index, index + 3, 6, *_bounds(parse, index, 6, lexicon), _counted(parse, index, index + 3))
    if token.text.lower() == "dozen" and index and parse.tokens[index - 1].lemma == "a":
        return Amount(index - 1, index + 1, 12, *_bounds(parse, index - 1, 12, lexicon), _counted(parse, index, index + 1))
    if entry is None or entry.kind != "vague" or entry.lower is None or token.tag not in ("NNS", "JJ", "CD"):
        return None
    return Amount(index, index + 1, int(entry.lower), int(entry.lower), None, _counted(parse, index, index + 1))


def _range_at(parse: Parse, index: int, lexicon: Lexicon) -> Amount | None:
    """Read "between 30 and 40 people" and "50 to 60 rounds"."""
    limit = parse.sentences[parse.tokens[index].sentence].last
    word = parse.tokens[index].text.lower()
    joined = _JOINED.get(word)
    start = index + 1 if joined else index
    if start >= limit:
        return None
    low, after = _number(parse, start, limit, lexicon)
    if low is None or after + 1 >= limit or parse.tokens[after].text.lower() not in ((joined,) if joined else ("to", "-", "–")):
        return None
    high, last = _number(parse, after + 1, limit, lexicon)
    if high is None or high <= low or (word == "from" and _counted(parse, start, last) < 0):
        return None
    return Amount(index, last, low, low, high, _counted(parse, start, last))


def _bounds(parse: Parse, first: int, value: float, lexicon: Lexicon) -> tuple[int | float | None, int | float | None]:
    """Return lower and upper bound from the words right before a number ("at least", "no fewer than", "up to")."""
    for width in range(_LONGEST_BOUND, 0, -1):
        start = first - width
        if start < 0 or parse.tokens[start].sentence != parse.tokens[first].sentence:
            continue
        entry = lexicon.numbers.get(" ".join(t.text.lower() for t in parse.tokens[start:first]))
        if entry is not None and entry.kind == "bound":
            return (value if "lower" in entry.value else None), (value if "upper" in entry.value else None)
    return None, None


def _counted(parse: Parse, first: int, last: int) -> int:
    """Return the noun that a number counts: the one it modifies, or that of "dozens of families"; -1 if there is none."""
    for index in range(last - 1, first - 1, -1):
        token = parse.tokens[index]
        if (
            token.dep in ("nummod", "amod", "det", "quantmod", "compound", "nmod", "predet")
            and token.head >= last - 1
            and token.head != index
        ):
            head = parse.tokens[token.head]
            if head.pos == "NUM" and head.dep == "nummod":
                head = parse.tokens[head.head]
            return head.index if head.pos in ("NOUN", "PROPN", "ADJ", "VERB") else -1
        for child in parse.children[index]:
            if parse.tokens[child].lemma == "of" and parse.tokens[index].tag == "NNS":
                for noun in parse.children[child]:
                    if parse.tokens[noun].dep == "pobj":
                        return noun
    return -1


def _is_date_or_age(parse: Parse, amount: Amount, lexicon: Lexicon) -> bool:
    if _beside_month(parse, amount, lexicon) or _is_year(parse, amount) or _is_age(parse, amount):
        return True
    noun = parse.tokens[amount.noun].lemma if amount.noun >= 0 else ""
    return noun in lexicon.words["time_and_length_units"] or ":" in parse.tokens[amount.last - 1].text


def _beside_month(parse: Parse, amount: Amount, lexicon: Lexicon) -> bool:
    """A day: "14 February", "Feb. 14"."""
    sentence = parse.sentences[parse.tokens[amount.first].sentence]
    around = [i for i in (amount.first - 1, amount.last) if sentence.first <= i < sentence.last]
    months = (lexicon.times.get(parse.tokens[i].text.lower()) == "month" for i in around)
    return amount.value <= _DAYS_OF_MONTH and any(months)


def _is_year(parse: Parse, amount: Amount) -> bool:
    first = parse.tokens[amount.first]
    # "The 1999 shooting": a number of one thing is a year.
    single = amount.noun >= 0 and parse.tokens[amount.noun].tag in ("NN", "NNP")
    bare = first.text.isdigit() and (single or (amount.noun < 0 and first.dep in ("pobj", "npadvmod", "nummod")))
    return bare and _YEARS[0] < amount.value < _YEARS[1]


def _is_age(parse: Parse, amount: Amount) -> bool:
    """A bare number between commas after a name: "Lilia Marcos, 43, said"."""
    follows = parse.tokens[amount.last].text if amount.last < len(parse.tokens) else ""
    return amount.noun < 0 and parse.tokens[amount.first].dep == "appos" and follows in (",", ".")


def counted_words(parse: Parse, amount: Amount) -> str:
    """Return what is counted, without the number and its bound ("residential apartment blocks")."""
    if amount.noun < 0:
        return ""
    first, last = noun_phrase(parse, amount.noun)
    first = max(first, amount.last if first < amount.last <= amount.noun else first)
    return words(parse, first, last)
