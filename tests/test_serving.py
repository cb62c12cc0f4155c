"""The site on this machine: a real server process, asked by curl, rdflib, sockets and a browser."""

import io
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result

import kg
from kg import filters, store
from kg.cli import cli
from kg.network import read_network
from kg.serving.accept import preferred
from kg.serving.excerpt import excerpt
from kg.store import write_atomic
from tests.browser import open_browser
from tests.test_page import PAYLOADS, Tags, hostile

README = Path(__file__).parent.parent / "README.md"
NEWS = README.parent / "data" / "news"
SELECT = "SELECT ?c ?text WHERE { ?c kg:text ?text } ORDER BY ?c"
PLAIN = "FILTER(!CONTAINS(?text, 'bell'))"
"""Leaves out the control characters, for which XML has no place and where rdflib's readers break lines."""
ENDLESS = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a = ?l && ?c < ?k && ?f > ?h) }"


def written(store, folder):
    """Write a graph as N-Triples."""
    path = folder / "graph.nt"
    write_atomic(path, lambda file: store.dump(file, format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()))
    return path


@contextmanager
def served(path, *options):
    """Run `kg serve` until the test is over; give its address and its process."""
    command = [sys.executable, "-m", "kg", "serve", str(path), "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        said = process.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert address, said
        try:
            yield address[0], process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


@pytest.fixture(scope="module")
def hostile_file(tmp_path_factory):
    """Write the graph with all payloads in it."""
    return written(hostile(), tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def site(hostile_file):
    """Serve it, with room for little: two seconds and 30 rows."""
    with served(hostile_file, "--timeout", "2", "--max-rows", "30") as (address, _):
        yield address, kg.load(hostile_file)


def ask(address, *, method="GET", data=None, **headers):
    """Send a request; return status, headers and body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urlopen(Request(address, data, named, method=method), timeout=60) as answer:  # noqa: S310 - our own server
            return answer.status, answer.headers, answer.read().decode()
    except HTTPError as error:
        return error.code, error.headers, error.read().decode()


def queried(site, query, **headers):
    """Send a query by GET."""
    return ask(f"{site}sparql?{urlencode({'query': query})}", **headers)


def test_three_ways_to_ask(site):
    """GET, a form and a bare query give what `kg query` gives."""
    address, graph = site
    expected = [list(row) for row in kg.query(graph, SELECT).texts()]
    form = {"data": urlencode({"query": SELECT}).encode(), "Content_Type": "application/x-www-form-urlencoded"}
    direct = {"data": SELECT.encode(), "Content_Type": "application/sparql-query; charset=utf-8"}
    for status, headers, body in (
        queried(address, SELECT),
        ask(f"{address}sparql", method="POST", **form),
        ask(f"{address}sparql", method="POST", **direct),
    ):
        assert (status, headers["Content-Type"]) == (200, "application/sparql-results+json; charset=utf-8")
        rows = json.loads(body)["results"]["bindings"]
        assert [[row["c"]["value"], row["text"]["value"]] for row in rows] == expected


@pytest.mark.parametrize("kind", ["json", "xml", "csv", "tsv"])
def test_rows_in_every_format(site, kind):
    """Each format of results is read back by rdflib with the same rows."""
    address, graph = site
    kinds = {"csv": "text/csv", "tsv": "text/tab-separated-values"}
    query = SELECT.replace("}", f"{PLAIN} }}")
    status, headers, body = queried(address, query, Accept=kinds.get(kind, f"application/sparql-results+{kind}"))
    assert (status, headers["Content-Type"]) == (200, f"{kinds.get(kind, f'application/sparql-results+{kind}')}; charset=utf-8")
    read = Result.parse(io.BytesIO(body.encode()), format=kind)
    expected = [[cell.value for cell in row] for row in kg.query(graph, query).rows]
    assert [[str(cell) for cell in row] for row in read] == expected
    assert len(expected) == len(PAYLOADS) - 1


FORMS = {
    "select": (SELECT.replace("}", f"{PLAIN} }}"), ("json", "xml", "csv", "tsv")),
    "ask": ("ASK { ?c kg:status kg:unverified }", ("json", "xml")),
    "construct": (f"CONSTRUCT {{ ?c kg:text ?text }} WHERE {{ ?c kg:text ?text {PLAIN} }}", ("turtle", "ntriples")),
    "describe": ("DESCRIBE ?c WHERE { ?c kg:status kg:unverified } ORDER BY ?c LIMIT 1", ("turtle", "ntriples")),
}
TYPES = {
    "json": "application/sparql-results+json", "xml": "application/sparql-results+xml", "csv": "text/csv",
    "tsv": "text/tab-separated-values", "turtle": "text/turtle", "ntriples": "application/n-triples",
}  # fmt: skip


@pytest.mark.parametrize(("form", "shape"), [(form, shape) for form, (_, shapes) in FORMS.items() for shape in shapes])
def test_the_endpoint_answers_as_kg_query_does(site, hostile_file, form, shape):
    """Each form of a query in each format is, to the byte, what the command `kg query` writes."""
    query, _ = FORMS[form]
    told = CliRunner().invoke(cli, ["query", str(hostile_file), query, "--format", shape])
    assert told.exit_code == 0
    assert queried(site[0], query, Accept=TYPES[shape])[2].splitlines() == told.stdout.splitlines() != []


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD
@pytest.mark.parametrize("kind", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"])
def test_triples_in_every_format(site, kind):
    """Each format of triples is read back by rdflib with the same ones."""
    address, graph = site
    query = f"CONSTRUCT {{ ?c kg:text ?text }} WHERE {{ ?c kg:text ?text {PLAIN} }}"
    status, headers, body = queried(address, query, Accept=kind)
    assert (status, headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")
    read = rdflib.Graph().parse(data=body, format=kind)
    assert len(read) == len(kg.query(graph, query).rows) == len(PAYLOADS) - 1


def test_yes_or_no(site):
    """ASK is answered as JSON and as XML."""
    assert json.loads(queried(site[0], "ASK { ?s ?p ?o }")[2]) == {"head": {}, "boolean": True}
    body = queried(site[0], "ASK { ?s kg:none ?o }", Accept="application/sparql-results+xml")[2]
    assert ET.fromstring(body).findtext("{*}boolean") == "false"  # noqa: S314 - our own file


def test_clients(site):
    """The store of rdflib and curl get their answers."""
    address, graph = site
    remote = rdflib.Graph(SPARQLStore(f"{address}sparql"))
    query = f"SELECT ?text WHERE {{ ?c <https://w3id.org/newskg/ns#text> ?text {PLAIN} }}"
    assert {str(row.text) for row in remote.query(query)} == {text for (text,) in kg.query(graph, query).texts()}
    assert remote.query("ASK { ?c <https://w3id.org/newskg/ns#text> ?text }").askAnswer
    curl = shutil.which("curl")
    if curl:
        command = [curl, "-sf", f"{address}sparql", "--data-urlencode", f"query={SELECT}", "-H", "Accept: text/csv"]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.startswith("c,text")


def test_the_line_in_the_readme(site):
    """The README's call of the endpoint is answered as it stands, but for the port."""
    found = re.search(r"`(curl http://127\.0\.0\.1:8000/[^`]+)`", README.read_text(encoding="utf-8"))
    _, _, *arguments = shlex.split(found[1])
    if shutil.which("curl"):
        done = subprocess.run(["curl", "-sf", f"{site[0]}sparql", *arguments], capture_output=True, text=True, check=True)  # noqa: S607
        assert json.loads(done.stdout)["boolean"] is True


def test_the_service_describes_itself(site):
    """Without a query the endpoint says what it is, in RDF; a browser gets the page for queries."""
    status, _, body = ask(f"{site[0]}sparql", Accept="text/turtle")
    described = rdflib.Graph().parse(data=body, format="turtle")
    assert status == 200
    assert rdflib.URIRef(f"{site[0]}sparql") in set(described.objects())
    assert "<textarea" in ask(f"{site[0]}sparql", Accept="text/html,*/*;q=0.8")[2]


def test_what_is_refused(site):
    """Wrong queries, updates by any route, other data sets, types and methods have their status and one line each."""
    address = site[0]
    update = "INSERT DATA { <urn:a> <urn:b> <urn:c> }"
    form = {"method": "POST", "Content_Type": "application/x-www-form-urlencoded"}
    direct = {"method": "POST", "Content_Type": "application/sparql-query"}
    for status, answer in (
        (400, queried(address, "SELECT nonsense")),
        (400, queried(address, "SELECT * WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")),
        (400, queried(address, update)),
        (400, queried(address, "SELECT (1 AS ?x) {" + "(" * 5_000 + ")" * 5_000 + "}")),
        (400, ask(f"{address}sparql?query=ASK%7B%7D&query=ASK%7B%7D")),
        (400, ask(f"{address}sparql?query=ASK%7B%7D&default-graph-uri=urn:a")),
        (400, ask(f"{address}sparql", data=b"x" * 300_000, **direct)),
        (403, ask(f"{address}sparql?update={quote(update)}")),
        (403, ask(f"{address}sparql", data=urlencode({"update": update}).encode(), **form)),
        (403, ask(f"{address}sparql", data=update.encode(), method="POST", Content_Type="application/sparql-update")),
        (400, ask(f"{address}sparql", data=update.encode(), **direct)),
        (405, ask(f"{address}sparql", data=b"", method="PUT")),
        (405, ask(address, data=b"", method="DELETE")),
        (406, queried(address, SELECT, Accept="image/png")),
        (415, ask(f"{address}sparql", data=b"{}", method="POST", Content_Type="application/json")),
        (404, ask(f"{address}none")),
        (404, ask(f"{address}graph?focus=nobody")),
        (404, ask(f"{address}picture/pie.svg")),
        (400, ask(f"{address}graph?hops=99&focus=x")),
        (400, ask(f"{address}health", Host="evil.example")),
    ):
        assert answer[0] == status, answer
        assert len(answer[2].strip().splitlines()) == 1
    assert json.loads(ask(f"{address}health")[2])["status"] == "ok"


def test_limits_are_visible(site):
    """A query without end is stopped and says so, one with many rows is cut and says so; the server goes on."""
    address = site[0]
    assert queried(address, ENDLESS)[0] == 503
    status, headers, body = queried(address, "SELECT * WHERE { ?s ?p ?o }")
    assert (status, headers["Kg-Truncated"]) == (200, "only the first 30 rows")
    assert json.loads(body)["head"]["link"]
    page = queried(address, "SELECT * WHERE { ?s ?p ?o }", Accept="text/html")[2]
    assert "the rest was cut off" in page
    assert "no answer within 2 s" in queried(address, ENDLESS, Accept="text/html")[2]
    assert ask(f"{address}health")[0] == 200


def test_nobody_else_reads(site):
    """No answer allows another site to read it, to frame it, or to load anything."""
    for path in ("", "graph", "event", "sparql", "health", "picture/timeline.svg", "site.css"):
        status, headers, _ = ask(site[0] + path, Origin="http://evil.example")
        assert status == 200
        assert not [name for name in headers if name.lower().startswith("access-control")]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert (headers["X-Content-Type-Options"], headers["Cross-Origin-Resource-Policy"]) == ("nosniff", "same-origin")


def test_hostile_words_stay_words_on_the_site(site):
    """No payload adds a tag to a page of the site, whether it stands in the graph or in the address."""
    address = site[0]
    for words in PAYLOADS:
        for path in (f"?q={quote(words[:200])}", f"sparql?query={quote(words[:200])}"):
            body = ask(address + path, Accept="text/html")[2]
            tags = Tags(body).tags
            assert not {tag for tag, _ in tags} & {"img", "iframe", "svg", "style"}, path
            scripts = [attributes.get("src") for tag, attributes in tags if tag == "script"]
            assert scripts == (["/web/yasgui.min.js", "/web/sparql.js"] if path.startswith("sparql") else [])
    assert {tag for tag, _ in Tags(ask(address)[2]).tags} >= {"a", "h2"}


def test_a_client_that_hangs_disturbs_nobody(site):
    """Clients that send half a request, or go away, do not keep others waiting."""
    host, port = site[0].removeprefix("http://").rstrip("/").split(":")
    hanging = [socket.create_connection((host, int(port))) for _ in range(8)]
    for at, client in enumerate(hanging):
        client.sendall(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n" + b"\r\nquery=" * (at % 2))
    assert ask(f"{site[0]}health")[0] == 200
    assert queried(site[0], "ASK { ?s ?p ?o }")[0] == 200
    for client in hanging:
        client.close()


def test_start_and_stop(store, tmp_path):
    """A taken port, a broken or missing graph are one line and a code; a signal stops the server without a word."""
    path = written(store, tmp_path)
    with served(path) as (address, process):
        port = address.rstrip("/").rpartition(":")[2]
        for arguments, code, words in (
            ([path, "--port", port], 2, "in use"),
            ([tmp_path / "none.ttl", "--port", "0"], 1, "no such file"),
        ):
            command = [sys.executable, "-m", "kg", "serve", *map(str, arguments)]
            failed = subprocess.run(command, capture_output=True, text=True, check=False)
            assert (failed.returncode, len(failed.stderr.splitlines())) == (code, 1)
            assert words in failed.stderr
        assert ask(f"{address}health")[0] == 200
        process.send_signal(signal.SIGINT)
        process.wait(30)
        assert process.stderr.read() in {"", "stopped\n"}


def test_preferred_types():
    """The most specific range counts, quality decides, and order among equals."""
    offered = ["a/x", "a/y", "b/z"]
    assert preferred("", offered) == "a/x"
    assert preferred("a/*;q=0.5, b/z", offered) == "b/z"
    assert preferred("a/*, a/x;q=0", offered) == "a/y"
    assert preferred("*/*;q=0", offered) is None


def test_in_a_browser(store, tmp_path):
    """From the start by a link to the graph of a thing, to its claims, to a query: nothing but the site is asked."""
    with served(written(store, tmp_path)) as (address, _), open_browser() as browser:
        page = browser.new_page()
        heard, asked = [], set()
        page.on("console", lambda message: heard.append(message.text))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("request", lambda request: asked.add(request.url))
        page.goto(f"{address}?q=KITE%20drones")
        assert page.locator("main li").all_inner_texts() == ["Kite weapon · 1 claim"]
        page.goto(address)
        page.click("text=Ana Pérez >> nth=0")
        page.locator("h1", has_text="Ana Pérez").wait_for()
        page.fill("#search", "tarvos")
        page.keyboard.press("Enter")
        assert "Tarvos" in page.locator("#details h2").inner_text()
        page.click("text=All that is within one claim of it")
        page.click("text=All of the graph")
        page.click("nav >> text=SPARQL")
        page.click("text=organisations-and-people")
        page.locator(".yasr_results tbody tr").last.wait_for()
        assert page.locator("#plain").is_hidden()
        page.goto(f"{address}event?name=Drone%20strike%20on%20Tarvos")
        assert page.evaluate("[...document.images].every((it) => it.complete && it.naturalWidth > 100)")
        assert heard == []
        assert all(url.startswith((address, "data:")) for url in asked)


def test_the_query_page_in_a_browser(site):
    """YASGUI asks nobody but the site, runs no payload that an answer holds, and says what was cut off or refused."""
    with open_browser() as browser:
        page = browser.new_page()
        heard, asked = [], set()
        page.on("console", lambda message: heard.append(message.text))
        page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("request", lambda request: asked.add(request.url))
        asking = "SELECT ?text ?who WHERE { ?c kg:text ?text ; kg:claimant/rdfs:label ?who }"
        page.goto(f"{site[0]}sparql?query={quote(asking)}")
        run(page)
        page.locator(".yasr_results tbody tr").last.wait_for()
        assert page.locator(".yasr_results tbody tr").count() == len(PAYLOADS)
        page.click("text=Response")
        edit(page, "SELECT * WHERE { ?s ?p ?o }")
        page.locator("#told", has_text="only the first 30 rows").wait_for()
        # Its sanitiser parses what it then throws away, which the policy forbids to do anything.
        assert [words for words in heard if "The action has been blocked" not in words] == []
        edit(page, ENDLESS)
        page.locator(".yasr", has_text="no answer within 2 s").wait_for()
        assert page.evaluate("window.hit") is None
        assert all(url.startswith((site[0], "data:")) for url in asked)


def edit(page, query):
    """Put a query into the editor and run it."""
    page.evaluate("(query) => document.querySelector('.CodeMirror').CodeMirror.setValue(query)", query)
    run(page)


def run(page):
    """Press the button that asks."""
    page.click(".yasqe_queryButton")


def test_the_same_without_scripts(store, tmp_path):
    """Where scripts do not run, a plain form asks and shows the answer."""
    with served(written(store, tmp_path)) as (address, _), open_browser() as browser:
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(f"{address}sparql")
        page.fill("#query", "SELECT ?x WHERE { ?x a kg:Person }")
        page.click("text=Ask")
        assert page.locator("tbody tr").count() == 2


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Keep two articles in a store on disk."""
    folder = tmp_path_factory.mktemp("kept")
    articles = [NEWS / f"{name}.txt" for name in ("luhansk_strike", "river_truce")]
    kg_add = [sys.executable, "-m", "kg", "add", *map(str, articles), "--store", str(folder / "news.kg")]
    subprocess.run(kg_add, check=True, capture_output=True)
    return folder / "news.kg"


def test_an_excerpt_of_everything_is_everything(kept):
    """What is read for a page of the whole graph makes the very network that the whole graph makes."""
    whole = read_network(store.load(kept))
    found = excerpt(store.view(kept), {})
    part = read_network(found.quads)
    assert (part.edges, part.remarks, part.speakers, part.title) == (whole.edges, whole.remarks, whole.speakers, whole.title)
    assert not found.cut


@pytest.mark.parametrize("keep", [{"about": ["Luhansk"]}, {"by": ["Kremlin"]}, {"type": ["Weapon"], "status": ["unverified"]}])
def test_an_excerpt_has_what_filters_keep(kept, keep):
    """An excerpt of a store has the claims that the filters of `kg draw` keep of the whole graph."""
    wanted = filters.narrow(read_network(store.load(kept)), keep).network
    part = read_network(excerpt(store.view(kept), keep).quads)
    assert {edge.id for edge in filters.claims_of(part)} == {edge.id for edge in filters.claims_of(wanted)} != set()


@pytest.mark.parametrize("hops", [1, 2])
def test_a_neighbourhood_is_that_of_the_whole(kept, hops):
    """What is near a thing is the same, whether it is looked up or the whole graph is walked."""
    wanted = filters.narrow(read_network(store.load(kept)), {}, focus="ATACMS", hops=hops).network
    part = read_network(excerpt(store.view(kept), {}, focus="ATACMS", hops=hops).quads)
    assert {edge.id for edge in part.edges} == {edge.id for edge in wanted.edges} != set()


def test_a_store_is_served_where_it_lies(kept):
    """Every page of a store on disk; a query over all its articles; an unknown name is answered with a near one."""
    with served(kept) as (address, _):
        assert ask(f"{address}graph?focus=Luhanks")[2] == "unknown name 'Luhanks'. Did you mean 'Luhansk'?\n"
        assert "Three reported dead in Luhansk" in ask(address)[2]
        assert "Leonid Pasechnik" in ask(f"{address}graph?about=Luhansk")[2]
        for path in ("event", "graph", "picture/timeline.svg"):
            first, again = ask(address + path), ask(address + path)
            assert (first[0], first[2]) == (200, again[2])
        rows = json.loads(queried(address, "SELECT DISTINCT ?d WHERE { ?d a kg:Document }")[2])["results"]["bindings"]
        assert len(rows) == 2


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the child through /proc")
def test_a_child_that_is_killed_is_an_error_and_no_end(kept):
    """An answer whose process is killed from outside is a 500 in one line; the next question is answered."""
    with served(kept) as (address, process), ThreadPoolExecutor() as pool:
        waiting = pool.submit(queried, address, ENDLESS)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while not children.read_text().split():
            time.sleep(0.01)
        os.kill(int(children.read_text().split()[0]), signal.SIGKILL)
        status, _, body = waiting.result()
        assert (status, len(body.splitlines())) == (500, 1)
        assert queried(address, "ASK { ?s ?p ?o }")[0] == 200


def test_a_broken_store(kept, tmp_path):
    """A store that is not what was written is refused in one line, when it is opened or when the damage is met."""
    broken = tmp_path / "broken.kg"
    shutil.copytree(kept, broken)
    for table in broken.rglob("*.sst"):
        data = bytearray(table.read_bytes())
        data[: len(data) // 2] = bytes(len(data) // 2)
        table.write_bytes(data)
    command = [sys.executable, "-m", "kg", "serve", str(broken), "--port", "0"]
    failed = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (failed.returncode, len(failed.stderr.splitlines())) == (5, 1)
    assert "damaged" in failed.stderr
