"""What the views of a network promise beside the relationship diagram."""

import itertools
import random
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from io import BytesIO

import pytest

from kg.drawing import THEMES, VIEWS, Brief, save, view
from kg.drawing.accounts import gather, quoted, side_by_side
from kg.drawing.geometry import inside
from kg.errors import UnknownNameError, UsageError
from kg.network import Edge, Network, Node, read_network

WORDS = ["Ministry", "of", "Defence", "strike", "on", "Luhansk", "Oblast", "Union"]
SPEAKERS = ["Kremlin", "article author", "U.N. Human Rights Monitoring Mission", "A", "B"]
PAGES = ["claims", "event", "timeline"]
EVENT = "Strike on Tarvos"


def claim(at, source, target, **known):
    """Make a claim; what is not said is plain."""
    plain = {"relation": "agent", "text": f"claim {at}", "claimant": "Kremlin", "attribution": "attributed"}
    plain |= {"status": "unassessed", "factuality": "CT+", "evidence": f"Sentence {at}.", "about": source}
    return Edge(f"urn:c{at:03}", source, target, **{**plain, **known})


def strike():
    """Build a strike whose toll is disputed and whose agent is alleged and denied."""
    nodes = (
        Node("urn:army", "Northern Army", "ArmedForce", "entity"),
        Node("urn:event", EVENT, "MissileStrike", "event", "reported", date="2026-03-02"),
        Node("urn:v1", "12 deaths", "number", "value"),
        Node("urn:v2", "30 deaths", "number", "value"),
    )
    said = {"published": "2026-03-04", "document": "Strike divides capital"}
    edges = (
        claim(1, "urn:event", "urn:army", attribution="alleged", status="unverified", claimant="Ministry",
              text=f"{EVENT} – agent: Northern Army", **said),
        claim(2, "urn:event", "urn:army", attribution="denied", claimant="Northern Army",
              text=f"not: {EVENT} – agent: Northern Army", factuality="CT-", **said),
        claim(3, "urn:event", "urn:v1", relation="deaths", value="12", claimant="Ministry", rivals="urn:c004",
              text=f"{EVENT} – deaths: 12", said="2026-03-03", **said),
        claim(4, "urn:event", "urn:v2", relation="deaths", value="30", claimant="Rescuers", rivals="urn:c003",
              text=f"{EVENT} – deaths: 30", **said),
        claim(5, "urn:event", "urn:army", claimant="article author", attribution="asserted", relation="place", **said),
    )  # fmt: skip
    remarks = (claim(6, "urn:army", "", relation="", claimant="Rescuers", text="We saw nothing", **said),)
    speakers = (nodes[0], Node("urn:m", "Ministry", "GovernmentBody", "entity"))
    return Network(nodes, edges, remarks=remarks, speakers=speakers)


def disorder(things, claims, seed):
    """Build a network as those of articles are: events, numbers, rivals, several claimants, claims in words alone."""
    dice = random.Random(seed)  # noqa: S311  # the same on every run
    days = ["", "2026-01", "2026-01-05", "2026-02-11"]
    nodes = [Node("urn:n00", EVENT, "MissileStrike", "event", "occurred")]
    for at in range(1, things):
        kind = dice.choice(["event", "entity", "value"])
        label = " ".join(dice.choices(WORDS, k=dice.randint(1, 9)))
        occurrence = dice.choice(["occurred", "planned", "negated"]) if kind == "event" else ""
        date = dice.choice(days) if kind == "event" else ""
        nodes.append(Node(f"urn:n{at:02}", label, dice.choice(["Person", "City", "Nowhere"]), kind, occurrence, date=date))
    edges = []
    for at in range(claims):
        source, target = dice.choice(nodes[:3]).id, dice.choice(nodes).id
        who = "; ".join(
            dice.sample(["Kremlin", "article author", "U.N. Human Rights Monitoring Mission", "A", "B"], dice.randint(1, 3))
        )
        edges.append(
            claim(
                at, source, target, claimant=who, attribution=dice.choice(["asserted", "attributed", "alleged", "denied"]),
                relation=dice.choice(["agent", "deaths", "injured"]), text=" ".join(dice.choices(WORDS, k=dice.randint(1, 40))),
                evidence=" ".join(dice.choices(WORDS, k=dice.randint(0, 60))), published=dice.choice(days),
                rivals=dice.choice(["", "", "", f"urn:c{dice.randrange(claims):03}"]), document=dice.choice(["", "One", "Two"]),
            )
        )  # fmt: skip
    return Network(tuple(nodes), tuple(edges[3:]), remarks=tuple(replace(edge, target="") for edge in edges[:3]))


def svg(picture, theme="light"):
    """Draw a picture, which must be well-formed."""
    buffer = BytesIO()
    save(picture, buffer, fmt="svg", theme=theme)
    ET.fromstring(buffer.getvalue())  # noqa: S314  # our own file
    return buffer.getvalue().decode()


