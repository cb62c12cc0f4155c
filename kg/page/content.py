"""What the page knows, as plain values for JSON: things, claims, articles, and what they look like.

Tables are held by column, which halves the file; a thing, a claimant, a claim or an article is referred to by its row.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from kg.characters import replaced
from kg.drawing import DrawnSummary
from kg.drawing.accounts import names_of, standing_words
from kg.drawing.cards import RADIUS
from kg.drawing.lettering import cut
from kg.drawing.style import EVENT, LOOKS, OTHER, OUTLINES, STROKES, THEMES, UNREAL, look_of
from kg.drawing.wording import attribution_of, is_negative, relation_words, spaced
from kg.filters import claims_of, date_of
from kg.network import Edge, Network, Node, attributes
from kg.page.articles import Article, Sources
from kg.page.placing import place

Columns = dict[str, list[object]]

LONGEST_LABEL, LONGEST_TEXT = 160, 2_000
"""Characters of a name and of a claim that are shown."""
MOST_CLAIMS = 20_000
"""Claims of a page, unless it may have more than a quarter as many things: a browser draws as many lines in two seconds."""
_IDS = "https://w3id.org/newskg/"


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the page: title, source line, and what was filtered out."""

    title: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The things of a page, heaviest first, with the number of claims about each; its claims; the lines between things."""

    things: tuple[Node, ...]
    weights: Mapping[str, int]
    claims: tuple[Edge, ...]
    lines: tuple[tuple[int, int], ...]
    summary: DrawnSummary


def choose(network: Network, most: int) -> Chosen:
    """Choose at most so many things, the most talked-about, and the claims between them; fewer if these are too many."""
    edges = claims_of(network)
    weights = _weights(network)
    found = [node for node in network.nodes if node.id in weights]
    things = tuple(sorted(found, key=lambda node: (-weights[node.id], node.id))[:most])
    limit = max(MOST_CLAIMS, 4 * most)
    claims = _between(edges, things, weights)
    while len(claims) > limit and len(things) > 1:
        things = things[: len(things) * 3 // 4]
        claims = _between(edges, things, weights)
    claims = claims[:limit]
    row = {node.id: at for at, node in enumerate(things)}
    lines = tuple(sorted({(row[e.source], row[e.target]) for e in claims if e.source in row and e.target in row}))
    left_out = (len(found) - len(things), len(edges) - len(claims))
    summary = DrawnSummary(len(things), left_out[0], len(lines), len(claims), left_out[1], 0, glyphs_missing=False)
    return Chosen(things, weights, claims, lines, summary)


def _between(edges: Sequence[Edge], things: Sequence[Node], weights: Mapping[str, int]) -> tuple[Edge, ...]:
    """Keep the claims of which no end is a thing that had no room."""
    kept = {node.id for node in things}
    return tuple(edge for edge in edges if all(end in kept or end not in weights for end in (edge.source, edge.target)))


def content(network: Network, shown: Chosen, sources: Sources, heading: Heading) -> dict[str, object]:
    """Gather all that the page says of what was chosen."""
    row = {node.id: at for at, node in enumerate(shown.things)}
    nodes = {node.id: node for node in network.nodes}
    articles = sorted({_evidence(edge, sources)[0] for edge in shown.claims} & sources.articles.keys())
    note = _left_out(shown.summary)
    return {
        "title": replaced(heading.title) or "Claims",
        "source": replaced(heading.source),
        "note": replaced(". ".join(filter(None, (heading.note, note)))),
        "things": _things(shown, network.names),
        "claims": _claims(shown.claims, row, nodes, sources, articles),
        "speakers": _speakers(shown.claims, network, row),
        "articles": {"id": [_short(iri) for iri in articles]} | _articles(sources.articles[iri] for iri in articles),
        **looks(),
    }


def looks() -> dict[str, object]:
    """Give the marks, strokes and colours of the drawings, for the page to use the same."""
    marks = dict.fromkeys([*LOOKS.values(), EVENT, OTHER])
    return {
        "looks": {look.name: {"shape": OUTLINES[look.shape], "colour": look.colour} for look in marks},
        "strokes": {
            key: {"name": s.name, "colour": s.colour, "width": s.width, "dashes": s.dashes, "struck": s.struck}
            for key, s in STROKES.items()
        },
        "themes": {
            name: {"paper": t.paper, "ink": t.ink, "faint": t.faint, "fills": t.fills, "lines": t.lines}
            for name, t in THEMES.items()
        },
    }


def _line(text: object, length: int = LONGEST_TEXT) -> str:
    """Make one line of at most so many characters."""
    return cut(" ".join(replaced(text).split()), length)


def _label(node: Node) -> str:
    return _line(node.label, LONGEST_LABEL) or _line(_short(node.id), LONGEST_LABEL) or "?"


def _short(iri: str) -> str:
    return replaced(iri.removeprefix(_IDS))


def _weights(network: Network) -> dict[str, int]:
    """Count the claims about each thing that is a thing on the page; all weigh nothing where there are no claims.

    Numbers, codes and the narrator are shown with the claim.
    """
    shown = {
        node.id
        for node in network.nodes
        if node.type != "Narrator" and (node.kind in {"entity", "event"} or (node.kind == "concept" and node.type in LOOKS))
    }
    weights: dict[str, int] = defaultdict(int)
    for edge in claims_of(network):
        for end in {edge.source, edge.target} & shown:
            weights[end] += 1
    return dict(weights) or dict.fromkeys(sorted(shown), 0)


def _left_out(summary: DrawnSummary) -> str:
    if not summary.claims_left_out:
        return ""
    things = f"the {summary.nodes_left_out:,} least talked-about things and " if summary.nodes_left_out else ""
    return f"{things}{summary.claims_left_out:,} claims left out"


def _things(shown: Chosen, names: Iterable[tuple[str, str]]) -> Columns:
    nodes = shown.things
    others: dict[str, list[str]] = defaultdict(list)
    for iri, name in names:
        others[iri].append(_line(name, LONGEST_LABEL))
    labels = [_label(node) for node in nodes]
    places = place(labels, shown.lines)
    return {
        "id": [_short(node.id) for node in nodes],
        "label": list(labels),
        "type": [_line(spaced(node.type), LONGEST_LABEL) for node in nodes],
        "look": [look_of(node.kind, node.type).name for node in nodes],
        "remark": [UNREAL.get(node.occurrence, _line(node.occurrence)) for node in nodes],
        "hollow": [int(node.occurrence in UNREAL) for node in nodes],
        "date": [_line(node.date) for node in nodes],
        "names": [others[node.id] for node in nodes],
        "size": [round(2 * min(2 * RADIUS[1], RADIUS[0] + 0.9 * sqrt(shown.weights[node.id])), 1) for node in nodes],
        "x": [round(x, 1) for x, _ in places],
        "y": [round(-y, 1) for _, y in places],
    }


def _claims(
    claims: Sequence[Edge], row: Mapping[str, int], nodes: Mapping[str, Node], sources: Sources, articles: Sequence[str]
) -> Columns:
    article_row = {iri: at for at, iri in enumerate(articles)}
    number = {edge.id: at for at, edge in enumerate(claims)}
    speaker = {name: at for at, name in enumerate(_names(claims))}
    rivals = _rivals(claims, number)
    standings = [
        attribution_of({**attributes(e), "role_in": nodes[e.source].occurrence if e.source in nodes else ""}) for e in claims
    ]
    places = [_evidence(edge, sources) for edge in claims]
    return {
        "id": [_short(edge.id) for edge in claims],
        "source": [row.get(edge.source, -1) for edge in claims],
        "target": [row.get(edge.target, -1) for edge in claims],
        "relation": [relation_words(attributes(edge)) if edge.relation else "" for edge in claims],
        "text": [_line(edge.text) or _line(_worded(edge, nodes)) for edge in claims],
        "who": [[speaker[name] for name in names_of(edge.claimant)] for edge in claims],
        "standing": list(standings),
        "negative": [int(is_negative(attributes(edge))) for edge in claims],
        "status": [_line(edge.status, LONGEST_LABEL) for edge in claims],
        "how": [_line(standing_words(at, edge.status)) for at, edge in zip(standings, claims, strict=True)],
        "date": [_line(date_of(edge, nodes)) for edge in claims],
        "said": [_line(edge.said) for edge in claims],
        "sources": [int(edge.sources) for edge in claims],
        "number": [_label(nodes[e.target]) if e.value and e.target in nodes else "" for e in claims],
        "measure": [_line(spaced(edge.relation), LONGEST_LABEL) if edge.value else "" for edge in claims],
        "about": [sorted({row[iri] for iri in edge.about.split("; ") if iri in row}) for edge in claims],
        "rivals": [sorted(rivals[at]) for at in range(len(claims))],
        "quote": ["" if found[1] and found[0] in article_row else replaced(edge.evidence)
                  for edge, found in zip(claims, places, strict=True)],
        "article": [article_row.get(found[0], -1) for found in places],
        "spans": [[place for span in found[1] for place in span] for found in places],
    }  # fmt: skip


def _evidence(edge: Edge, sources: Sources) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Find article and offsets of a claim; a role that no claim states has its event's."""
    return sources.evidence.get(edge.id) or sources.evidence.get(edge.source, ("", ()))


