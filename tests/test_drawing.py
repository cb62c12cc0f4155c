import itertools
import random
import re
import struct
import warnings
from io import BytesIO
from xml.etree import ElementTree as ET

import networkx as nx
import numpy as np
import pytest
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from kg.drawing import FORMATS, Picture, compose, draw, save
from kg.drawing.geometry import Box
from kg.drawing.lettering import ABSENT, font, width
from kg.errors import OutputError, UnknownNameError, UsageError

KINDS = ["Person", "Organization", "GovernmentBody", "Country", "City", "Weapon", "Group", "Martian"]
WORDS = ["Alpha", "Ministry", "of", "Defence", "strike", "Luhansk", "Oblast"]
STANDINGS = ["asserted", "attributed", "alleged", "denied"]


def claim(graph, source, target, **attributes):
    """Add a claim with the next free IRI."""
    graph.add_edge(source, target, key=f"urn:c{graph.number_of_edges():04}", **attributes)


@pytest.fixture
def strike():
    """Build a strike, its alleged agent, and a figure."""
    graph = nx.MultiDiGraph()
    graph.add_node("urn:strike", label="Strike on Luhansk", type="MissileStrike", kind="event", occurrence="reported")
    graph.add_node("urn:forces", label="Ukrainian forces", type="ArmedForce", kind="entity")
    graph.add_node("urn:ministry", label="Russian Defence Ministry", type="GovernmentBody", kind="entity")
    graph.add_node("urn:pasechnik", label="Leonid Pasechnik", type="Person", kind="entity")
    graph.add_node("urn:35", label="35 victims", type="number", kind="value")
    claim(graph, "urn:strike", "urn:forces", relation="agent", claimant="Russian Defence Ministry", attribution="alleged")
    claim(graph, "urn:ministry", "urn:forces", relation="accuses", claimant="article author", attribution="asserted")
    claim(graph, "urn:ministry", "urn:strike", relation="respondedTo", attribution="attributed", claimant="TASS")
    claim(
        graph, "urn:strike", "urn:35", relation="casualties", value="35", claimant="Leonid Pasechnik",
        attribution="attributed", status="unverified",
    )  # fmt: skip
    return graph


