"""What `kg add` promises, over articles as text: nothing is read twice, a changed text takes the place of the old one."""

import errno
import json
import os
import pty
import signal
import subprocess
import sys
from dataclasses import replace

import pytest
from click.testing import CliRunner

from kg import pipeline, update
from kg import store as stores
from kg.cli import cli
from kg.ontology import DOC, RUN
from tests.stores import lines

STRIKE = "Drones hit a depot in Odesa on Monday, killing three people, officials said.\n\nRussia denied the attack.\n"
VISIT = "Emmanuel Macron visited Kyiv on Tuesday. He said France would send missiles to Ukraine.\n"


@pytest.fixture
def news(tmp_path):
    """Return a folder of two articles."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "strike.txt").write_text(STRIKE)
    (folder / "visit.txt").write_text(VISIT)
    return folder


@pytest.fixture
def store(news, tmp_path):
    """Return a store of them."""
    update.add([news], tmp_path / "s")
    return tmp_path / "s"


def kg(*words):
    """Run a command and return its exit code and what it printed."""
    result = CliRunner().invoke(cli, [str(word) for word in words], prog_name="kg", catch_exceptions=False)
    return result.exit_code, result.output


def test_the_same_again_changes_nothing(news, store):
    """Articles that are there already are not read, and the store stays at its version."""
    before = stores.read_ledger(store)
    done = update.add([news / "visit.txt", news], store)
    assert (done.read, done.unchanged, done.articles, done.differences) == (0, 2, 2, ())
    assert stores.read_ledger(store) == before


def test_a_store_is_the_graph_of_a_build(news, store):
    """As one graph it has the statements of one build of the same articles, but articles are named by content, not by file."""
    result = pipeline.extract([news])
    _, ledger = stores.read_ledger(store)
    names = {place.rpartition("/")[2].removesuffix(".txt"): known.article for place, known in ledger.places.items()}

    def told(graph):
        texts = {str(quad.triple) for quad in graph if RUN not in str(quad)}
        for old, new in names.items():
            texts = {text.replace(f"<{DOC}{old}", f"<{DOC}{new}") for text in texts}
        apart = ("geo/wgs84", "dc/terms/identifier", "sourceFile")
        return {text for text in texts if not any(part in text for part in apart)}

    assert told(stores.load(store)) == told(pipeline.to_store(pipeline.to_turtle(result)))
    code, told_verified = kg("verify", store)
    assert code == 0, told_verified


def test_a_changed_article_takes_the_place_of_the_old_one(news, store):
    """Another text from the same file replaces its graph, and what that changes in the claims is told."""
    _, old = stores.read_ledger(store)
    (news / "visit.txt").write_text("Emmanuel Macron did not visit Kyiv on Tuesday.\n")
    done = update.add([news], store)
    (found,) = done.differences
    assert (done.read, done.unchanged, done.articles) == (1, 1, 2)
    assert found.place.endswith("visit.txt")
    assert any("Macron" in text for text in found.withdrawn + found.softened)
    _, new = stores.read_ledger(store)
    assert len(old.articles.keys() & new.articles.keys()) == 1


def test_what_was_said_as_a_fact_and_is_now_only_alleged_was_softened(news, store):
    """The same words with another standing are neither added nor withdrawn."""
    (news / "x.txt").write_text("Russia attacked Odesa on Monday.\n")
    update.add([news], store)
    (news / "x.txt").write_text("Russia attacked Odesa on Monday, Ukraine alleged.\n")
    (found,) = update.add([news], store).differences
    assert found.softened


def test_a_moved_or_copied_article_is_not_read_again(news, store):
    """Content counts, not names; an article stays as long as one file has it."""
    (news / "strike.txt").rename(news / "moved.txt")
    (news / "copy.txt").write_text(VISIT)
    done = update.add([news], store)
    assert (done.read, done.articles) == (0, 2)
    assert update.remove([str(news / "visit.txt")], store) == (0, ())
    assert update.remove([str(news / "copy.txt")], store) == (1, ())
    assert update.remove([str(news)], store) == (1, ())
    assert not list(stores.view(store))


def test_the_same_address_is_the_same_article(tmp_path):
    """A later text from the same address replaces the earlier, and reading both files again does not turn that back."""
    for name, text in (("mon.json", STRIKE), ("tue.json", VISIT)):
        (tmp_path / name).write_text(json.dumps({"text": text, "url": "https://news.example/a"}))
    inputs, store = [tmp_path / "mon.json", tmp_path / "tue.json"], tmp_path / "s"
    assert update.add(inputs, store).articles == 1
    version = stores.read_ledger(store)[0].number
    assert update.add(inputs, store).unchanged == 2
    assert stores.read_ledger(store)[0].number == version
    assert any("Macron" in str(quad) for quad in stores.view(store))
    assert update.remove(["https://news.example/a", "nowhere"], store)[0] == 1


def test_when_a_run_commits_makes_no_difference(news, tmp_path, monkeypatch):
    """One commit at the end, reading one article at a time, or a commit after each: the same store."""
    for name, text in (("mon.json", STRIKE), ("tue.json", VISIT), ("wed.json", STRIKE)):
        (news / name).write_text(json.dumps({"text": text, "url": "https://news.example/a"}))
    found = []
    for changed in ({}, {"BATCH": 1}, {"BATCH": 1, "SECONDS": 0.0, "PATIENCE": 0}, {"CHARACTERS": 0, "BYTES": 0}):
        with monkeypatch.context() as patch:
            for name, value in changed.items():
                patch.setattr(f"kg.update.run.{name}", value)
            folder = tmp_path / str(len(found))
            assert update.add([news], folder).articles == 3
            found.append((lines(folder), stores.read_ledger(folder)[1]))
    assert all(each == found[0] for each in found)
    assert [stores.read_ledger(tmp_path / str(number))[0].number for number in range(4)] == [1, 1, 5, 5]


def test_the_address_of_a_site_is_no_article(tmp_path):
    """Scrapers put the address of their site into every record: both are kept."""
    lines = [json.dumps({"text": text, "url": "https://news.example/"}) for text in (STRIKE, VISIT)]
    (tmp_path / "dump.jsonl").write_text("\n".join(lines))
    assert update.add([tmp_path / "dump.jsonl"], tmp_path / "s").articles == 2


def test_an_input_that_fails_loses_no_other(news, tmp_path):
    """What cannot be read is named, and the exit code says so."""
    (news / "bad.pdf").write_bytes(b"no pdf")
    code, told = kg("build", news, "--store", tmp_path / "s", "--json")
    assert code == 1
    assert "bad.pdf" in told
    assert kg("status", "--store", tmp_path / "s", "--check", "--json")[1].count('"articles": 2') == 1
    assert kg("status", "--store", tmp_path / "none")[0] == 1
    assert kg("remove", "nothing", "--store", tmp_path / "s")[0] == 1


def test_the_status_tells_what_articles_were_read_with(news, store):
    """The two ways of reading are told apart, and what no way of this kg reads so was another's."""
    (news / "fast.txt").write_text("Russia attacked Odesa on Monday.\n")
    update.add([news / "fast.txt"], store, model="fast")
    told = json.loads(kg("status", "--store", store, "--json")[1])
    assert [told[f"read {how}"] for how in ("with --model accurate", "with --model fast", "by another kg or model")] == [
        2,
        1,
        0,
    ]
    with stores.writing(store) as writer:
        name = next(iter(writer.ledger.articles))
        writer.commit(writer.ledger.updated({name: replace(writer.ledger.articles[name], made="0" * 16)}, {}), {})
    assert json.loads(kg("status", "--store", store, "--json")[1])["read by another kg or model"] == 1