def words_of(text):
    """Join the texts of an SVG."""
    return " ".join(node.text or "" for node in ET.fromstring(text).iter() if node.tag.endswith("text"))  # noqa: S314


def brief_of(name, **asked):
    """Ask for a picture in a view; only one needs an event."""
    return Brief(**asked, name=EVENT if name == "event" else "")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("things", "claims", "seed"), [(4, 6, 1), (9, 40, 2), (20, 120, 3)])
def test_nothing_overlaps(name, things, claims, seed):
    """No box overlaps another one, all lie on the page, and no line runs over a name or a panel."""
    picture = view(disorder(things, claims, seed), name, brief_of(name))
    boxes = list(picture.boxes())
    assert boxes
    assert not [pair for pair in itertools.combinations(boxes, 2) if pair[0].overlaps(pair[1])]
    page = picture.furniture.page
    assert all(page.left < b.left and b.right < page.right and page.bottom < b.bottom and b.top < page.top for b in boxes)
    import numpy as np  # only this test needs it

    solid = np.array([box for box in boxes if box.top - box.bottom > 1])
    assert not [track for track in picture.tracks if inside(track.points[1:-1], solid).any()]


@pytest.mark.parametrize("name", PAGES)
def test_every_panel_holds_its_text(name):
    """No line of text is wider than its panel."""
    from kg.drawing.lettering import width  # only this test needs it

    picture = view(disorder(12, 60, 4), name, brief_of(name))
    assert all(t.x + width(t.words, t.size, t.face) <= panel.box.right + 0.01 for panel in picture.panels for t in panel.texts)
    assert all(panel.box.bottom < t.y < panel.box.top for panel in picture.panels for t in panel.texts)


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_same_bytes_whatever_the_order(name):
    """A network gives the same bytes, in whatever order it was filled."""
    network = strike()
    shuffled = replace(network, nodes=network.nodes[::-1], edges=network.edges[::-1])
    brief = brief_of(name, title="Strike")
    assert svg(view(network, name, brief)) == svg(view(shuffled, name, brief))


@pytest.mark.parametrize("name", ["relations", "claims", "timeline"])
def test_nothing_to_draw(name):
    """An empty network gives a picture that says so."""
    assert "nothing to draw" in words_of(svg(view(Network((), ()), name, Brief())))


def test_claims_stand_between_who_and_what():
    """Claimants are left of what they say, subjects right of it, and the words lack the subject that stands there."""
    picture = view(strike(), "claims", Brief())
    xs = {card.thing.label: x for card, (x, _) in zip(picture.cards, picture.positions, strict=True)}
    panels = [panel for panel in picture.panels if panel.attribution]
    assert {"Ministry", "Rescuers"} <= xs.keys()
    assert all(xs["Ministry"] < panel.box.left and panel.box.right < xs[EVENT] for panel in panels)
    words = words_of(svg(picture))
    assert "agent: Northern Army" in words
    assert f"{EVENT} –" not in words
    assert "We saw nothing" in words


def test_rivals_face_each_other():
    """Accounts that differ are neighbours, with a word between them, and what differs is marked."""
    words = words_of(svg(view(strike(), "claims", Brief())))
    assert words.count("≠ these accounts differ") == 1
    assert "≠ deaths: 12" in words
    assert "≠ deaths: 30" in words
    network = strike()
    accounts = gather(quoted(network), {node.id: node for node in network.nodes})
    (event,) = {account.subject for account in accounts if account.rivals}
    ordered = side_by_side(account for account in accounts if account.subject == event)
    places = [at for at, account in enumerate(ordered) if account.rivals]
    assert places[1] - places[0] == 1


def test_the_articles_own_words_give_way():
    """What the article itself states is left out where others are quoted, and counted; alone it is shown."""
    network = strike()
    words = words_of(svg(view(network, "claims", Brief())))
    assert "1 of the article’s own are left out" in words
    alone = replace(network, edges=network.edges[4:], remarks=())
    assert "the article" in words_of(svg(view(alone, "claims", Brief())))


def test_a_denial_is_struck_and_not_negated_twice():
    """Who denies is led to the claim by a struck line, and the claim is what is denied."""
    picture = view(strike(), "claims", Brief())
    text = svg(picture)
    assert len(re.findall(r'id="bar-\d+"', text)) == 1
    assert "not agent" not in words_of(text)


def test_an_event_has_roles_numbers_and_accounts():
    """The view of an event names its class and date, who has a role, each number with its source, and the sentences."""
    words = words_of(svg(view(strike(), "event", Brief(name="strike on tarvos"))))
    for expected in ("missile strike", "2026-03-02", "Northern Army", "alleged by Ministry", "says Rescuers", "“Sentence 4.”"):
        assert expected in words.replace("\N{NO-BREAK SPACE}", " ")
    assert "deaths ≠" in words


