"""One small article of our own with everything that can be claimed of it, as values; the graph side is tested on it."""

from dataclasses import replace

import pyoxigraph as ox
import pytest
from hypothesis import settings

from kg.graph import assemble
from kg.model import NARRATOR, Block, Claim, Document, Entity, Event, Provenance, Quantity, Reading, Span
from kg.ontology import load_ontology
from kg.schema import Ontology

# The same examples on every machine: a red run can be repeated.
settings.register_profile("kg", derandomize=True, deadline=None)
settings.load_profile("kg")

SENTENCES = (
    "Drones hit depot in Tarvos as Norland blames Sudria",
    "The Norland interior ministry has accused Sudrian forces of using Kite drones in an attack on Tarvos, a port in Norland.",
    "At least 12 people, including three children, were injured in the strike on Monday, the ministry said via Telegram.",
    "Mayor Ana Pérez said four of the five drones were shot down.",
    "“We will rebuild every house,” Pérez told reporters during a visit to the depot.",
    "Sudria denied the attack, and the claims could not be independently verified.",
    "President Ivo Lund has never visited Tarvos, which Sudria could strike again.",
)
TEXT = "\n\n".join(SENTENCES)
PROVENANCE = Provenance("kg 0.1.0", "en_core_web_sm 3.8.0", {"ontology": "sha256:0f", "weapons.tsv": "sha256:1a"})


def sentence(number: int) -> Span:
    """Return the span of a sentence; 0 is the headline."""
    begin = TEXT.index(SENTENCES[number])
    return Span(begin, begin + len(SENTENCES[number]))


def words(number: int, part: str) -> Span:
    """Return the span of some words of a sentence."""
    begin = sentence(number).begin + SENTENCES[number].index(part)
    return Span(begin, begin + len(part))


def _entities() -> tuple[Entity, ...]:
    return (
        Entity("Norland", "Country", "Norland", True, (words(0, "Norland"), words(1, "Norland."[:-1])), wikidata="Q900001"),
        Entity("Sudria", "Country", "Sudria", True, (words(0, "Sudria"), words(5, "Sudria"), words(6, "Sudria"))),
        Entity(
            "Tarvos",
            "City",
            "Tarvos",
            True,
            (words(0, "Tarvos"), words(1, "Tarvos")),
            geonames="900002",
            latitude=51.5,
            longitude=0.25,
        ),
        Entity(
            "Norland_interior_ministry",
            "GovernmentBody",
            "Norland interior ministry",
            True,
            (words(1, "Norland interior ministry"), words(2, "the ministry")),
            aliases=("interior ministry",),
        ),
        Entity("Sudrian_forces", "ArmedForce", "Sudrian forces", True, (words(1, "Sudrian forces"),)),
        Entity("Ana_Pérez", "Person", "Ana Pérez", True, (words(3, "Ana Pérez"), words(4, "Pérez")), ("Pérez",), ("Mayor",)),
        Entity("Ivo_Lund", "Person", "Ivo Lund", True, (words(6, "Ivo Lund"),), titles=("President",)),
        Entity("Kite", "Weapon", "Kite", True, (words(1, "Kite"),), aliases=("Kite drones",)),
        Entity("Telegram", "Channel", "Telegram", True, (words(2, "Telegram"),)),
        Entity("the depot", "Facility", "the depot", False, (words(0, "depot"), words(4, "the depot"))),
    )


def _events() -> tuple[Event, ...]:
    return (
        Event(
            "ev_strike",
            "DroneStrike",
            "Drone strike on Tarvos",
            "reported",
            (words(1, "attack on Tarvos"), words(2, "the strike")),
            (sentence(1), sentence(2)),
            date_text="Monday",
            date="2031-04-07",
            period="2031-04",
        ),
        Event("ev_visit", "Visit", "Visit to the depot", "occurred", (words(4, "a visit"),), (sentence(4),), date="2031"),
    )