def test_every_question_takes_a_store(store, tmp_path):
    """query, claims, why, export, draw and verify read a store like a file; backup, compact and restore keep it."""
    assert "Macron" in kg("query", store, "SELECT ?l { ?c kg:claimant/rdfs:label ?l }")[1]
    assert "Macron" in kg("claims", store, "--by", "Emmanuel Macron")[1]
    assert kg("why", store, "Emmanuel Macron", "Kyiv")[0] == 0
    assert kg("export", store, "-o", tmp_path / "g.nq")[0] == 0
    assert kg("draw", store, "-o", tmp_path / "g.svg")[0] == 0
    assert kg("store", "backup", tmp_path / "b", "--store", store)[0] == 0
    assert kg("store", "compact", "--store", store)[0] == 0
    assert kg("store", "restore", tmp_path / "b", "--store", store)[0] == 0
    assert kg("query", store, "--name", "who-said-what")[0] == 0


MANY = 200
"""Articles that take far longer to read than a signal takes to arrive."""


def test_after_an_interrupt_the_same_command_goes_on(news, tmp_path):
    """The bar shows rate and time left; Ctrl-C leaves a whole store of what was read, says so, and exits with 130."""
    for number in range(MANY):
        (news / f"n{number:02}.txt").write_text(f"{STRIKE}\nThe mayor spoke {number} times.\n")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kg", "add", str(news), "--store", str(tmp_path / "s")]
    # Where the tests run in the background, the shell lets programs ignore Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    child = subprocess.Popen(command, stderr=theirs, stdout=subprocess.DEVNULL, env=os.environ | {"COLUMNS": "120"})
    signal.signal(signal.SIGINT, before)
    os.close(theirs)
    told = b""
    while b"/s" not in told and (part := _shown(ours)):
        told += part
    child.send_signal(signal.SIGINT)
    while part := _shown(ours):
        told += part
    os.close(ours)
    assert child.wait() == 130
    assert b"goes on" in told
    _, ledger = stores.read_ledger(tmp_path / "s", thorough=True)
    kept = len(ledger.articles)
    assert 0 < kept < MANY
    for path in sorted(news.glob("n*.txt"))[60:]:
        path.unlink()
    assert update.add([news], tmp_path / "s").articles >= max(kept, 60)


def _shown(terminal):
    """Read what a terminal shows; nothing after the last program has closed it, which Linux tells by an error."""
    try:
        return os.read(terminal, 4096)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return b""
