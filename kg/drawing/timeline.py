"""The view `timeline`: what is said to have happened when, when it was said, and when it was published; a row is a date.

Rows are as high as they need: a scale in days would leave most of the page empty and pile the rest up.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.dates import day_of
from kg.drawing.accounts import Account, gather, quoted, standing_words
from kg.drawing.cards import Card
from kg.drawing.claims import Placed, quote_rows
from kg.drawing.columns import PAD, Panel, Row, beside, panel, sweep, thing_of
from kg.drawing.geometry import Box
from kg.drawing.lettering import clean, width, wrap
from kg.drawing.picture import Brief, Picture, Shown, columns_page
from kg.drawing.routing import Track
from kg.drawing.selection import Line
from kg.filters import claims_of
from kg.network import Edge, Network, Node

MOST = 40
"""Accounts that are shown where nothing else is asked."""
DATE, EVENT, ACCOUNT, ARTICLE, GUTTER = 72.0, 165.0, 225.0, 160.0, 58.0
"""Width in points of the columns and of the space between them."""
COLUMNS = (DATE, DATE + EVENT + GUTTER, DATE + EVENT + ACCOUNT + 2 * GUTTER, DATE + EVENT + ACCOUNT + ARTICLE + 2 * GUTTER)
"""Where events, accounts and articles begin, and where the page ends."""
CLOCKS = ("it happened", "it was said", "it was published")
SAYING, SMALL, HEAD = 7.5, 6.5, 9.0
"""Font sizes in points."""
GAP, ROW_GAP = 6.0, 8.0
_SAYINGS = 4
"""Claims that are worded in one account; the others are counted."""


@dataclass(frozen=True, slots=True)
class _Told:
    """An account, the day on which it was said (or published, where `said` is false), and its article."""

    day: str
    said: bool
    article: str
    account: Account


@dataclass(frozen=True, slots=True)
class _Item:
    """Something that stands in the row of a day: a card with the mark of an event, or a panel."""

    day: str
    column: int
    key: str
    shape: Card | Panel

    @property
    def high(self) -> float:
        return self.shape.box.top - self.shape.box.bottom


def draw_timeline(network: Network, brief: Brief) -> Picture:
    """Draw events, what is said of them and the articles, each in the row of its day; what has no day is counted."""
    nodes = {node.id: node for node in network.nodes}
    dates = {node.id: node.date[:10] for node in network.nodes if node.kind == "event" and day_of(node.date)}
    everything = _told(network, nodes, dates)
    heaviest = sorted(everything, key=lambda told: -told.account.claims)[: brief.most or MOST]
    shown = sorted(heaviest, key=everything.index)
    articles = {told.article for told in shown}
    published = {edge.document: day_of(edge.published) for edge in claims_of(network) if edge.document in articles}
    weights = _weights(shown)
    items = [_Item(dates[n], 0, n, beside(thing_of(nodes[n], weights[n]), EVENT - 30)) for n in dates if n in weights]
    items += [_Item(told.day, 1, str(at), _account(told.account)) for at, told in enumerate(shown)]
    items += [_Item(day, 2, title, _headline(title)) for title, day in published.items() if title and day]
    cards, panels, rules = _rows(items)
    claims = sum(told.account.claims for told in shown)
    total = len(claims_of(network))
    undated = sum(node.kind == "event" for node in network.nodes) - len(dates)
    words = f"{claims} of {total} claims shown, {undated} events without a date left out"
    words = words if items else "nothing here has a date; kg build --published DATE gives an article one"
    if any(not told.said for told in shown):
        words += ", what was said on an unknown day stands on that of its publication"
    tracks = [track for at, told in enumerate(shown) for track in _tracks(told, panels[1, str(at)], cards, panels)]
    page = [*panels.values(), *rules]
    return columns_page(brief, cards=cards, tracks=tracks, panels=page, shown=Shown(words, claims, total - claims, undated))


def _told(network: Network, nodes: Mapping[str, Node], dates: Mapping[str, str]) -> list[_Told]:
    """Gather, article by article and day by day, what is said of dated events; without any, what anybody is quoted with."""
    claims = [edge for edge in claims_of(network) if dates.keys() & {edge.source, edge.target, *edge.about.split("; ")}]
    groups: dict[tuple[str, bool, str], list[Edge]] = defaultdict(list)
    for edge in claims or quoted(network):
        day = day_of(edge.said) or day_of(edge.published)
        if day:
            groups[day, bool(day_of(edge.said)), edge.document].append(edge)
    return [_Told(*key, account) for key in sorted(groups) for account in gather(groups[key], nodes)]


def _weights(shown: Iterable[_Told]) -> dict[str, int]:
    weights: dict[str, int] = defaultdict(int)
    for told in shown:
        weights[told.account.subject] += told.account.claims
    return weights


def _account(account: Account) -> Panel:
    """Set who says it, how it stands, what is said, and the sentence."""
    room = ACCOUNT - 2 * PAD
    who = f"{', '.join(account.claimants)}: {standing_words(account.attribution, account.status)}"
    rows: list[Row] = [(words, SAYING, "bold") for words in wrap(who, room, SAYING, face="bold", lines=2, even=False)]
    said = [saying.words for saying in account.sayings[:_SAYINGS]]
    said += [f"+{len(account.sayings) - _SAYINGS} more"] if len(account.sayings) > _SAYINGS else []
    rows += [(words, SAYING, "plain") for words in wrap(" · ".join(said), room, SAYING, lines=3, even=False)]
    return panel([*rows, *quote_rows(account, room, 1)], ACCOUNT, account.attribution)


def _headline(title: str) -> Panel:
    room = ARTICLE - 2 * PAD
    return panel(
        [(words, SAYING, "bold") for words in wrap(clean(title), room, SAYING, face="bold", lines=4, even=False)], ARTICLE
    )


def _rows(items: Sequence[_Item]) -> tuple[Placed, dict[tuple[int, str], Panel], list[Panel]]:
    """Stack the items of each day in their columns, one row under another, with a rule and the date above each row."""
    days: dict[str, list[_Item]] = defaultdict(list)
    for item in sorted(items, key=lambda item: (item.day, item.column)):
        days[item.day].append(item)
    cards: Placed = {}
    panels: dict[tuple[int, str], Panel] = {}
    marks = [_words(words, HEAD).moved(x, 2 * HEAD + 8) for words, x in zip(CLOCKS, COLUMNS, strict=False) if items]
    y = 0.0
    for day, here in days.items():
        marks += [
            Panel(Box(0, round(y - 0.6, 2), COLUMNS[-1], round(y, 2)), ()),
            _words(day, SAYING).moved(0, round(y - ROW_GAP, 2)),
        ]
        below = dict.fromkeys(range(len(CLOCKS)), y - ROW_GAP)
        for item in here:
            x, top = COLUMNS[item.column], below[item.column]
            if isinstance(item.shape, Card):
                cards[item.key] = (item.shape, (x - item.shape.box.left, round(top - item.shape.box.top, 2)))
            else:
                panels[item.column, item.key] = item.shape.moved(x, round(top, 2))
            below[item.column] = top - item.high - GAP
        y = min(*below.values(), y - ROW_GAP - 2 * SAYING - GAP) + GAP - ROW_GAP
    return cards, panels, marks


def _words(words: str, size: float) -> Panel:
    return panel([(words, size, "bold")], width(words, size, "bold") + 2 * PAD)


def _tracks(told: _Told, item: Panel, cards: Placed, panels: Mapping[tuple[int, str], Panel]) -> list[Track]:
    """Run lines from the event to the account and on to the article."""
    account = told.account
    middle = (item.box.top + item.box.bottom) / 2
    line = Line(account.subject, account.subject, "", "", account.attribution, account.attribution == "denied", account.claims)
    tracks = []
    if account.subject in cards:
        card, (x, y) = cards[account.subject]
        # Level to the end of the column first: the names of other events are not to be crossed.
        tracks.append(sweep((x + card.box.right + 3, y), (item.box.left - 1, middle), line, level=COLUMNS[0] + EVENT))
    if (2, told.article) in panels:
        article = panels[2, told.article].box
        onwards = Line(account.subject, account.subject, "", "", account.attribution, struck=False, claims=account.claims)
        tracks.append(sweep((item.box.right + 1, middle), (article.left - 1, (article.top + article.bottom) / 2), onwards))
    return tracks