def random_graph(nodes, claims, seed=7):
    """Build a graph as networks of articles are: typed nodes, figures, every standing, loops and parallel edges."""
    dice = random.Random(seed)  # noqa: S311  # the same on every run
    graph = nx.MultiDiGraph()
    for at in range(nodes):
        event = dice.random() < 0.3
        label = " ".join(dice.choices(WORDS, k=dice.randint(1, 5)))
        occurrence = dice.choice(["occurred", "planned", "negated"]) if event else ""
        kind = {"type": "Attack" if event else dice.choice(KINDS), "kind": "event" if event else "entity"}
        graph.add_node(f"urn:n{at:03}", label=label, occurrence=occurrence, **kind)
    names = list(graph)
    for _ in range(claims):
        claim(
            graph, dice.choice(names), dice.choice(names), relation=dice.choice(["agent", "suppliesWeaponsTo", "met"]),
            attribution=dice.choice(STANDINGS), claimant=dice.choice(["", "Kremlin", "Russian Defence Ministry"]),
        )  # fmt: skip
    for at in range(nodes // 3):
        graph.add_node(f"urn:v{at:03}", label=str(at), type="number", kind="value")
        claim(graph, dice.choice(names), f"urn:v{at:03}", relation="deaths", value=str(at), claimant="Kremlin")
    return graph


def as_bytes(picture: Picture, fmt: str) -> bytes:
    """Draw into memory."""
    buffer = BytesIO()
    save(picture, buffer, fmt=fmt)
    return buffer.getvalue()


def svg(graph, **options) -> str:
    """Draw as SVG, which must be well-formed."""
    text = as_bytes(compose(graph, **options), "svg").decode()
    ET.fromstring(text)  # noqa: S314  # our own file
    return text


def words_of(text: str) -> str:
    """Join the texts of an SVG."""
    return " ".join(re.sub(r"\s+", " ", node.text or "") for node in ET.fromstring(text).iter() if node.tag.endswith("text"))  # noqa: S314


def lone(**attributes):
    """Build a graph of one node."""
    graph = nx.MultiDiGraph()
    graph.add_node("urn:one", **attributes)
    return graph


@pytest.mark.parametrize("fmt", sorted(FORMATS))
def test_same_bytes(strike, fmt):
    """The same graph gives the same bytes, whatever the order in which it was filled."""
    other = nx.MultiDiGraph()
    other.add_nodes_from(reversed(list(strike.nodes(data=True))))
    other.add_edges_from(reversed(list(strike.edges(keys=True, data=True))))
    first = as_bytes(compose(strike, title="Strike"), fmt)
    assert first == as_bytes(compose(strike, title="Strike"), fmt)
    assert first == as_bytes(compose(other, title="Strike"), fmt)


def test_no_date_or_version_in_the_files(strike):
    """Neither the day nor the version of matplotlib reaches a file."""
    for fmt in FORMATS:
        data = as_bytes(compose(strike), fmt)
        assert b"matplotlib.org" not in data
        assert b"CreationDate" not in data
        assert b"<dc:date>" not in data


@pytest.mark.parametrize(("nodes", "claims", "seed"), [(40, 50, 1), (40, 80, 2), (60, 90, 3), (12, 120, 4)])
def test_nothing_overlaps(nodes, claims, seed):
    """No node with its texts and no label of a line overlaps another one, and all lie on the page."""
    picture = compose(random_graph(nodes, claims, seed), max_nodes=60)
    cards = [(card.box.moved(*place),) for card, place in zip(picture.cards, picture.positions, strict=True)]
    parts = [*cards, *(track.boxes for track in picture.tracks)]
    assert len(parts) == picture.summary.nodes + picture.summary.lines
    assert all(parts)
    pairs = (pair for one, other in itertools.combinations(parts, 2) for pair in itertools.product(one, other))
    assert not [pair for pair in pairs if pair[0].overlaps(pair[1])]
    page = picture.furniture.page
    boxes = list(picture.boxes())
    assert all(page.left < b.left and b.right < page.right and page.bottom < b.bottom and b.top < page.top for b in boxes)


@pytest.mark.parametrize(("nodes", "claims", "seed"), [(40, 50, 1), (40, 80, 2), (60, 90, 3)])
def test_it_is_plain_which_line_a_label_belongs_to(nodes, claims, seed):
    """Every label lies nearer to its own line than to any other, in its colour, and covers all its words."""
    tracks = compose(random_graph(nodes, claims, seed), max_nodes=60).tracks
    for at, track in enumerate(tracks):
        far = [min(np.hypot(*(other.points - middle(track)).T)) for other in tracks]
        assert track.number or far.index(min(far)) == at
        for text in track.texts:
            assert any(box.grown(2).overlaps(Box(text.x, text.y, text.x, text.y).grown(0.1)) for box in track.boxes)


def middle(track):
    """Find the middle of what a label covers."""
    around = np.array(track.boxes)
    return (around[:, :2].min(axis=0) + around[:, 2:].max(axis=0)) / 2


def test_texts_are_as_wide_as_measured():
    """What matplotlib sets is no wider than the boxes were made for, and hardly narrower."""
    for face, text in itertools.product(
        ["plain", "bold", "italic"], ["AVATAR To fi", "Russian Defence Ministry", "Київ, 35 %"]
    ):
        properties = font(face).copy()
        properties.set_size(9)
        drawn, _, _ = text_to_path.get_text_width_height_descent(text, properties, ismath=False)
        assert drawn - 0.3 <= width(text, 9, face) <= drawn * 1.12


def test_each_standing_has_its_stroke():
    """Asserted is solid, attributed dashed, alleged dotted, denied struck by a bar; each is in the legend."""
    graph = nx.MultiDiGraph()
    for at, standing in enumerate(STANDINGS):
        claim(graph, "urn:a", f"urn:{at}", relation="agent", attribution=standing, claimant="RSF" if at else "")
    text = svg(graph)
    for standing in STANDINGS:
        group = re.search(rf'<g id="line-\d-{standing}">(.*?)</g>', text, re.DOTALL).group(1)
        assert ("stroke-dasharray" in group) == (standing in {"attributed", "alleged"})
    assert len(re.findall(r'id="bar-\d"', text)) == 1
    for words in ("stated by the article", "attributed to a source", "alleged", "denied or refuted"):
        assert words in words_of(text)


def test_who_says_so_stands_at_the_line(strike):
    """The claimant is named on the label, the article is not, and persons have initials."""
    words = words_of(svg(strike))
    assert "alleged by Russian Defence Ministry" in re.sub(" +", " ", words)
    assert "article author" not in words
    assert "L. Pasechnik, unverified" in words


def test_relations_are_words(strike):
    """A relation without label is its name in words."""
    assert "responded to" in words_of(svg(strike))


def test_rival_claims_share_a_line():
    """Claims of one relation by several claimants are one line that names them all."""
    graph = nx.MultiDiGraph()
    claim(graph, "urn:strike", "urn:rsf", relation="agent", claimant="Army", attribution="alleged")
    claim(graph, "urn:strike", "urn:rsf", relation="agent", claimant="RSF", attribution="denied")
    picture = compose(graph)
    (track,) = picture.tracks
    assert (track.line.claims, track.line.attribution, track.line.struck) == (2, "alleged", True)
    assert track.line.says == "alleged by Army; denied by RSF"


def test_lines_are_as_thick_as_their_sources_are_many():
    """A line that several articles have is thicker, and the legend says so; a copied sentence adds nothing."""
    widths = []
    for articles, sentences in ((1, 1), (4, 4), (4, 1)):
        graph = nx.MultiDiGraph()
        for at in range(articles):
            claim(graph, "urn:a", "urn:b", relation="met", document=f"Article {at}", evidence=f"They met {at % sentences}.")
        text = svg(graph)
        widths.append(float(re.search(r'id="line-0-asserted">.*?stroke-width: ([\d.]+)', text, re.DOTALL).group(1)))
        assert ("several independent sources" in words_of(text)) == (sentences > 1)
    graph = nx.MultiDiGraph()
    claim(graph, "urn:a", "urn:b", relation="met", document="Article", evidence="They met.", sources=4.0)
    assert f"stroke-width: {widths[1]:g}" in svg(graph)
    assert widths[1] > 1.5 * widths[0]
    assert widths[2] == widths[0]


def test_negated_claims_say_not():
    """That somebody did not respond is not drawn as if they had."""
    graph = nx.MultiDiGraph()
    claim(graph, "urn:a", "urn:b", relation="respondedTo", factuality="CT-", attribution="asserted")
    (track,) = compose(graph).tracks
    assert track.line.struck
    assert track.line.words == "not responded to"


def test_figures_hang_on_their_event(strike):
    """A number is no node but a line under its event, with what it counts, its source and its status."""
    picture = compose(strike)
    assert "urn:35" not in {item.thing.id for item in picture.cards}
    (badge,) = next(item.thing.badges for item in picture.cards if item.thing.id == "urn:strike")
    assert (badge.number, badge.words) == ("35", "victims")
    assert badge.source == "L.\N{NO-BREAK SPACE}Pasechnik, unverified"


def test_parts_are_included_only_where_the_graph_says_so(strike):
    """A figure that is part of another one is "incl."; any other stands beside it."""
    for group, whole in (("children", "urn:c0003"), ("women", "")):
        strike.add_node(f"urn:3{group}", label=f"3 {group}", type="number", kind="value")
        claim(
            strike, "urn:strike", f"urn:3{group}", relation="casualties", value="3", group=group, part_of=whole,
            claimant="Leonid Pasechnik", attribution="attributed", status="unverified",
        )  # fmt: skip
    (badge,) = next(item.thing.badges for item in compose(strike).cards if item.thing.id == "urn:strike")
    assert badge.words == "victims incl. 3 children; 3 women"


def test_many_figures_are_counted(strike):
    """After six figures the others are a number."""
    for at in range(9):
        strike.add_node(f"urn:v{at}", label=str(at), kind="value", type="number")
        claim(strike, "urn:strike", f"urn:v{at}", relation=f"measure{at}", value=str(at))
    assert "+4 more" in words_of(svg(strike))


def test_the_narrator_is_no_node(strike):
    """The article's own voice is not drawn."""
    strike.add_node("urn:author", label="article author", type="Narrator", kind="entity")
    claim(strike, "urn:author", "urn:strike", relation="reports")
    assert "urn:author" not in {item.thing.id for item in compose(strike).cards}


def test_unreal_events_are_hollow():
    """A planned or denied event is drawn hollow and says what it is."""
    graph = lone(label="Talks", kind="event", type="Meeting", occurrence="negated")
    (item,) = compose(graph).cards
    assert item.thing.hollow
    assert "did not happen" in words_of(svg(graph))


def test_roles_in_unreal_events_do_not_look_real():
    """Who would deliver in a hypothetical delivery is not drawn as a fact."""
    graph = lone(label="Delivery", kind="event", type="ArmsTransfer", occurrence="hypothetical")
    claim(graph, "urn:one", "urn:russia", relation="supplier", attribution="asserted")
    assert 'id="line-0-supposed"' in svg(graph)


def test_large_graphs_are_cut_and_say_so():
    """The most important nodes stay, connected, and the footer counts what was left out."""
    graph = random_graph(120, 200)
    picture = compose(graph, max_nodes=12, source="Example News")
    assert picture.summary.nodes == 12
    assert picture.summary.nodes_left_out == 108
    drawn = nx.Graph((track.line.source, track.line.target) for track in picture.tracks)
    assert nx.is_connected(drawn)
    assert "Source: Example News · 12 of 120 nodes" in words_of(as_bytes(picture, "svg").decode())


def test_every_claim_between_drawn_nodes_is_told():
    """A label without room is a circled number with a note: nothing disappears."""
    picture = compose(random_graph(12, 120, 4))
    numbers = sorted(track.number for track in picture.tracks if track.number)
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers
    assert len(picture.furniture.coins) == len(numbers)


def test_empty_graph():
    """A graph without nodes gives a picture that says so."""
    assert "nothing to draw" in words_of(svg(nx.MultiDiGraph()))


def test_one_node_without_attributes():
    """One bare node is a picture."""
    assert compose(lone()).summary.nodes == 1


def test_self_loop():
    """A claim about a thing and itself is a loop outside the node."""
    graph = lone(label="Sudan", type="Country", kind="entity")
    claim(graph, "urn:one", "urn:one", relation="fightsAgainst")
    (track,) = compose(graph).tracks
    assert track.points[:, 1].max() > 20


@pytest.mark.parametrize("label", ["<b>&amp;\"'</b>", "]]><script>", "$\\frac{1}{2}$ and $", "a_b^{c}", "%s {0}"])
def test_markup_is_text(label):
    """Markup and formulas in a label are shown as they are written."""
    assert label in words_of(svg(lone(label=label)))


def test_control_and_foreign_characters(tmp_path):
    """Control characters vanish; what the font lacks is a white bar with a note; nothing warns."""
    graph = lone(label="A\x00\x1b[31mB\u202e\ud800 \u4e2d\u6587 \U0001f680 Київ \u0645\u062d \u05d9")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        summary = draw(graph, [tmp_path / "a.svg", tmp_path / "a.png"])
    words = words_of((tmp_path / "a.svg").read_text(encoding="utf-8"))
    assert f"A[31mB {ABSENT}{ABSENT} {ABSENT} Київ {ABSENT}{ABSENT} {ABSENT}" in " ".join(words.split())
    assert f"{ABSENT} stands for" in words
    assert summary.glyphs_missing


def test_huge_labels_are_cut():
    """A label of ten thousand characters ends in an ellipsis and stays narrow."""
    for label in ("x" * 10_000, "word " * 2_000):
        graph = lone(label=label)
        claim(graph, "urn:one", "urn:two", relation="y" * 10_000, claimant="z" * 10_000)
        picture = compose(graph)
        assert max(box.right - box.left for box in picture.boxes()) < 130
        assert "…" in words_of(as_bytes(picture, "svg").decode())


def test_size_and_resolution(strike):
    """A size in inches is kept, whatever the content."""
    data = as_bytes(compose(strike, size=(6, 4)), "png")
    assert struct.unpack(">II", data[16:24]) == (900, 600)


def test_files_by_suffix(strike, tmp_path):
    """One call writes several formats and makes the folder; no partial file is left."""
    paths = [tmp_path / "new" / f"a.{fmt}" for fmt in FORMATS]
    assert draw(strike, paths).claims == 4
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(path.name for path in paths)


def test_refusals(strike, tmp_path):
    """A wrong suffix, a page without area and a folder in the way are named."""
    with pytest.raises(UnknownNameError, match="Did you mean 'png'"):
        draw(strike, tmp_path / "a.pngg")
    with pytest.raises(UsageError):
        draw(strike, tmp_path / "a.png", max_nodes=0)
    (tmp_path / "b.svg").mkdir()
    with pytest.raises(OutputError, match=r"b\.svg"):
        draw(strike, tmp_path / "b.svg")


def test_the_users_settings_do_not_matter(strike):
    """What somebody has set for their own plots changes no picture, and drawing changes no setting."""
    import matplotlib as mpl  # only this test needs it

    before = as_bytes(compose(strike), "svg")
    with mpl.rc_context({"font.family": ["serif"], "lines.linewidth": 9, "savefig.bbox": "tight", "text.usetex": False}):
        settings = dict(mpl.rcParams)
        assert as_bytes(compose(strike), "svg") == before
        assert dict(mpl.rcParams) == settings


def test_groups_of_a_large_graph_are_shaded():
    """Clusters that few claims tie have each an area, with all of it and nobody else inside, and the footer says so."""
    graph = nx.MultiDiGraph()
    for cluster, other in itertools.product(range(4), range(8)):
        for near in (other + 1, other + 3):
            claim(graph, f"urn:{cluster}.{other}", f"urn:{cluster}.{near % 8}", relation="met")
    for cluster in range(3):
        claim(graph, f"urn:{cluster}.0", f"urn:{cluster + 1}.0", relation="met")
    picture = compose(graph)
    assert picture.areas
    members = []
    for area in picture.areas:
        inside = Path(area).contains_points(picture.positions)
        members += [{card.thing.id.partition(".")[0] for card, within in zip(picture.cards, inside, strict=True) if within}]
        assert inside.sum() == 8
    assert all(len(clusters) == 1 for clusters in members)
    text = as_bytes(picture, "svg").decode()
    assert text == as_bytes(compose(graph), "svg").decode()
    assert text.count('id="area-') == len(picture.areas)
    assert "shaded: tied more closely" in words_of(text)
    assert not compose(graph.subgraph([f"urn:0.{at}" for at in range(8)])).areas


def test_a_hundred_thousand_claims():
    """A graph of 100,000 claims, loops among them, is the picture of its most important part."""
    graph = random_graph(2_000, 0)
    names = [name for name in graph if name.startswith("urn:n")]
    ends = ((names[at % 1_999], names[at * at % 2_000]) for at in range(100_000))
    graph.add_edges_from((source, target, f"urn:c{at:06}", {"relation": "met"}) for at, (source, target) in enumerate(ends))
    summary = compose(graph).summary
    assert (summary.nodes, summary.claims + summary.claims_left_out) == (40, graph.size())
