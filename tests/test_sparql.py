"""What asking a graph promises."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.dom import minidom

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import LimitError, UnknownNameError, UsageError
from kg.filters import claims_of, narrow
from kg.network import read_network
from kg.sparql import (
    Asking,
    Cell,
    Table,
    as_csv,
    as_json,
    as_ntriples,
    as_tsv,
    as_turtle,
    as_xml,
    has_alternatives,
    named_questions,
    question,
    run,
)
from kg.sparql.answering import _cell
from kg.sparql.guard import check
from kg.sparql.listing import claims, why
from kg.sparql.narrowing import kept_claims
from kg.sparql.table import TRUNCATED
from kg.store import load

SHARED = Path(__file__).parents[2] / "shared"
GOLD = SHARED / "gold/seed/gold_article.ttl"


def test_prefixes_are_known_without_saying(store):
    """A query may use kg: and the others with no PREFIX line, and may still bind them itself."""
    table = run(store, "SELECT ?l WHERE { ?e a kg:DroneStrike ; rdfs:label ?l }")
    assert table.texts() == [("Drone strike on Tarvos",)]
    own = run(store, "PREFIX kg: <https://w3id.org/newskg/claimed#> SELECT ?n { ?e kg:injured ?n }")
    assert own.texts() == [("12",)]


def test_ask_construct_and_describe_are_answered(store):
    """ASK gives one cell, the graph forms give triples that Turtle can hold."""
    assert run(store, "ASK { ?s a kg:Claim }").texts() == [("true",)]
    table = run(store, "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s a kg:Event ; rdfs:label ?l }")
    assert table.columns == ("subject", "predicate", "object")
    assert len(list(ox.parse(as_turtle(table).encode(), format=ox.RdfFormat.TURTLE))) == 2
    assert len(list(ox.parse(as_ntriples(table).encode(), format=ox.RdfFormat.N_TRIPLES))) == 2


def test_results_are_written_in_the_w3c_formats(store):
    """CSV, TSV and JSON hold the same answer; an unbound variable is empty."""
    table = run(store, "SELECT ?e ?l ?n ?x { ?e claimed:injured ?n ; rdfs:label ?l OPTIONAL { ?e kg:nothing ?x } }")
    row = next(csv.DictReader(io.StringIO(as_csv(table))))
    assert (row["l"], row["n"], row["x"]) == ("Drone strike on Tarvos", "12", "")
    (binding,) = json.loads(as_json(table))["results"]["bindings"]
    assert binding["n"] == {"type": "literal", "value": "12", "datatype": "http://www.w3.org/2001/XMLSchema#integer"}
    assert "x" not in binding
    parsed = ox.parse_query_results(as_tsv(table).encode(), format=ox.QueryResultsFormat.TSV)
    assert len(list(parsed)) == 1
    (result,) = minidom.parseString(as_xml(table)).getElementsByTagName("result")  # noqa: S318 - our own
    assert [binding.getAttribute("name") for binding in result.childNodes] == ["e", "l", "n"]
    assert as_csv(run(store, "ASK {}")) == "answer\r\ntrue\r\n"
    assert json.loads(as_json(run(store, "ASK {}"))) == {"head": {}, "boolean": True}
    assert "<boolean>true</boolean>" in as_xml(run(store, "ASK {}"))


def test_xml_that_no_parser_would_read_is_refused(store):
    """A control character goes into JSON, not into XML."""
    table = run(store, 'SELECT ("a\\u0001" AS ?x) {}')
    assert json.loads(as_json(table))["results"]["bindings"][0]["x"]["value"] == "a\x01"
    with pytest.raises(UsageError, match="XML cannot hold"):
        as_xml(table)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.builds(ox.Literal, st.text(st.characters(exclude_categories=["Cs"]))),
            st.builds(lambda text: ox.Literal(text, language="en"), st.text('aé\t\n"\\')),
            st.builds(ox.Literal, st.integers()),
            st.builds(lambda n: ox.BlankNode(f"b{n}"), st.integers(0, 9)),
            st.builds(lambda n: ox.NamedNode(f"https://e.example/{n}"), st.integers(0, 9)),
            st.just(ox.Triple(ox.NamedNode("a:a"), ox.NamedNode("a:a"), ox.Literal("x"))),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_any_answer_survives_the_w3c_formats(terms):
    """What JSON, TSV and rdflib read back is what was answered; CSV has the bare values."""
    cells = [(Cell("triple", str(t)) if isinstance(t, ox.Triple) else Cell(*_cell(t)),) for t in terms]
    table = Table(("x",), tuple(cells))
    for text, kind in ((as_json(table), ox.QueryResultsFormat.JSON), (as_tsv(table), ox.QueryResultsFormat.TSV)):
        assert [row["x"] for row in ox.parse_query_results(text.encode(), format=kind)] == terms
    plain = [t for t in terms if not isinstance(t, ox.Triple)]
    bare = Table(("x", "n"), tuple((Cell(*_cell(t)), Cell("literal", "1")) for t in plain))
    rows = list(csv.reader(io.StringIO(as_csv(bare), newline="")))[1:]
    assert [row[0] for row in rows] == [f"_:{t.value}" if isinstance(t, ox.BlankNode) else t.value for t in plain]


def test_a_named_graph_counts_as_part_of_the_graph():
    """A TriG file answers plain queries."""
    node = ox.NamedNode("a:a")
    store = ox.Store()
    store.add(ox.Quad(node, node, node, ox.NamedNode("g:g")))
    assert len(run(store, "SELECT * { ?s ?p ?o }").rows) == 1


def test_rows_beyond_the_limit_are_cut_and_said(store):
    """A truncated table says so, in JSON too."""
    table = run(store, "SELECT * { ?s ?p ?o }", max_rows=5)
    assert (len(table.rows), table.truncated) == (5, True)
    assert json.loads(as_json(table))["head"]["link"] == [TRUNCATED]
    assert len(list(ox.parse_query_results(as_json(table).encode(), format=ox.QueryResultsFormat.JSON))) == 5
    assert len(run(store, "SELECT * { ?s ?p ?o }", max_rows=0).rows) == len(store)


def test_a_syntax_error_names_the_place(store):
    """One line with line, column and the words the parser stumbled over."""
    with pytest.raises(UsageError, match=r"line 2, column 17: did not expect '}'") as caught:
        run(store, "SELECT ?s\nWHERE { ?s ?p ] }")
    assert "\n" not in str(caught.value)
    with pytest.raises(UsageError, match="the end"):
        run(store, "SELECT * {")


@pytest.mark.parametrize(
    "sparql",
    [
        "select*{service<http://a>{?s ?p ?o}}",
        'SELECT * { ?s ?p "a" SERVICE ?x {} }',
        "SELECT * { SERVICE\n#c\n<http://a> {} }",
        "SELECT * { ?s ?p 1SERVICE<http://a> {} }",
        "\\u0053ERVICE <x>",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "DROP ALL",
        "INSERT DATA { <a:a> <a:a> <a:a> }",
        "SELECT * { " + "{" * 50 + "}" * 50 + " }",
        "SELECT * { ?s ?p ?o } # " + "x" * 70_000,
        "SELECT * { VALUES ?x { " + "1 " * 9_000 + "} }",
        "SELECT (" + "1+" * 3_000 + "1 AS ?x) {}",
    ],
)
def test_hostile_queries_are_refused_before_parsing(sparql):
    """Updates, other sources, and what would kill or stall the engine."""
    with pytest.raises(UsageError, match="query refused"):
        check(sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        'SELECT ?service { ?s ex:service "SERVICE <x>" . ?s <http://e/DROP> ?o } # DROP ALL',
        'SELECT ("it\'s INSERT" AS ?add) {}',
        "SELECT * { ?s ?p ?o FILTER(?o < 5 && ?s > 3) }",
        "PREFIX load: <http://e/> SELECT * { ?s load:drop ?o }",
        "SELECT ?from { ?from kg:from 'FROM' }",
    ],
)
def test_harmless_words_pass_the_guard(sparql):
    """Variables, names, strings, IRIs and comments may hold any word."""
    check(sparql)


def test_alternatives_of_a_path_are_noticed():
    """Their rows are fewer than SPARQL wants; strings, comments, "or" and annotations are none."""
    for sparql in ("ASK { ?a <a:p> | ^<a:q> ?b }", "ASK { ?a (kg:p|a)/kg:q ?b }", "ASK { ?a ((<a:p>)|<a:q>)+ ?b }"):
        assert has_alternatives(sparql)
    for sparql in ('ASK { ?a <a:p> "x|y" } # |', "ASK { FILTER(?a||?b) }", "ASK { ?a <a:p> ?b {| <a:q> ?c |} }"):
        assert not has_alternatives(sparql)


def test_every_query_ends_by_its_deadline(store):
    """A product of the whole graph with itself is killed, and the next query is answered."""
    begin = time.monotonic()
    with pytest.raises(LimitError, match="no answer within"):
        run(store, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", deadline=0.5)
    assert time.monotonic() - begin < 2
    assert run(store, "ASK {}").rows


def test_memory_is_bounded(store):
    """A kilobyte of query that asks for ten gigabytes is stopped, and the next query is answered."""
    bomb = "SELECT (STRLEN(?h) AS ?n) { BIND('aaaaaaaaaa' AS ?z) "
    bomb += " ".join(f"BIND(CONCAT({', '.join([f'?{a}'] * 10)}) AS ?{b})" for a, b in zip("zabcdefg", "abcdefgh", strict=True))
    with pytest.raises(LimitError, match="memory"):
        run(store, bomb + " BIND(CONCAT(?h, ?h, ?h, ?h, ?h, ?h, ?h, ?h, ?h, ?h) AS ?i) }", memory=200 << 20)
    assert run(store, "ASK {}").rows


def test_one_process_answers_many_questions_and_is_replaced(store):
    """Limits hold for each question by itself; after one was stopped, refused or misspelt, the next is answered as before."""
    crossed = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    large = f'SELECT * {{ BIND("{"é" * 30_000}" AS ?x) ?s ?p ?o }}'
    with Asking(store) as asking:
        for _ in range(2):
            assert asking.ask("SELECT ?l { ?e a kg:DroneStrike ; rdfs:label ?l }").texts() == [("Drone strike on Tarvos",)]
            with pytest.raises(LimitError, match="no answer within"):
                asking.ask(crossed, deadline=0.2)
            assert len(asking.ask("SELECT * { ?s ?p ?o }", max_rows=0).rows) == len(store)
            with pytest.raises(UsageError, match="line 1"):
                asking.ask("SELECT * {{ ?s ?p ]")
            assert asking.ask(large, max_rows=300).truncated
            with pytest.raises(UsageError, match="refused"):
                asking.ask("DROP ALL")
            assert asking.ask("ASK {}").texts() == [("true",)]
        os.kill(asking._child.process, signal.SIGKILL)  # noqa: SLF001 - as the system does when memory is short
        with pytest.raises(LimitError):
            asking.ask("ASK {}")
        assert asking.ask("ASK {}").texts() == [("true",)]


def test_a_store_that_has_changed_is_asked_anew(store):
    """Another `run` sees what was added meanwhile; an `Asking` stays with what there was."""
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    with Asking(store) as asking:
        before = asking.ask(count).texts()
        store.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:a"), ox.NamedNode("a:a")))
        assert asking.ask(count).texts() == before != run(store, count).texts()


@pytest.mark.parametrize("name", sorted(named_questions()))
def test_every_named_question_has_help_and_runs(store, name):
    """Each question of the package is answered."""
    asked = question(name)
    assert asked.help.endswith(("?", "."))
    assert isinstance(run(store, asked.sparql), Table)


def test_named_questions_find_what_is_there(store):
    """Who said what, who is contested, and on which sentence an edge rests."""
    assert {row[0] for row in run(store, question("who-said-what").sparql).texts()} == {
        "Ana Pérez",
        "Norland interior ministry",
        "Sudria",
    }
    assert any("Sudrian forces" in row[2] for row in run(store, question("contested-facts").sparql).texts())
    (edge,) = run(store, question("evidence-for-an-edge").sparql).texts()
    assert edge[:3] == ("Drone strike on Tarvos", "Kite", "Norland interior ministry")
    assert [row[:3] for row in run(store, question("political-interactions").sparql).texts()] == [
        ("Norland interior ministry", "ACCUSE", "Sudrian forces")
    ]
    with pytest.raises(UnknownNameError, match="Did you mean 'events'"):
        question("event")


def narrowed(store, name, **keep):
    """Return the rows of a named question that some options leave."""
    asked = question(name)
    return run(store, asked.sparql, values=asked.values(store, keep)).texts()


def test_named_questions_are_narrowed_by_names_dates_and_concepts(store, two_articles):
    """Names match like everywhere in kg, options multiply, and one that keeps nothing gives no rows."""
    assert {row[0] for row in narrowed(store, "who-said-what", by=["ministry"])} == {"Norland interior ministry"}
    assert {row[0] for row in narrowed(store, "who-said-what", by=["ministry", "ana pérez"])} == {
        "Ana Pérez",
        "Norland interior ministry",
    }
    assert [row[1] for row in narrowed(store, "who-said-what", about=["kite drones"])] == [
        "Kite drones were used in the attack."
    ]
    everything = run(store, question("who-said-what").sparql).texts()
    assert narrowed(store, "who-said-what", since=["2031-04-07"], until=["2031"]) == everything
    assert narrowed(store, "who-said-what", since=["2032"]) == []
    assert narrowed(store, "who-said-what", by=["Sudria"], attribution=["alleged"]) == []
    assert len(narrowed(two_articles, "who-said-what", type=["Weapon"])) == 2
    assert {row[0] for row in narrowed(store, "events", since=["2031-04-07"])} == {
        "Drone strike on Tarvos",
        "Visit to the depot",
    }
    assert {row[0] for row in narrowed(store, "events", type=["Weapon"])} == {"Drone strike on Tarvos"}
    with pytest.raises(UnknownNameError, match="Did you mean 'Ana Pérez'"):
        narrowed(store, "who-said-what", by=["ana peres"])
    with pytest.raises(UsageError, match="is not a date"):
        narrowed(store, "events", since=["yesterday"])
    with pytest.raises(UsageError, match="could narrow"):
        narrowed(store, "differing-claims", by=["Sudria"])


@pytest.mark.parametrize(
    ("sparql", "rows"),
    [
        ("SELECT ?c { ?c a kg:Claim }", 1),
        ("# {\nSELECT (EXISTS { ?c a kg:Claim } AS ?x) WHERE { ?c a kg:Claim }", 1),
        ("SELECT (COUNT(?c) AS ?n) { ?c a kg:Claim } HAVING (COUNT(?c) = 1)", 1),
        ("SELECT ?c { { ?c a kg:Claim } UNION { ?c a kg:Nothing } OPTIONAL { ?c kg:quote ?q } FILTER(isIRI(?c)) }", 1),
        ("SELECT ?c { { SELECT ?c { ?c a kg:Claim } } } LIMIT 5", 1),
        ("SELECT ?c { ?x a kg:Claim BIND(?x AS ?c) }", 1),
        ("CONSTRUCT { ?c a kg:Kept } WHERE { ?c a kg:Claim }", 1),
        ("CONSTRUCT WHERE { ?c a kg:NumericClaim }", 1),
        ("ASK { ?c a kg:Claim }", 1),
    ],
)
def test_values_narrow_every_form_of_query(store, sparql, rows):
    """They stand where the search begins, or behind the query where they may not."""
    claim = next(store.quads_for_pattern(None, None, ox.NamedNode("https://w3id.org/newskg/ns#NumericClaim"))).subject
    assert len(run(store, sparql, values={"c": [claim]}).rows) == rows
    assert run(store, sparql, values={"c": [ox.NamedNode("a:a")]}).texts() in ([], [("0",)], [("false",)])


def test_an_error_is_where_the_user_made_it(store):
    """What values put into the query does not shift the place."""
    with pytest.raises(UsageError, match=r"line 1, column 21: did not expect '}'"):
        run(store, "SELECT ?c { ?c ?p ] }", values={"c": [ox.NamedNode("a:a")]})


def test_what_a_user_types_never_becomes_sparql(store):
    """Words are looked up among the names of the graph; those that are not there are refused."""
    for option in ("about", "by", "status", "attribution", "type", "since", "until"):
        for hostile in ('x" } UNION { ?s ?p ?o', "> } ; DROP ALL #", "?c", "\\u007D", "}\nSERVICE <http://e/> {"):
            with pytest.raises(UsageError, match=r"unknown|is not a date"):
                narrowed(store, "who-said-what", **{option: [hostile]})


def test_names_of_the_graph_that_look_like_sparql_are_only_names(store):
    """A claimant may be called anything."""
    name = '> } UNION { ?s ?p ?o } # "'
    speaker, said = ox.NamedNode("https://e.example/x"), ox.NamedNode("https://w3id.org/newskg/ns#claimant")
    store.add(ox.Quad(speaker, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), ox.Literal(name)))
    claim = next(store.quads_for_pattern(None, said, None)).subject
    store.add(ox.Quad(claim, said, speaker))
    rows = narrowed(store, "who-said-what", by=[name])
    assert len(rows) == 2
    assert rows[0][1] == rows[1][1]


KEPT = (
    {"about": ["Tarvos"]},
    {"by": ["ministry"]},
    {"type": ["Weapon"]},
    {"status": ["unverified"]},
    {"since": ["2031-04-08"]},
    {"until": ["2031-04-07"]},
    {"attribution": ["denied"], "since": ["2031"]},
)


def test_pictures_and_questions_narrow_alike(store, two_articles):
    """The options keep the same claims in a question as in a picture."""
    for graph in (store, two_articles):
        network = read_network(graph)
        for keep in KEPT:
            drawn = {claim.id for claim in claims_of(narrow(network, keep).network)}
            kept = {claim.value for claim in kept_claims(graph, keep)}
            assert drawn == kept, keep


@pytest.mark.parametrize("name", ["01_who_said_what", "10_political_interactions", "04_casualties_by_claimant", "12_events"])
def test_the_gold_article_is_answered_as_the_design_says(name):
    """The competency questions of the design give their rows."""
    if not GOLD.exists():
        pytest.skip("the shared gold article is not beside this checkout")
    folder = GOLD.parent / "competency"
    table = run(load(GOLD), (folder / f"{name}.rq").read_text(encoding="utf-8"))
    expected = list(csv.reader(io.StringIO((folder / f"{name}.csv").read_text(encoding="utf-8"))))
    assert len(table.rows) == len(expected) - 1


def test_claims_are_listed_by_claimant_topic_and_status(store):
    """Names match in any case, by alias and by whole words; a wrong one is answered with the nearest."""
    assert len(claims(store).rows) == 14
    mayor = claims(store, by="PÉREZ").texts()
    assert {row[0] for row in mayor} == {"Ana Pérez"}
    assert mayor[0][4].startswith("Mayor Ana Pérez said")
    assert len(claims(store, by="ministry", status="unverified").rows) == 4
    assert all("Kite" in row[3] for row in claims(store, about="kite drones").texts())
    with pytest.raises(UnknownNameError, match="Did you mean 'Ana Pérez'"):
        claims(store, by="ana peres")
    with pytest.raises(UnknownNameError, match="Did you mean 'unverified'"):
        claims(store, status="unverifed")


def test_why_shows_the_path_with_its_sentences(store):
    """Two things are joined by claims in either direction, shortest first."""
    rows = why(store, "kite", "sudrian forces").texts()
    assert [row[:4] for row in rows[:2]] == [
        ("Kite – Drone strike on Tarvos – Sudrian forces", "Drone strike on Tarvos", "weapon", "Kite"),
        ("Kite – Drone strike on Tarvos – Sudrian forces", "Drone strike on Tarvos", "agent", "Sudrian forces"),
    ]
    assert rows[0][8].startswith("The Norland interior ministry has accused")
    assert not why(store, "Telegram", "Kite").rows
    with pytest.raises(UnknownNameError, match="Did you mean 'Tarvos'"):
        why(store, "Tarvas", "Kite")


def test_asking_needs_no_heavy_library():
    """`kg query` starts without rdflib, networkx or spaCy."""
    code = "import sys, kg.sparql, kg.store; print([m for m in ('rdflib', 'networkx', 'spacy', 'click') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert done.stdout.strip() == "[]"


def test_the_abuse_collection_does_no_harm():
    """The shared hostile queries are refused, limited or answered; none kills the process."""
    folder = SHARED / "torture/sparql_abuse"
    if not folder.exists():
        pytest.skip("the shared torture kit is not beside this checkout")
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"a:{i}"), ox.NamedNode("a:p"), ox.NamedNode(f"a:{i + 1}")) for i in range(2000))
    refused = [row.split("\t")[0] for row in (folder / "manifest.tsv").read_text().splitlines() if "\trefused\t" in row]
    for path in sorted(folder.glob("*.rq")):
        try:
            run(store, path.read_text(encoding="utf-8", errors="replace"), deadline=0.3, memory=100 << 20, max_rows=1000)
        except (UsageError, LimitError):
            continue
        assert path.name not in refused, path.name
