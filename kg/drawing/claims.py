"""The view `claims`: who says what about what. Claimants left, their accounts in the middle, subjects right."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from kg.drawing.accounts import ARTICLE_NAME, MOST_SAYINGS, Account, gather, quoted, side_by_side, standing_words
from kg.drawing.cards import Card, Text
from kg.drawing.columns import PAD, Panel, Row, beside, panel, spread, sweep, thing_of
from kg.drawing.geometry import Box
from kg.drawing.lettering import clean, width, wrap
from kg.drawing.picture import Brief, Picture, Shown, columns_page
from kg.drawing.routing import Track
from kg.drawing.selection import Line
from kg.filters import claims_of
from kg.network import Network, Node

MOST = 24
"""Accounts that are shown where nothing else is asked: a long page that is still read."""
PANEL, GUTTER = 285.0, 105.0
"""Width of the accounts, and of the space beside them in which the lines climb, in points."""
NAME = 118.0
"""Width of the names left and right in points."""
GAP, BLOCK_GAP, RIVAL_GAP = 7.0, 20.0, 19.0
"""Points between accounts of one subject, of two, and between those that differ."""
SAYING, QUOTE = 7.5, 6.5
"""Font sizes in points."""
ROUNDS = 8
"""Rounds of ordering by the middle of the neighbours; on the sample articles nothing gets better after five."""

Placed = dict[str, tuple[Card, tuple[float, float]]]


def draw_claims(network: Network, brief: Brief) -> Picture:
    """Draw the accounts of most weight; rival ones stand face to face."""
    subjects = {node.id: node for node in network.nodes}
    everything = gather(quoted(network), subjects)
    accounts = everything[: brief.most or MOST]
    blocks = _ordered(accounts)
    speakers = {clean(node.label): node for node in network.speakers}
    panels, heights = _stack(blocks)
    left = claimants_left(_flat(blocks), heights, speakers)
    right = _subjects(blocks, heights, subjects)
    tracks = [track for at, account in enumerate(_flat(blocks)) for track in _tracks(account, panels[at], left, right)]
    told = sum(account.claims for account in accounts)
    total = len(claims_of(network))
    own = total - sum(account.claims for account in everything)
    words = f"{len(accounts)} of {len(everything)} accounts, {told} of {total} claims shown"
    words += f" ({own} of the article’s own are left out)" if own else ""
    pills = _pills(blocks, panels)
    return columns_page(
        brief, cards={**left, **right}, tracks=tracks, panels=[*panels, *pills], shown=Shown(words, told, total - told)
    )


def account_rows(account: Account, wide: float) -> list[Row]:
    """Word an account: how it stands, what differs from others in bold, the rest, and the first sentence as it was written."""
    room = wide - 2 * PAD
    rows: list[Row] = [(standing_words(account.attribution, account.status), QUOTE, "bold")]
    said = account.sayings[:MOST_SAYINGS]
    for saying in said:
        if saying.rival:
            rows += [
                (words, SAYING, "bold") for words in wrap(f"≠ {saying.words}", room, SAYING, face="bold", lines=3, even=False)
            ]
    rest = [saying.words for saying in said if not saying.rival]
    rest += [f"+{len(account.sayings) - len(said)} more"] if len(account.sayings) > len(said) else []
    rows += [(words, SAYING, "plain") for words in wrap(" · ".join(rest), room, SAYING, lines=6, even=False)]
    return [*rows, *quote_rows(account, room, 1)]


def quote_rows(account: Account, room: float, most: int) -> list[Row]:
    """Quote the first sentences of an account."""
    quotes = [f"“{quote}”" for quote in account.quotes[:most]]
    broken = (words for quote in quotes for words in wrap(quote, room, QUOTE, face="italic", lines=4, even=False))
    return [(words, QUOTE, "italic") for words in broken]


Blocks = list[list[Account]]


def _ordered(accounts: Sequence[Account]) -> Blocks:
    """Order accounts in blocks of one subject so that few lines cross: each goes to the middle of its neighbours, in turns."""
    groups: dict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        groups[account.subject].append(account)
    blocks = [side_by_side(block) for block in groups.values()]
    best, fewest = blocks, _crossings(blocks)
    for _ in range(ROUNDS):
        at = _middles(blocks)

        def middle(account: Account, at: Mapping[str, float] = at) -> float:
            return sum(at[name] for name in account.claimants) / len(account.claimants)

        blocks = [side_by_side(sorted(block, key=lambda a: (round(middle(a), 6), a.claimants))) for block in blocks]
        blocks.sort(key=lambda block: (round(sum(map(middle, block)) / len(block), 6), block[0].subject))
        crossings = _crossings(blocks)
        if crossings < fewest:
            best, fewest = blocks, crossings
    return best


def _flat(blocks: Blocks) -> list[Account]:
    return [account for block in blocks for account in block]


def _middles(blocks: Blocks) -> dict[str, float]:
    """Give for each claimant the middle of the places of its accounts."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, account in enumerate(_flat(blocks)):
        for name in account.claimants:
            places[name].append(at)
    return {name: sum(found) / len(found) for name, found in places.items()}