def _said() -> tuple[Claim, ...]:
    ministry, unverified = ("Norland_interior_ministry",), {"status": "unverified", "status_evidence": (sentence(5),)}
    accused = {"claimants": ministry, "act": "accuse", "attribution": "alleged", "cue": words(1, "has accused"), **unverified}
    told = {
        "claimants": ministry,
        "attribution": "attributed",
        "cue": words(2, "said"),
        "channels": ("Telegram",),
        **unverified,
    }
    mayor = {"claimants": ("Ana_Pérez",), "attribution": "attributed", "cue": words(3, "said")}
    return (
        Claim(
            "c01",
            "Sudrian forces carried out the attack on Tarvos.",
            evidence=(sentence(1),),
            subject="ev_strike",
            predicate="agent",
            object="Sudrian_forces",
            directed_at=("Sudrian_forces",),
            about=("ev_strike",),
            contradicts=("c08",),
            **accused,
        ),
        Claim(
            "c02",
            "Kite drones were used in the attack.",
            evidence=(sentence(1),),
            subject="ev_strike",
            predicate="weapon",
            object="Kite",
            about=("ev_strike", "Kite"),
            **accused,
        ),
        Claim(
            "c03",
            "At least 12 people were injured in the strike.",
            evidence=(sentence(2),),
            subject="ev_strike",
            predicate="injured",
            quantity=Quantity(12, "person", lower=12),
            about=("ev_strike",),
            **told,
        ),
        Claim(
            "c04",
            "Three of the injured are children.",
            evidence=(sentence(2),),
            subject="ev_strike",
            predicate="injured",
            quantity=Quantity(3, "person", group="children"),
            part_of="c03",
            about=("ev_strike",),
            **told,
        ),
        Claim(
            "c05",
            "Five drones were fired.",
            evidence=(sentence(3),),
            subject="ev_strike",
            predicate="munitionsFired",
            quantity=Quantity(5, "drone"),
            **mayor,
        ),
        Claim(
            "c06",
            "Four of the five drones were shot down.",
            evidence=(sentence(3),),
            subject="ev_strike",
            predicate="munitionsIntercepted",
            quantity=Quantity(4, "drone"),
            part_of="c05",
            **mayor,
        ),
        Claim(
            "c07",
            "Every house will be rebuilt.",
            ("Ana_Pérez",),
            (sentence(4),),
            act="promise",
            attribution="attributed",
            claim_type="predictive",
            quote="We will rebuild every house,",
            cue=words(4, "told"),
            about=("Tarvos",),
            during="ev_visit",
        ),
        Claim(
            "c08",
            "Sudria carried out the attack.",
            ("Sudria",),
            (sentence(5),),
            "ev_strike",
            "agent",
            "Sudria",
            act="deny",
            attribution="denied",
            factuality="CT-",
            cue=words(5, "denied"),
        ),
    )


def _stated() -> tuple[Claim, ...]:
    author = (NARRATOR,)
    return (
        Claim("r01", "Tarvos is in Norland.", author, (sentence(1),), "Tarvos", "country", "Norland"),
        Claim("r02", "Ana Pérez governs Tarvos.", author, (sentence(3),), "Ana_Pérez", "governs", "Tarvos"),
        Claim(
            "r03",
            "The ministry accuses Sudrian forces.",
            author,
            (sentence(1),),
            "Norland_interior_ministry",
            "accuses",
            "Sudrian_forces",
        ),
        Claim("r04", "The strike was on Tarvos.", ("Norland_interior_ministry",), (sentence(1),),
              "ev_strike", "place", "Tarvos", attribution="attributed", factuality="PS+", cue=words(1, "has accused")),
        Claim("r05", "Ivo Lund has not visited Tarvos.", author, (sentence(6),),
              "Ivo_Lund", "visited", "Tarvos", factuality="CT-"),
        Claim("r06", "Sudria could strike Tarvos.", author, (sentence(6),), "Sudria", "attacks", "Tarvos", factuality="PS+"),
    )  # fmt: skip


def make_reading(name: str = "tarvos-1") -> Reading:
    """Return the article as it would come from the text side."""
    document = Document(
        name, TEXT, SENTENCES[0], (Block("headline", sentence(0)),), "2031-04-08", "https://news.example/tarvos"
    )
    sentences = tuple(sentence(number) for number in range(len(SENTENCES)))
    return Reading(document, sentences, _entities(), _events(), (*_stated(), *_said()))


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    """Return the inventory of kg.ttl."""
    return load_ontology()


@pytest.fixture(scope="session")
def reading() -> Reading:
    """Return the article."""
    return make_reading()


@pytest.fixture
def store(reading: Reading, ontology: Ontology) -> ox.Store:
    """Return the graph of the article, fresh for every test."""
    store = ox.Store()
    store.extend(assemble([reading], ontology, PROVENANCE))
    return store


@pytest.fixture
def two_articles(reading: Reading, ontology: Ontology) -> ox.Store:
    """Return the graph of two articles that share their entities."""
    longer = tuple(replace(e, label="Republic of Norland") if e.id == "Norland" else e for e in reading.entities)
    other = replace(make_reading("tarvos-2"), entities=longer)
    store = ox.Store()
    store.extend(assemble([other, reading], ontology, PROVENANCE))
    return store
