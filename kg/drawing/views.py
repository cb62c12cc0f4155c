"""The ways to look at a network; a view is one function from network and brief to a picture, and one line of `VIEWS`."""

from collections.abc import Callable

from kg.drawing.claims import draw_claims
from kg.drawing.event import draw_event
from kg.drawing.picture import Brief, Picture, compose
from kg.drawing.timeline import draw_timeline
from kg.errors import UnknownNameError, UsageError
from kg.network import Network, to_networkx

View = Callable[[Network, Brief], Picture]


def view(network: Network, name: str, brief: Brief) -> Picture:
    """Measure the picture of a network in a view of `VIEWS`.

    Raises:
        UnknownNameError: there is no such view, or no such event.
        UsageError: there is no room for a node, or an event is named without need, or none where one is needed.
    """
    if name not in VIEWS:
        raise UnknownNameError("view", name, VIEWS)
    if brief.most < 0 or any(side is not None and side < 1 for side in brief.size):
        raise UsageError("a picture needs at least 1 node, and a width and height of at least 1 inch")
    if brief.name and name != "event":
        raise UsageError(f"{brief.name!r} names an event, but the view is {name!r}. Add --view event, or use --about NAME.")
    return VIEWS[name](network, brief)


def relations(network: Network, brief: Brief) -> Picture:
    """Draw who is said to do what to whom."""
    graph = to_networkx(network)
    return compose(graph, title=brief.title, source=brief.source, max_nodes=brief.most or 40, note=brief.note, size=brief.size)


VIEWS: dict[str, View] = {"relations": relations, "claims": draw_claims, "event": draw_event, "timeline": draw_timeline}
