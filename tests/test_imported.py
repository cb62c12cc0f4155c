"""`kg add` takes graphs of kg's model apart: each article by itself, once, whatever came first, and nothing hostile."""

import itertools
from dataclasses import replace

import pyoxigraph as ox
import pytest

from kg import export, pipeline, update
from kg import store as stores
from kg.graph import assemble
from kg.ontology import DOC, GEO, KG, PREFIXES, RUN, load_ontology
from kg.verification import verify
from tests.conftest import PROVENANCE, make_reading, sentence

STRIKE = "Drones hit a depot in Odesa on Monday, killing three people, officials said.\n\nRussia denied the attack.\n"
VISIT = "Emmanuel Macron visited Kyiv on Tuesday. He said France would send missiles to Ukraine.\n"
FORMATS = ("turtle", "trig", "ntriples", "nquads", "nquads-by-article", "jsonld", "rdfxml")


def lines(folder):
    """Return a store as sorted N-Quads."""
    return sorted(stores.view(folder).dump(format=ox.RdfFormat.N_QUADS).decode().split("\n")[:-1])


def exported(store, name, folder, stem="graph"):
    """Write a graph in a format and return its file."""
    (path,) = export.export(store, name, folder / f"{stem}.{export.FORMATS[name].suffix}")
    return path


def graph(*authors, said=""):
    """Return the graph of the sample article, once by each author, with triples put in; `a:` is the first of them."""
    readings = [make_reading(f"tarvos-{number}") for number in range(len(authors))]
    signed = [replace(r, document=replace(r.document, author=author)) for r, author in zip(readings, authors, strict=True)]
    store = ox.Store()
    store.extend(assemble(signed, load_ontology(), PROVENANCE))
    names = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in {**PREFIXES, "a": f"{DOC}tarvos-0#"}.items())
    store.update(f"{names} INSERT DATA {{ {said} }}")
    return store


def test_every_format_gives_the_same_store(tmp_path):
    """Each article becomes a named graph under a name of its content; a second time changes nothing; the store verifies."""
    paths = {name: exported(graph("A", "B"), name, tmp_path) for name in FORMATS}
    told = set()
    for name, path in paths.items():
        done = update.add([path], tmp_path / name)
        assert (done.imported, done.unchanged, done.failures) == (2, 0, ())
        told.add("\n".join(lines(tmp_path / name)))
    assert len(told) == 1
    store = tmp_path / "turtle"
    version = stores.read_ledger(store)[0].number
    assert update.add([paths["turtle"]], store).unchanged == 2
    assert stores.read_ledger(store)[0].number == version
    assert len(list(stores.view(store).named_graphs())) == 2
    assert verify(stores.load(store)) == ()
    assert update.remove([str(paths["turtle"])], store) == (2, ())
    assert lines(store) == []


def test_a_store_says_what_the_graph_said(tmp_path):
    """But for the names of articles and runs, and the dataset, no triple is lost and none is new."""
    update.add([exported(graph("A", "B"), "nquads", tmp_path)], tmp_path / "s")
    _, ledger = stores.read_ledger(tmp_path / "s")
    names = {place.rpartition(", ")[2]: known.article for place, known in ledger.places.items()}

    def told(store):
        texts = {str(quad.triple) for quad in store if RUN not in str(quad)}
        for old, new in names.items():
            texts = {text.replace(f"<{DOC}{old}", f"<{DOC}{new}").replace(f'"{old}"', f'"{new}"') for text in texts}
        # RocksDB keeps numbers by value; and what copies what, and how many say so, is counted anew.
        return {text for text in texts if not any(apart in text for apart in (GEO, "copyOf", "independentSources"))}

    assert told(stores.load(tmp_path / "s")) == told(graph("A", "B"))


def test_the_order_of_files_does_not_matter(tmp_path):
    """Two readings of one article, and its own text: the text's counts, else the same one of the two, whatever came first."""
    paths = [
        exported(graph("A", "B"), "turtle", tmp_path, "both"),
        exported(graph("A", said="a:r01 kg:quote 'more'"), "turtle", tmp_path, "more"),
        exported(graph("C", said="id:Norland skos:altLabel 'Norlandia'"), "jsonld", tmp_path, "other"),
    ]
    told = set()
    for number, order in enumerate(itertools.permutations(paths)):
        store = tmp_path / str(number)
        for path in order:
            update.add([path], store)
        told.add("\n".join(lines(store)))
    assert len(told) == 1