def test_an_event_must_be_named():
    """Without a name, or with one that no event has, there is one line of help."""
    with pytest.raises(UsageError, match="--view event"):
        view(strike(), "event", Brief())
    with pytest.raises(UnknownNameError, match="Did you mean 'Strike on Tarvos'"):
        view(strike(), "event", Brief(name="Strike on Tarvus"))
    with pytest.raises(UsageError, match="Add --view event"):
        view(strike(), "claims", Brief(name=EVENT))
    with pytest.raises(UnknownNameError, match="Did you mean 'claims'"):
        view(strike(), "claim", Brief())


def test_a_timeline_has_three_clocks():
    """Event, claim and article stand in the rows of their days, in that order; what has no day of its own says so."""
    picture = view(strike(), "timeline", Brief())
    rows = {t.words: t.y for panel in picture.panels for t in panel.texts if re.fullmatch(r"[\d-]{7,10}", t.words)}
    assert sorted(rows, key=rows.get, reverse=True) == ["2026-03-02", "2026-03-03", "2026-03-04"]
    heights = {t.words: t.y for panel in picture.panels for t in panel.texts}
    assert rows["2026-03-03"] >= heights["deaths: 12"] > rows["2026-03-04"] >= heights["deaths: 30"]
    assert "stands on that of its publication" in words_of(svg(picture)).replace("\n", " ")


@pytest.mark.parametrize("name", PAGES)
def test_markup_and_control_characters_are_text(name):
    """Hostile names and quotes are shown or dropped, never run, and stay within their bounds."""
    evil = "<script>alert(1)</script>\x00\u202e" + "x" * 10_000
    network = strike()
    nodes = tuple(replace(node, label=evil if node.kind == "entity" else node.label, type=node.type) for node in network.nodes)
    edges = tuple(replace(edge, claimant=evil, evidence=evil, text=evil, document=evil, group=evil) for edge in network.edges)
    picture = view(replace(network, nodes=nodes, edges=edges), name, brief_of(name, title=evil))
    assert "<script" not in svg(picture)
    assert picture.furniture.page.right - picture.furniture.page.left < 1_200


@pytest.mark.parametrize("name", PAGES)
def test_at_most_so_many(name):
    """A small number leaves claims out, and they are counted."""
    picture = view(disorder(20, 120, 5), name, brief_of(name, most=3))
    assert picture.summary.claims_left_out > 0
    assert sum(panel.attribution != "" for panel in picture.panels) <= 6


def test_the_clocks_and_rivals_are_read_from_the_graph(two_articles):
    """The network knows the headline and the day of publication of a claim, and who makes claims."""
    network = read_network(two_articles)
    assert all(edge.document and edge.published for edge in network.edges)
    assert {name for edge in network.edges for name in edge.claimant.split("; ")} <= {node.label for node in network.speakers}


def luminance(colour):
    """Compute the relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Compute the contrast of two colours as WCAG 2.2 does."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_contrast(theme):
    """Text has a contrast of 4.5 to 1 on every ground it stands on, outlines of 3 to 1 on the page (WCAG AA)."""
    for ground in (theme.paper, theme.tint, theme.shade):
        for colour in (theme.ink, theme.faint, *theme.lines.values()):
            assert contrast(colour, ground) >= 4.5, (colour, ground)
    assert contrast(theme.ink, theme.paper) >= 7


def test_print_is_grey_and_tells_shapes_apart():
    """The print theme has no hue, and strokes differ by more than colour in every theme."""
    theme = THEMES["print"]
    colours = [
        theme.paper,
        theme.ink,
        theme.faint,
        theme.tint,
        theme.frame,
        theme.shade,
        *theme.fills.values(),
        *theme.lines.values(),
    ]
    assert all(colour[1:3] == colour[3:5] == colour[5:7] for colour in colours)
    from kg.drawing.style import LOOKS, STROKES  # only this test needs them

    assert len({(stroke.dashes, stroke.struck) for stroke in STROKES.values()}) == len(STROKES)
    named = {(look.shape, look.name) for look in LOOKS.values()}
    assert len({shape for shape, _ in named}) == len(named)


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_draws_every_view(theme):
    """A theme changes the colours and nothing else: the words are the same."""
    for name in VIEWS:
        picture = view(strike(), name, brief_of(name))
        text = svg(picture, theme)
        assert THEMES[theme].paper in text
        assert words_of(text) == words_of(svg(picture))


def test_an_unknown_theme_is_refused():
    """A misspelt theme is refused with the one that was meant, and a page of gigapixels too."""
    picture = view(strike(), "relations", Brief())
    with pytest.raises(UnknownNameError, match="Did you mean 'dark'"):
        save(picture, BytesIO(), fmt="png", theme="drak")
    with pytest.raises(UsageError, match="dpi"):
        save(picture, BytesIO(), fmt="png", dpi=100_000)
