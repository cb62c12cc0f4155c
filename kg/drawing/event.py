"""The view `event`: one event in the middle, who tells of it left, its roles and numbers right, each with who says so."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from kg.drawing.accounts import Account, gather, side_by_side, standing_words
from kg.drawing.cards import RADIUS, Card
from kg.drawing.claims import claimants_left, lines_from, quote_rows
from kg.drawing.columns import PAD, Panel, Row, beside, mark, panel, reality, spread, sweep, thing_of
from kg.drawing.figures import TOLL, shown_number
from kg.drawing.lettering import clean, wrap
from kg.drawing.picture import Brief, Picture, Shown, columns_page
from kg.drawing.routing import Track
from kg.drawing.selection import Line
from kg.drawing.style import STROKES
from kg.drawing.wording import Attributes, attribution_of, is_negative, relation_words, says, spaced
from kg.errors import UsageError
from kg.filters import claims_of, matching
from kg.network import Edge, Network, Node, attributes

QUOTES, MIDDLE, FIGURES, NAME = 215.0, 138.0, 190.0, 170.0
"""Width in points of the accounts, the event, its numbers, and the names of who has a role."""
GUTTER = 78.0
GAP = 9.0
MOST = 40
"""Roles and numbers that are shown where nothing else is asked."""
TITLE, SMALL = 10.0, 7.0
"""Font sizes in points."""
_MANY = 3
"""Sentences quoted of one account."""


def draw_event(network: Network, brief: Brief) -> Picture:
    """Draw the event that the brief names; of several of that name the one with the most claims.

    Raises:
        UsageError: no event is named.
        UnknownNameError: there is no such event; suggests the nearest.
    """
    nodes = {node.id: node for node in network.nodes}
    event = _event(network, brief.name)
    told = [edge for edge in claims_of(network) if event.id in {edge.source, edge.target}]
    people = frozenset(clean(node.label) for node in network.nodes if node.type == "Person")
    questions = _questions(event, [edge for edge in told if edge.target], nodes)
    shown = questions[: brief.most or MOST]
    everything = gather(told, nodes)
    accounts = side_by_side(everything[: brief.most or MOST])
    answers = _answers(event, shown, nodes, people)
    quotes = _quotes(accounts)
    left = claimants_left(accounts, [_middle(item) for item in quotes], {clean(s.label): s for s in network.speakers})
    centre, badge = _centre(event, len(told))
    tracks = [track for account, item in zip(accounts, quotes, strict=True) for track in lines_from(account, item, left)]
    tracks += [_inwards(account, item, centre) for account, item in zip(accounts, quotes, strict=True)]
    tracks += [_outwards(claims, place, centre, event) for claims, place in zip(shown, answers, strict=True)]
    cards = {**left, "event": badge, **{f"answer {at}": place for at, place in enumerate(answers) if isinstance(place, tuple)}}
    claims = sum(len(group) for group in shown) + sum(not edge.target for edge in told)
    words = f"{len(accounts)} of {len(everything)} accounts, {claims} of {len(told)} claims about this event shown"
    panels = [*quotes, centre, *(place for place in answers if isinstance(place, Panel))]
    return columns_page(brief, cards=cards, tracks=tracks, panels=panels, shown=Shown(words, claims, len(told) - claims))


def _event(network: Network, name: str) -> Node:
    """Find the event of a name."""
    if not name:
        raise UsageError("no event is named. Write its name after the graph: kg draw GRAPH 'Missile strike' --view event.")
    events = {node.id: node for node in network.nodes if node.kind == "event"}
    found = matching([(node.id, node.label) for node in events.values()], name, "event")
    weights = dict.fromkeys(found, 0)
    for edge in claims_of(network):
        for end in found & {edge.source, edge.target}:
            weights[end] += 1
    return events[min(found, key=lambda node: (-weights[node], node))]


def _questions(event: Node, edges: Sequence[Edge], nodes: Mapping[str, Node]) -> list[list[Edge]]:
    """Gather the claims that answer one question: a role with one filler, or all numbers of one measure; roles first."""
    groups: dict[tuple[int, str, str], list[Edge]] = defaultdict(list)
    for edge in sorted(edges, key=lambda edge: edge.id):
        if _is_number(edge, nodes):
            toll = list(TOLL).index(edge.relation) if edge.relation in TOLL else len(TOLL)
            groups[1 + toll, edge.relation, ""].append(edge)
        else:
            groups[0, edge.relation, edge.target if edge.source == event.id else edge.source].append(edge)
    return [groups[key] for key in sorted(groups)]


def _is_number(edge: Edge, nodes: Mapping[str, Node]) -> bool:
    return nodes[edge.target].kind in {"value", "concept"}


def _answers(
    event: Node, questions: Sequence[Sequence[Edge]], nodes: Mapping[str, Node], people: frozenset[str]
) -> list[Panel | tuple[Card, tuple[float, float]]]:
    """Set who has a role, and the numbers, one under another in the right column, about the height of the event."""
    x = GUTTER + QUOTES + GUTTER + MIDDLE + GUTTER
    found: list[Panel | Card] = []
    for claims in questions:
        if _is_number(claims[0], nodes):
            found.append(_figures(claims, nodes, people))
        else:
            other = nodes[claims[0].target if claims[0].source == event.id else claims[0].source]
            role = relation_words(attributes(claims[0])) + ("" if claims[0].source == event.id else " this event")
            said = says([_claim(edge, event) for edge in claims], people)
            found.append(beside(thing_of(other, len(claims), f"{role} — {said}" if said else role), NAME))
    heights = [item.box.top - item.box.bottom for item in found]
    placed = spread([0.0] * len(found), heights, GAP)
    return [
        item.moved(x - RADIUS[0], round(y + high / 2, 2)) if isinstance(item, Panel) else (item, (x, y))
        for item, y, high in zip(found, placed, heights, strict=True)
    ]


def _figures(claims: Sequence[Edge], nodes: Mapping[str, Node], people: frozenset[str]) -> Panel:
    """List the numbers that are given of one measure, each with who gives it."""
    room = FIGURES - 2 * PAD
    head = f"{clean(spaced(claims[0].relation))}{' ≠' if any(edge.rivals for edge in claims) else ''}"
    rows: list[Row] = [(words, SMALL, "plain") for words in wrap(head, room, SMALL, lines=2)]
    for edge in sorted(claims, key=lambda edge: (bool(edge.group), edge.id)):
        number = shown_number(edge.value, nodes[edge.target].label) or clean(edge.value or nodes[edge.target].label)
        number = f"{number.rstrip(' %')} %" if edge.relation == "percentChange" else number
        part = "incl. " if edge.part_of else ""
        counted = f"{part}{number} {clean(edge.group)}".strip()
        rows += [(words, SMALL + 1, "bold") for words in wrap(counted, room, SMALL + 1, face="bold", lines=2, even=False)]
        said = says([attributes(edge)], people) or "stated by the article"
        rows += [(words, SMALL, "italic") for words in wrap(said, room, SMALL, face="italic", lines=2, even=False)]
    return panel(rows, FIGURES, _surest([attributes(edge) for edge in claims]))


def _quotes(accounts: Sequence[Account]) -> list[Panel]:
    """Set the accounts one under another, about the height of the event."""
    made = []
    for account in accounts:
        rows: list[Row] = [(standing_words(account.attribution, account.status), SMALL, "bold")]
        made.append(panel([*rows, *quote_rows(account, QUOTES - 2 * PAD, _MANY)], QUOTES, account.attribution))
    heights = [item.box.top - item.box.bottom for item in made]
    placed = spread([0.0] * len(made), heights, GAP)
    return [item.moved(GUTTER, round(y + high / 2, 2)) for item, y, high in zip(made, placed, heights, strict=True)]


def _centre(event: Node, weight: int) -> tuple[Panel, tuple[Card, tuple[float, float]]]:
    """Set the event: its name, class, reality and date on a panel, its mark above."""
    room = MIDDLE - 2 * PAD
    rows: list[Row] = [
        (words, TITLE, "bold") for words in wrap(clean(event.label), room, TITLE, face="bold", lines=5, even=False)
    ]
    about = (clean(spaced(event.type)), reality(event) or clean(event.occurrence), clean(event.date))
    rows += [(line, SMALL, "plain") for words in about for line in wrap(words, room, SMALL, lines=2)]
    made = panel(rows, MIDDLE)
    x = GUTTER + QUOTES + GUTTER
    placed = made.moved(x, round((made.box.top - made.box.bottom) / 2, 2))
    badge = mark(thing_of(event, weight))
    return placed, (badge, (x + MIDDLE / 2, round(placed.box.top + badge.radius + 3, 2)))


def _inwards(account: Account, item: Panel, centre: Panel) -> Track:
    """Run a line from an account to the event."""
    line = Line(account.subject, account.subject, "", "", account.attribution, struck=False, claims=account.claims)
    return sweep((item.box.right + 1, _middle(item)), (centre.box.left - 1, _middle(centre)), line)


def _outwards(claims: Sequence[Edge], place: Panel | tuple[Card, tuple[float, float]], centre: Panel, event: Node) -> Track:
    """Run a line from the event to an answer, in the stroke of the surest claim; to the event where that is the object."""
    told = [_claim(edge, event) for edge in claims]
    struck = any(attribution_of(claim) == "denied" or is_negative(claim) for claim in told)
    line = Line(claims[0].source, claims[0].target, "", "", _surest(told), struck, len(claims))
    start = (centre.box.right + 1, _middle(centre))
    end = (place.box.left - 1, _middle(place)) if isinstance(place, Panel) else (place[1][0] - place[0].radius - 1, place[1][1])
    return sweep(start, end, line) if line.source == event.id else sweep(end, start, line)


def _claim(edge: Edge, event: Node) -> Attributes:
    return {**attributes(edge), "role_in": event.occurrence if edge.source == event.id else ""}


def _surest(claims: Sequence[Attributes]) -> str:
    return min((attribution_of(claim) for claim in claims), key=list(STROKES).index)


def _middle(item: Panel) -> float:
    return round((item.box.top + item.box.bottom) / 2, 2)
