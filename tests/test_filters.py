"""What the filters of a network promise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UnknownNameError, UsageError
from kg.filters import FILTERS, claims_of, date_of, narrow, near
from kg.network import Edge, Network, Node, read_network
from kg.ontology import load_ontology

STATUSES, ATTRIBUTIONS = (load_ontology().schemes[f"{name}Scheme"] for name in ("Status", "Attribution"))
NAMES = ["Kyiv", "Kremlin", "Missile strike on Kyiv", "ATACMS", "Reporters Union"]
TYPES = ["City", "GovernmentBody", "MissileStrike", "Weapon", "Organization"]
DATES = ["", "2024", "2024-06", "2024-06-07", "2025-01-31"]
NODES = [
    Node(f"urn:{at}", name, kind, "event" if at == 2 else "entity")
    for at, (name, kind) in enumerate(zip(NAMES, TYPES, strict=True))
]


@st.composite
def networks(draw):
    """Draw networks of claims between five things, a few in words alone."""
    dates = draw(st.lists(st.sampled_from(DATES), min_size=5, max_size=5))
    nodes = tuple(
        Node(n.id, n.label, n.type, n.kind, date=d if n.kind == "event" else "") for n, d in zip(NODES, dates, strict=True)
    )
    ends = st.sampled_from([node.id for node in nodes])
    edges = []
    for at in range(draw(st.integers(0, 12))):
        who = draw(st.sampled_from(["article author", "Kremlin", "Kremlin; Reporters Union"]))
        words = {"text": "so", "claimant": who, "factuality": "CT+", "evidence": "", "published": draw(st.sampled_from(DATES))}
        words |= {"attribution": draw(st.sampled_from(ATTRIBUTIONS)), "status": draw(st.sampled_from(STATUSES))}
        edges.append(Edge(f"urn:c{at:02}", draw(ends), draw(ends), "met", **words))
    structured = draw(st.integers(0, len(edges)))
    return Network(nodes, tuple(edges[:structured]), remarks=tuple(edges[structured:]))


KEEPS = st.fixed_dictionaries(
    {},
    optional={
        "about": st.lists(st.sampled_from(["kyiv", "ATACMS", "missile strike"]), max_size=2),
        "status": st.lists(st.sampled_from(STATUSES), max_size=2),
        "attribution": st.lists(st.sampled_from(ATTRIBUTIONS), max_size=2),
        "type": st.lists(st.sampled_from(["Place", "city", "Event", "Weapon"]), max_size=2),
        "since": st.lists(st.sampled_from(["2024", "2024-06", "2024-06-08"]), max_size=1),
        "until": st.lists(st.sampled_from(["2024", "2024-06", "2024-06-06"]), max_size=1),
    },
)


def ids(network):
    """List the claims of a network."""
    return [edge.id for edge in claims_of(network)]


@given(networks(), KEEPS)
def test_a_part_is_a_network(network, keep):
    """A part has claims of the whole in their order, every end of them, nothing else, and counts what it left out."""
    part = narrow(network, keep)
    kept = set(ids(part.network))
    assert ids(part.network) == [claim for claim in ids(network) if claim in kept]
    if any(keep.values()):
        assert {node.id for node in part.network.nodes} == {
            end for edge in claims_of(part.network) for end in (edge.source, edge.target)
        }
        assert f"{len(ids(network)) - len(kept)} of {len(ids(network))} claims filtered out" in part.note
    else:
        assert (part.network, part.note) == (network, "")


@given(networks(), KEEPS)
def test_filters_do_not_depend_on_their_order(network, keep):
    """Filters give the same part in any order, and a second time nothing more."""
    part = narrow(network, keep).network
    assert narrow(network, dict(reversed(keep.items()))).network == part
    again = {name: wanted for name, wanted in keep.items() if name not in {"about", "type"}}
    assert narrow(part, again).network == part


@given(networks(), st.sampled_from(STATUSES))
def test_a_status_and_the_others_are_the_whole(network, status):
    """What one status keeps and what all others keep are all claims, and none twice."""
    one = ids(narrow(network, {"status": [status]}).network)
    others = ids(narrow(network, {"status": [name for name in STATUSES if name != status]}).network)
    assert sorted(one + others) == sorted(ids(network))


@given(networks())
def test_since_and_until_meet(network):
    """Every dated claim is up to a month, or from the next one on, or of a year that holds both."""
    nodes = {node.id: node for node in network.nodes}
    dated = {edge.id: date_of(edge, nodes) for edge in claims_of(network) if date_of(edge, nodes)}
    until, since = (set(ids(narrow(network, keep).network)) for keep in ({"until": ["2024-06"]}, {"since": ["2024-07"]}))
    assert until | since == dated.keys()
    assert {dated[claim] for claim in until & since} <= {"2024"}


@given(networks(), st.integers(1, 4))
def test_more_hops_reach_more(network, hops):
    """A wider neighbourhood contains the narrower one and its centre."""
    narrower, wider = (set(near(network, "Kremlin", n).nodes) for n in (hops, hops + 1))
    assert narrower <= wider
    assert "Kremlin" in {node.label for node in narrower}


@pytest.mark.parametrize(
    ("name", "wanted", "meant"),
    [
        ("about", "Kyev", "Kyiv"), ("by", "Kremln", "Kremlin"), ("status", "unverifed", "unverified"),
        ("attribution", "aleged", "alleged"), ("type", "Wepon", "Weapon"), ("bye", "Kremlin", "by"),
    ],
)  # fmt: skip
def test_unknown_names_are_refused_with_the_nearest(name, wanted, meant):
    """A misspelt name is refused with the one that was meant."""
    edge = Edge("urn:c", "urn:0", "urn:1", "met", "", "Kremlin", "alleged", "unverified", "CT+", "")
    with pytest.raises(UnknownNameError, match=f"Did you mean '{meant}'"):
        narrow(Network(tuple(NODES), (edge,)), {name: [wanted]})


@pytest.mark.parametrize("date", ["2024-6", "06/07/2024", "2024-13", "yesterday", ""])
def test_what_is_no_date_is_refused(date):
    """A date is a day, a month or a year, in that order of digits."""
    with pytest.raises(UsageError, match="is not a date"):
        narrow(Network((), ()), {"since": [date]})


def test_every_filter_keeps_nothing_of_nothing():
    """An empty network has no names, and no claims of any status."""
    for name in ("status", "attribution", "since", "until", "type"):
        wanted = {"status": "confirmed", "attribution": "denied", "type": "Event"}.get(name, "2024")
        assert FILTERS[name](Network((), ()), [wanted]) == Network((), ())


def test_other_names_count(store):
    """A thing and a claimant are found by each of their names, and one article by words of its headline."""
    network = read_network(store)
    for name, wanted in (("about", "kite drones"), ("by", "Pérez"), ("article", "hit depot")):
        found = ids(FILTERS[name](network, [wanted]))
        assert found
        assert (found == ids(network)) == (name == "article")
    assert ids(FILTERS["by"](network, ["Pérez"])) == ids(FILTERS["by"](network, ["Ana Pérez"]))
    assert {node.label for node in near(network, "Kite drones", 1).nodes} >= {"Kite"}
