"""Figures under a node: numbers that are claimed of it, with what they count and who says so."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx

from kg.drawing.lettering import clean, cut
from kg.drawing.wording import Attributes, local_name, relation_words, says

MOST_BADGES = 6
"""Figures listed under one event; the others are counted."""
TOLL = {"deaths": "deaths", "casualties": "victims", "injured": "injured", "missing": "missing"}
"""Relations whose figures come first, and what they count."""
LONGEST_NUMBER = 14
"""Characters of a number that stand in its column, enough for "at least 1,200"."""
_NUMBER = re.compile(r"(?:[≥≤~<>]\s*)?[-\u2212]?\d[\d.,]*(?:\s*[-\u2013]\s*\d[\d.,]*)?")


@dataclass(frozen=True, slots=True)
class Badge:
    """A figure under a node: the number ("" for a word), what it counts, who says so, and how many claims it stands for."""

    number: str
    words: str
    source: str
    claims: int = 1


@dataclass(frozen=True, slots=True)
class _Figure:
    """One claimed figure on its way to a badge; `whole` is the id of the claim it is a part of, or ""."""

    id: str
    claim: Attributes
    number: str
    words: str
    group: str
    whole: str


def badges_of(graph: nx.MultiDiGraph, node: str, numbers: Iterable[str], people: frozenset[str]) -> tuple[Badge, ...]:
    """Word the figures claimed of a node, the human toll first.

    Equal figures by several claimants are one badge, and so are a total and its parts by the same ones. An edge's `part_of`
    names the claim of the total; `group`, who is counted.
    """
    among = set(numbers)
    edges = [edge for edge in graph.out_edges(node, keys=True, data=True) if edge[1] in among]
    figures = [
        _figure(str(key), data, clean(graph.nodes[value].get("label", "")))
        for _, value, key, data in sorted(edges, key=lambda edge: (_order(edge[3]), bool(edge[3].get("group")), str(edge[2])))
    ]
    alike: dict[tuple[str, str, str], list[_Figure]] = defaultdict(list)
    for item in figures:
        alike[item.number, item.words, item.group].append(item)
    rows: dict[tuple[str, str], list[list[_Figure]]] = defaultdict(list)
    for at, items in enumerate(alike.values()):
        told = _source(items, people)
        # A second total, and what has no source or is no count, stands alone.
        joins = items[0].group and "%" not in items[0].number and rows.get((items[0].words, told))
        rows[(items[0].words, told) if joins or not items[0].group else (items[0].words, f"{told} {at}")].append(items)
    return tuple(_badge(row, people) for groups in rows.values() for row in _rows(groups))


def _rows(groups: list[list[_Figure]]) -> list[list[list[_Figure]]]:
    """Begin a row with each total; the parts that follow belong to the last one."""
    rows: list[list[list[_Figure]]] = []
    for items in groups:
        if rows and items[0].group:
            rows[-1].append(items)
        else:
            rows.append([items])
    return rows


def _badge(row: list[list[_Figure]], people: frozenset[str]) -> Badge:
    """Set a total and its parts in one line of words; "incl." only where the graph says that they are parts."""
    first, *parts = row
    words = first[0].words if not first[0].group else f"{first[0].words} ({first[0].group})"
    ids = {item.id for item in first}
    told = [(item[0].whole in ids, f"{item[0].number} {item[0].group}") for item in parts]
    included = ", ".join(text for is_part, text in told if is_part)
    beside = "".join(f"; {text}" for is_part, text in told if not is_part)
    words = re.sub(r"^(\w+)s\b", r"\1", words) if first[0].number == "1" else words
    words += (f" incl. {included}" if included else "") + beside
    return Badge(first[0].number, words, _source(first, people), sum(len(items) for items in row))


def _figure(key: str, claim: Attributes, label: str) -> _Figure:
    """Read number, measure and group of a claim; what is no number stands among the words."""
    relation = local_name(claim.get("relation", ""))
    measure = relation_words(claim)
    measure = measure.replace(relation, TOLL.get(relation, relation))
    number = shown_number(clean(claim.get("value", "")), label)
    if not number:
        return _Figure(key, claim, "", f"{measure}: {cut(clean(claim.get('value', '')) or label, 40)}", "", "")
    if relation == "percentChange":
        number, measure = f"{number.rstrip(' %')} %", "change"
    return _Figure(key, claim, number, measure, clean(claim.get("group", "")), str(claim.get("part_of", "")))


def shown_number(value: str, label: str) -> str:
    """Choose the number as it is printed: with its bounds, which stand in the label, and with commas.

    >>> shown_number("12", "≥ 12 deaths"), shown_number("1580", ""), shown_number("deliberate", "")
    ('≥ 12', '1,580', '')
    """
    found = _NUMBER.match(label) or _NUMBER.match(value)
    number = found.group() if found else value
    if len(number) > LONGEST_NUMBER or not any(char.isdigit() for char in number):
        return ""
    if number.isascii() and number.isdigit():
        return f"{int(number):,}"
    return re.sub(r"^-", "\N{MINUS SIGN}", number).replace("-", "\N{EN DASH}")


def _order(claim: Attributes) -> tuple[int, str]:
    """Order figures: the human toll, then the others by name."""
    name = local_name(claim.get("relation", ""))
    return [*TOLL, name].index(name), name


def _source(figures: list[_Figure], people: frozenset[str]) -> str:
    """Name who gives a figure, without the "says" that the dash before it stands for."""
    told = says([item.claim for item in figures], people)
    return told.removeprefix("says ").removeprefix("say ")