def _crossings(blocks: Blocks) -> int:
    """Count the crossings of the lines from claimants to accounts."""
    middles = _middles(blocks)
    order = {name: at for at, name in enumerate(sorted(middles, key=lambda name: (middles[name], name)))}
    lines = [(order[name], at) for at, account in enumerate(_flat(blocks)) for name in account.claimants]
    return sum(a < c and b > d for a, b in lines for c, d in lines)


def _stack(blocks: Blocks) -> tuple[list[Panel], list[float]]:
    """Set the accounts one under another; give their panels, and the height of the middle of each."""
    panels: list[Panel] = []
    y = 0.0
    for block in blocks:
        for at, account in enumerate(block):
            if at:
                y -= RIVAL_GAP if _facing(block[at - 1], account) else GAP
            panels.append(panel(account_rows(account, PANEL), PANEL, account.attribution).moved(GUTTER, round(y, 2)))
            y = panels[-1].box.bottom
        y -= BLOCK_GAP
    return panels, [round((item.box.top + item.box.bottom) / 2, 2) for item in panels]


def _facing(one: Account, other: Account) -> bool:
    return one.differs_from(other) or other.differs_from(one)


def _pills(blocks: Blocks, panels: Sequence[Panel]) -> list[Panel]:
    """Say between two accounts that differ that they do."""
    words = "≠ these accounts differ"
    wide = width(words, QUOTE, "bold") + 2 * PAD
    pills = []
    at = 0
    for block in blocks:
        for first, second in pairwise(block):
            if _facing(first, second):
                middle = (panels[at].box.bottom + panels[at + 1].box.top) / 2
                box = Box(0, -11, wide, 0)
                text = Text(PAD, -8, words, QUOTE, "bold", "left")
                pills.append(Panel(box, (text,)).moved(GUTTER + (PANEL - wide) / 2, round(middle + 5.5, 2)))
            at += 1
        at += 1
    return pills


def claimants_left(accounts: Sequence[Account], heights: Sequence[float], speakers: Mapping[str, Node]) -> Placed:
    """Set each claimant left of the middle of its accounts."""
    wanted: dict[str, list[float]] = defaultdict(list)
    for account, y in zip(accounts, heights, strict=True):
        for name in account.claimants:
            wanted[name].append(y)
    middles = {name: sum(ys) / len(ys) for name, ys in wanted.items()}
    names = sorted(middles, key=lambda name: (-middles[name], name))
    nodes = [speakers.get(name) or Node(name, name, "Narrator" if name == ARTICLE_NAME else "", "entity") for name in names]
    cards = [beside(thing_of(node, len(wanted[name])), NAME, left=True) for name, node in zip(names, nodes, strict=True)]
    placed = spread([middles[name] for name in names], [card.box.top - card.box.bottom for card in cards], GAP)
    return {f"by {name}": (card, (0.0, y)) for name, card, y in zip(names, cards, placed, strict=True)}


def _subjects(blocks: Blocks, heights: Sequence[float], nodes: Mapping[str, Node]) -> Placed:
    """Set each subject right of the middle of its block."""
    found: list[tuple[str, float, int]] = []
    at = 0
    for block in blocks:
        middle = (heights[at] + heights[at + len(block) - 1]) / 2
        found += [(block[0].subject, middle, sum(account.claims for account in block))]
        at += len(block)
    known = [item for item in found if item[0] in nodes]
    cards = [beside(thing_of(nodes[subject], weight), NAME) for subject, _, weight in known]
    placed = spread([y for _, y, _ in known], [card.box.top - card.box.bottom for card in cards], GAP)
    x = 2 * GUTTER + PANEL - 25
    return {f"about {item[0]}": (card, (x, y)) for item, card, y in zip(known, cards, placed, strict=True)}


def _tracks(account: Account, item: Panel, left: Placed, right: Placed) -> list[Track]:
    """Run lines from the claimants to their account and on to its subject."""
    tracks = lines_from(account, item, left)
    if f"about {account.subject}" in right:
        card, (x, y) = right[f"about {account.subject}"]
        line = Line(account.subject, account.subject, "", "", account.attribution, struck=False, claims=account.claims)
        middle = (item.box.top + item.box.bottom) / 2
        tracks.append(sweep((item.box.right + 1, middle), (x - card.radius - 1, y), line))
    return tracks


def lines_from(account: Account, item: Panel, left: Placed) -> list[Track]:
    """Run lines from the claimants to the panel of their account."""
    struck = account.attribution == "denied"
    tracks = []
    for at, name in enumerate(account.claimants):
        card, (x, y) = left[f"by {name}"]
        port = (item.box.top + item.box.bottom) / 2 + 5 * ((len(account.claimants) - 1) / 2 - at)
        line = Line(name, account.subject, "", "", account.attribution, struck, account.claims)
        tracks.append(sweep((x + card.radius + 1, y), (item.box.left - 1, port), line))
    return tracks
