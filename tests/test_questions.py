"""The twelve questions of the model, asked of our graph of the seed article and of the graph that people made of it.

Wording may differ, so a claim is compared by what it says (predicate, object), an event by its class, a name by its words.
"""

import csv
import io
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg

SEED = Path(__file__).parents[2] / "shared" / "gold" / "seed"
NEEDED = 9
"""Of the twelve, with every core row: what is reached today; the aim is eight."""
CORE = {f"c{n:02d}" for n in (1, 2, *range(4, 11), *range(12, 16), *range(17, 22), 23, 24, *range(26, 32))}
CORE_EVENTS = {"MissileStrike", "Visit", "War", "ArmsTransfer", "CivilianHarm"}
CORE_SENTENCE = "364"
"""Where the sentence begins that the model requires as evidence; headline and summary name Russia, not its ministry."""
EITHER = {"United States": {"occurred", "reported"}}
""" "U.S.-supplied" may be read as the article's word or as the ministry's."""
PREFIXES = """PREFIX kg: <https://w3id.org/newskg/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> """


class Sheet:
    """The answers to a question, with cells that can be compared between two graphs."""

    def __init__(self, turtle):
        self.graph = ox.Store()
        self.graph.load(turtle, format=ox.RdfFormat.TURTLE)
        said = (
            PREFIXES + "SELECT ?c ?text ?p ?o ?l WHERE { ?c kg:text ?text . OPTIONAL { ?c rdf:predicate ?p ; rdf:object ?o } }"
        )
        self.claims = {row["text"].value: row for row in self.graph.query(said)}
        kinds = PREFIXES + "SELECT ?e ?label ?t WHERE { ?e a kg:Event, ?t ; rdfs:label ?label FILTER(?t != kg:Event) }"
        # An attack of a special kind is that kind: the special one comes last and stays.
        found = sorted(self.graph.query(kinds), key=lambda row: local(row["t"]) != "Attack")
        self.events = {key: local(row["t"]) for row in found for key in (row["label"].value, row["e"].value)}
        names = PREFIXES + "SELECT ?e ?label WHERE { ?e rdfs:label ?label }"
        self.labels = {row["e"].value: row["label"].value for row in self.graph.query(names)}

    def rows(self, question):
        """Yield the answers as dictionaries of text, empty cells left out."""
        text = self.graph.query(question).serialize(format=ox.QueryResultsFormat.CSV).decode()
        return [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(io.StringIO(text))]

    def key(self, cell):
        """Return what a cell means: a claim's predicate and object, an event's class, else its words."""
        if cell in self.claims and self.claims[cell]["p"] is not None:
            row = self.claims[cell]
            thing = row["o"].value
            return local(row["p"]), self.events.get(thing) or self.labels.get(thing) or local(row["o"])
        return self.events.get(cell) or frozenset(local(cell).casefold().replace(",", "").split())

    def claim(self, cell):
        """Return the number of the claim with this text, or ""."""
        return local(self.claims[cell]["c"]) if cell in self.claims else ""


def local(term):
    """Return the last part of an IRI, or the text itself."""
    text = term if isinstance(term, str) else term.value
    return text.rsplit("#", 1)[-1].rsplit("/", 1)[-1] if text.startswith("http") else text


def is_core(row, gold):
    """Tell whether the model document counts a row of the gold answer as one that must be found."""
    claims = {gold.claim(cell) for cell in row.values()} - {""}
    events = {gold.events[cell] for name, cell in row.items() if name == "event" and cell in gold.events}
    numbered = {c for c in claims if c.startswith("c")}
    return numbered <= CORE and events <= CORE_EVENTS and row.get("begin", CORE_SENTENCE) == CORE_SENTENCE


def same(wanted, gold, found, ours):
    """Tell whether every cell of a gold row has its like in a row of ours; an unstructured claim by its first words."""
    for name, cell in wanted.items():
        theirs, mine = gold.key(cell), ours.key(found.get(name, ""))
        alike = theirs == mine or (isinstance(theirs, frozenset) and isinstance(mine, frozenset) and mine and mine < theirs)
        if name == "text" and isinstance(theirs, frozenset) and isinstance(mine, frozenset):
            alike = cell.split()[:3] == found.get(name, "").split()[:3]
        if not alike and local(found.get(name, "")) not in EITHER.get(wanted.get("supplier", ""), ()):
            return False
    return True


def test_the_twelve_questions(tmp_path):
    """Of the twelve questions nine give every core row of the answers that people gave."""
    if not SEED.is_dir():
        pytest.skip(f"{SEED} is not here: the seed article and its questions lie beside the project in CI")
    kg.build(sorted(SEED.glob("*.txt"))).serialize(tmp_path / "graph.ttl", format="turtle")
    ours, gold = Sheet((tmp_path / "graph.ttl").read_bytes()), Sheet((SEED / "gold_article.ttl").read_bytes())
    missing = {}
    for path in sorted((SEED / "competency").glob("*.rq")):
        question = path.read_text(encoding="utf-8")
        answers = ours.rows(question)
        wanted = [row for row in gold.rows(question) if is_core(row, gold)]
        assert wanted, path
        missing[path.stem] = [row for row in wanted if not any(same(row, gold, answer, ours) for answer in answers)]
    complete = [name for name, rows in missing.items() if not rows]
    assert len(missing) == len(list((SEED / "competency").glob("*.csv")))
    assert len(complete) >= NEEDED, missing
