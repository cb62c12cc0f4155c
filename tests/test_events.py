"""What happened: kinds and roles, when, and which mentions are one event."""

import pytest

from kg.grammar.dates import normalise_date
from tests.rooms import walk


@pytest.mark.parametrize(
    ("text", "kind", "roles"),
    [
        ("Sudan shelled a market.", "Shelling", {"agent": {"Sudan"}, "target": {"market"}}),
        ("A market was shelled by rebels.", "Shelling", {"agent": {"rebels"}, "target": {"market"}}),
        ("Rebels carried out an attack on a depot.", "Attack", {"agent": {"Rebels"}, "target": {"depot"}}),
        ("Russia fired missiles at Odesa.", "MissileStrike", {"agent": {"Russia"}, "weapon": {"missiles"}}),
        ("Norway delivered howitzers to Ukraine.", "ArmsTransfer", {"supplier": {"Norway"}, "recipient": {"Ukraine"}}),
        ("Omar Sy met Lena Hart in Lima.", "Meeting", {"participant": {"Omar Sy", "Lena Hart"}, "place": {"Lima"}}),
        ("A drone strike on a school in Gondar ended the truce.", "DroneStrike", {"target": {"school"}}),
    ],
)
def test_roles(text, kind, roles):
    """Verbs, passives, light verbs and compounds fill the same roles."""
    assert {role: walk(text).fillers(kind, role) for role in roles} == roles


def test_fillers_have_the_types_of_their_roles():
    """What fills a role has a class that the role's range admits."""
    here = walk("On Monday rebels and Sudan shelled a market, two schools and a depot in Gondar with howitzers.")
    for role in here.frames.roles:
        ranges = here.ontology.relations[role.predicate].range
        kind = here.chains.entities[role.object].type
        assert not ranges or any(here.ontology.is_a(kind, r) for r in ranges), role


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Drones hit a depot in Lviv. The attack on the depot went on.", ["DroneStrike"]),
        ("Rebels attacked Kano on Monday. They struck Jos on Friday.", ["Attack", "Attack"]),
        ("Sudan shelled Gondar. Rebels vowed to attack Port Sudan.", ["Shelling", "Attack"]),
        ("He died of a heart attack.", []),
    ],
)
def test_one_event_or_several(text, wanted):
    """Definite mentions of the same target are one event of the most specific kind; other places and plans are others."""
    assert [e.type for e in walk(text, published="2026-03-18").frames.events] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Sudan shelled Gondar.", "occurred"),
        ("Sudan is shelling Gondar.", "ongoing"),
        ("Sudan will shell Gondar.", "planned"),
        ("Sudan may shell Gondar.", "hypothetical"),
        ("Sudan did not shell Gondar.", "negated"),
        ("Chad said Sudan shelled Gondar.", "reported"),
    ],
)
def test_occurrence(text, wanted):
    """An event occurred, goes on, is planned, possible, denied or only told."""
    assert walk(text).event("Shelling").occurrence == wanted


def test_a_headline_announces_nothing():
    """The body tells what the headline promises."""
    assert walk("It rained.", headline="Sudan shells Gondar").frames.events == ()


def test_the_date_beside_the_trigger():
    """An event has the date of its clause as written and as computed, and only where the clause gives one."""
    here = walk("Sudan shelled Gondar on Tuesday. On 2 March, Chad shelled Jos.", published="2026-03-18")
    found = [(e.type, e.date_text, e.date) for e in here.frames.events]
    assert found == [("Shelling", "Tuesday", "2026-03-17"), ("Shelling", "2 March", "2026-03-02")]


# Published on Wednesday, 18 March 2026.
@pytest.mark.parametrize(
    ("text", "future", "wanted"),
    [
        ("Tuesday", False, "2026-03-17"),
        ("Tuesday", True, "2026-03-24"),
        ("Wednesday", False, "2026-03-18"),
        ("Wednesday", True, "2026-03-25"),
        ("last Wednesday", False, "2026-03-11"),
        ("next Friday", False, "2026-03-20"),
        ("Saturday morning", False, "2026-03-14"),
        ("Mondays", False, "2026-03-16"),
        ("14 February", False, "2026-02-14"),
        ("February 14th", False, "2026-02-14"),
        ("Feb. 14", False, "2026-02-14"),
        ("14 December", False, "2025-12-14"),
        ("14 December", True, "2026-12-14"),
        ("2 January", True, "2027-01-02"),
        ("20 March", False, "2026-03-20"),
        ("Sept. 3, 2025", False, "2025-09-03"),
        ("31 February", False, "2026-02"),
        ("May", False, "2025-05"),
        ("May", True, "2026-05"),
        ("May 2024", False, "2024-05"),
        ("1999", False, "1999"),
        ("yesterday", False, "2026-03-17"),
        ("today", False, "2026-03-18"),
        ("tomorrow", True, "2026-03-19"),
        ("last month", False, "2026-02"),
        ("next month", True, "2026-04"),
        ("last year", False, "2025"),
        ("this year", False, "2026"),
        ("last week", False, ""),
        ("the 14th", False, ""),
        ("three days", False, ""),
    ],
)
def test_dates(text, future, wanted):
    """A date is computed from the publication date: the last one, in a clause about the future the next; or it is not."""
    assert normalise_date(text, "2026-03-18", future=future) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("Tuesday", ""), ("14 February", ""), ("May", "--05"), ("May 2024", "2024-05"), ("2024", "2024"), ("yesterday", "")],
)
def test_dates_without_publication(text, wanted):
    """Without a publication date only what the words themselves say is known."""
    assert normalise_date(text, None, future=False) == wanted


@pytest.mark.parametrize(
    ("base", "text", "wanted"), [("2026-01-09", "last month", "2025-12"), ("2026-12-01", "next month", "2027-01")]
)
def test_months_cross_the_year(base, text, wanted):
    """The month before January is December of the year before."""
    assert normalise_date(text, base, future=False) == wanted