def _worded(edge: Edge, nodes: Mapping[str, Node]) -> str:
    ends = [nodes[end].label if end in nodes else "" for end in (edge.source, edge.target)]
    return f"{ends[0]} – {relation_words(attributes(edge))} – {ends[1]}"


def _rivals(claims: Sequence[Edge], number: Mapping[str, int]) -> dict[int, set[int]]:
    """Pair the claims that differ, each with the other."""
    rivals: dict[int, set[int]] = defaultdict(set)
    for at, edge in enumerate(claims):
        for other in (number[iri] for iri in edge.rivals.split("; ") if iri in number):
            rivals[at].add(other)
            rivals[other].add(at)
    return rivals


def _names(claims: Iterable[Edge]) -> list[str]:
    """List all claimants, the busiest first."""
    counts: dict[str, int] = defaultdict(int)
    for edge in claims:
        for name in names_of(edge.claimant):
            counts[name] += 1
    return sorted(counts, key=lambda name: (-counts[name], name))


def _speakers(claims: Sequence[Edge], network: Network, row: Mapping[str, int]) -> Columns:
    names = _names(claims)
    things = {name: row[node.id] for node in network.speakers if node.id in row for name in names_of(node.label)}
    return {"label": list(names), "thing": [things.get(name, -1) for name in names]}


def _articles(articles: Iterable[Article]) -> Columns:
    told = [replace(article, headline=_line(article.headline)) for article in articles]
    return {
        "headline": [article.headline for article in told],
        "source": [_line(article.source) for article in told],
        "published": [_line(article.published) for article in told],
        "url": [_line(article.url) for article in told],
        "text": [replaced(article.text) for article in told],
    }
