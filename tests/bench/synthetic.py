"""Articles that nobody wrote, as values of kg's model: any number of them, the same on every run, and their graphs verify."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from kg.graph import turtle
from kg.model import NARRATOR, Block, Claim, Document, Entity, Event, Provenance, Quantity, Reading, Span
from kg.ontology import load_ontology

PROVENANCE = Provenance("newskg bench", "none", {})
SENTENCES = 12
"""Of an article, beside its headline; each tells of one event, and each sixth names a link between two organisations."""
_WORDS = ("Aran", "Belo", "Cora", "Dune", "Eska", "Falo", "Gira", "Hova", "Ilme", "Juno", "Kara", "Lume", "Mira", "Nolo")


def names(number: int) -> list[str]:
    """Return so many different names of two words or more."""
    size = len(_WORDS)
    return [f"{_WORDS[i % size]} {_WORDS[i // size % size]} {_WORDS[i // size**2 % size]}{i}" for i in range(number)]


def readings(articles: int) -> list[Reading]:
    """Make so many articles about things of which a few are named often and most seldom, as in news."""
    known = names(max(40, articles))
    # The frequent ones have small numbers; a third of the names are people, a third bodies, a third towns.
    pick = random.Random(7)  # noqa: S311 - not for secrets
    return [_article(number, known, pick) for number in range(articles)]


def graph(articles: int) -> bytes:
    """Return the graph of so many articles as Turtle."""
    return "".join(turtle(readings(articles), load_ontology(), PROVENANCE)).encode()


class _Writer:
    """Writes the text of an article and remembers where each name stands."""

    def __init__(self) -> None:
        self.text = ""
        self.spans: dict[str, list[Span]] = {}
        self.sentences: list[Span] = []

    def tell(self, *parts: tuple[str, str]) -> Span:
        """Add a sentence of (words, id of what they name or "")."""
        self.text += "\n\n" if self.text else ""
        begin = len(self.text)
        for words, name in parts:
            if name:
                self.spans.setdefault(name, []).append(Span(len(self.text), len(self.text) + len(words)))
            self.text += words
        self.sentences.append(Span(begin, len(self.text)))
        return self.sentences[-1]


def _chosen(known: Sequence[str], kind: int, pick: random.Random) -> str:
    third = len(known) // 3
    return known[3 * int(third * pick.random() ** 3) + kind]


def _article(number: int, known: Sequence[str], pick: random.Random) -> Reading:
    writer = _Writer()
    day = date(2023, 1, 1) + timedelta(days=number % 700)
    writer.tell((f"Report {number} on the events of the week", ""))
    events, claims, kinds = [], [], {}
    for place in range(SENTENCES):
        person, body, town = (_chosen(known, kind, pick) for kind in range(3))
        ids = [name.replace(" ", "_") for name in (person, body, town)]
        kinds |= dict(zip(ids, ((person, "Person"), (body, "Organization"), (town, "City")), strict=True))
        hurt = pick.randrange(1, 90)
        sentence = writer.tell(
            (person, ids[0]), (" said ", f"cue{place}"), (body, ids[1]), (" attacked ", f"ev{place}"), (town, ids[2]),
            (f" and that {hurt} people died.", ""),
        )  # fmt: skip
        event = f"ev{place}"
        when = (day - timedelta(days=pick.randrange(5))).isoformat()
        events.append(
            Event(event, "Attack", f"Attack on {town}", "reported", (writer.spans[event][0],), (sentence,), when, when)
        )
        # One voice in three is alleged, and the town of an attack is told by the article itself.
        said = Claim("", "", (ids[0],), (sentence,), event, act="state", cue=writer.spans[f"cue{place}"][0],
                     attribution=("attributed", "attributed", "alleged")[pick.randrange(3)])  # fmt: skip
        claims += [
            replace(said, id=f"c{place}a", text=f"{body} attacked {town}", predicate="agent", object=ids[1], about=(event,)),
            replace(said, id=f"c{place}b", text=f"Attack on {town} – deaths: {hurt}", predicate="deaths",
                    quantity=Quantity(hurt, "person"), about=(event,)),
            Claim(f"c{place}c", f"Attack on {town}", (NARRATOR,), (sentence,), event, "place", ids[2], about=(event,)),
        ]  # fmt: skip
        if place % 6 == 0:
            claims.append(Claim(f"c{place}d", f"{person} leads {body}", (NARRATOR,), (sentence,), ids[0], "leads", ids[1]))
    entities = tuple(
        Entity(name, kind, label, shared=True, mentions=tuple(writer.spans[name]))
        for name, (label, kind) in sorted(kinds.items())
    )
    document = Document(
        f"a{number:06d}", writer.text, f"Report {number}", (Block("headline", writer.sentences[0]),), day.isoformat(), "Bench"
    )
    return Reading(document, tuple(writer.sentences), entities, tuple(events), tuple(claims))