def test_of_an_article_that_kg_read_itself_its_own_reading_stays(tmp_path):
    """The text and a colleague's graph of it are one article; before and after, alone and together."""
    text, visit = tmp_path / "strike.txt", tmp_path / "visit.txt"
    text.write_text(STRIKE)
    visit.write_text(VISIT)
    pipeline.write(pipeline.extract([text, visit]), tmp_path / "theirs", formats=["turtle"])
    graph = tmp_path / "theirs" / "graph.ttl"
    assert update.add([graph], tmp_path / "a").imported == 2
    done = update.add([text, graph], tmp_path / "a")
    assert (done.read, done.imported, done.unchanged, done.articles) == (1, 0, 2, 2)
    assert update.add([graph, text], tmp_path / "b").articles == 2
    assert lines(tmp_path / "a") == lines(tmp_path / "b")
    assert update.remove([str(text)], tmp_path / "a") == (0, ())
    assert update.remove([str(graph)], tmp_path / "a") == (2, ())


def test_a_graph_that_has_changed_takes_the_place_of_its_former_self(tmp_path):
    """What that changes in the claims is told."""
    path = exported(graph("A"), "turtle", tmp_path)
    update.add([path], tmp_path / "s")
    for text in ("Another thing.", "Yet another thing."):
        words = "a:offset_{}_{}".format(*sentence(1))
        claim = f"a:n1 a kg:Claim ; kg:text '{text}' ; kg:claimant id:Sudria ; kg:evidence {words}"
        exported(graph("A", said=claim), "turtle", tmp_path)
        done = update.add([path], tmp_path / "s")
        assert (done.imported, done.articles) == (1, 1)
        assert done.differences[0].added == (text,)


def test_a_bad_file_is_one_line_and_the_rest_is_done(tmp_path):
    """Hostile files, and those of another model, are told; the good ones are in the store."""
    bad = {
        "broken.ttl": "@prefix",
        "foreign.nt": "<a:a> <a:a> <a:a> .",
        "bomb.rdf": '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><r/>',
        "context.jsonld": '{"@context": "https://schema.org/", "name": "x"}',
        "deep.jsonld": '{"a:a":' * 5_000 + "1" + "}" * 5_000,
        "missing.nq": "",
    }
    for name, text in bad.items():
        (tmp_path / name).write_text(text)
    good = exported(graph("A", "B"), "nquads", tmp_path, "good")
    done = update.add([*(tmp_path / name for name in bad), good], tmp_path / "s")
    assert done.imported == 2
    assert [failure.path.rpartition("/")[2] for failure in done.failures] == list(bad)
    assert not any("\n" in failure.message for failure in done.failures)


@pytest.mark.parametrize(
    "said",
    [
        "a:c01 kg:asDescribed 'no N-Triples' . id:Norland kg:asDescribed '<a:a> <a:b> .'",
        "id:Norland geo:lat 'north' ; geo:long 'NaN' , 'inf'",
        "kg:Claim rdfs:label 'Lie' . id:Norland a kg:Person . <https://w3id.org/newskg/doc/other#x> kg:text 'astray'",
        "a:c01 prov:wasGeneratedBy <https://w3id.org/newskg/run/x#y> . <https://w3id.org/newskg/run/x#y> a kg:x",
    ],
)
def test_what_a_graph_adds_about_itself_does_no_harm(tmp_path, said):
    """A store's own book-keeping, numbers that are none, the vocabulary, other articles: the next article goes in."""
    path = exported(graph("A", said=said), "turtle", tmp_path)
    assert not update.add([path], tmp_path / "s").failures
    (tmp_path / "visit.txt").write_text(VISIT)
    assert update.add([tmp_path / "visit.txt"], tmp_path / "s").articles == 2
    told = "\n".join(lines(tmp_path / "s"))
    assert "no N-Triples" not in told
    assert "Lie" not in told
    assert "astray" not in told
    assert f'{GEO}lat> "north"' not in told.replace(f"{KG}asDescribed", "")


def test_a_graph_that_grows_when_it_is_taken_apart_is_refused(tmp_path):
    """Many articles that all speak of one thing with very much to say would fill the disk."""
    names = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in {**PREFIXES, "doc": DOC}.items())
    hub = "".join(f"id:hub skos:altLabel 'name {n}' .\n" for n in range(400))
    articles = "".join(f"doc:a{n} a kg:Document ; nif:isString 'text {n}' ; kg:about id:hub .\n" for n in range(400))
    (tmp_path / "hub.ttl").write_text(names + hub + articles)
    done = update.add([tmp_path / "hub.ttl"], tmp_path / "s")
    assert done.imported == 0
    assert "20 times" in done.failures[0].message
