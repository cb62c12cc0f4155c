"""What the store on disk promises, over small ready-made graphs: order, crashes, damage, rivals, a full disk, a power cut."""

import os
import shutil
import signal
from dataclasses import replace
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import store as stores
from kg.copies import signature, with_sources
from kg.errors import DamageError, InputError, LockedError, OutputError, UsageError
from kg.graph import assemble
from kg.ontology import RUN, load_ontology
from kg.readings import Readings
from kg.sparql import run
from kg.store import versions
from kg.store.sources import signatures, signed
from tests.conftest import PROVENANCE
from tests.stores import GRAPHS, LABELS, drop, graphs, lines, program, put, reading
from tests.torture import disk


@pytest.fixture
def folder(tmp_path):
    """Return a store of two articles."""
    put(tmp_path / "s", "a1", "a2")
    return tmp_path / "s"


@settings(max_examples=3)
@given(order=st.permutations(sorted(LABELS)), cuts=st.sets(st.integers(1, 3)), gone=st.sampled_from(sorted(LABELS)))
def test_order_and_batches_do_not_matter(tmp_path_factory, order, cuts, gone):
    """The same articles give the same sorted N-Quads, however they came, and whatever was there for a while."""
    folder, plain = tmp_path_factory.mktemp("x") / "s", tmp_path_factory.mktemp("y") / "s"
    edges = [0, *sorted(cuts), len(order)]
    for begin, end in pairwise(edges):
        put(folder, *order[begin:end])
    drop(folder, gone)
    put(plain, *sorted(LABELS.keys() - {gone}))
    assert lines(folder) == lines(plain)


def test_a_store_reads_as_the_graph_that_a_build_writes(folder):
    """Loaded as one graph it has the triples of one build of the same articles; only the run that made them is another."""
    put(folder, "a4")
    built = ox.Store()
    built.extend(
        assemble(with_sources(Readings.of([reading("a2"), reading("a4"), reading("a1")])), load_ontology(), PROVENANCE)
    )
    # RocksDB keeps numbers by value: 51.250000 comes back as 51.25.
    numbers = {'"51.250000"': '"51.25"', '"51.000000"': '"51.0"', '"0.250000"': '"0.25"'}

    def told(store):
        texts = {str(quad.triple) for quad in store if RUN not in str(quad)}
        for written, kept in numbers.items():
            texts = {text.replace(written, kept) for text in texts}
        return texts

    assert told(stores.load(folder)) == told(built)


def test_what_articles_share_is_answered_once(folder):
    """A query of all graphs gives a shared thing one row, under its longest name."""
    answer = run(stores.view(folder), "SELECT ?label { id:Norland a kg:Country ; rdfs:label ?label }")
    assert answer.texts() == [("Republic of Norland",)]
    drop(folder, "a2")
    assert run(stores.view(folder), "SELECT ?l { id:Norland rdfs:label ?l }").texts() == [("Norland",)]
    drop(folder, "a1")
    assert lines(folder) == []


def test_copies_and_sources_are_counted_anew(folder):
    """What copies what, and how many independent sources a claim has, follows from the articles that are there now."""
    question = (
        "SELECT DISTINCT ?copy ?n { ?a dcterms:identifier ?i . ?s kg:independentSources ?n OPTIONAL { ?copy kg:copyOf ?b } }"
    )

    def told():
        answer = run(stores.view(folder), question)
        return {(row[0].rpartition("/")[2], row[1]) for row in answer.texts()}

    assert told() == {("a2", "1")}
    put(folder, "a4", "a3")
    assert told() == {("a2", "2"), ("a3", "2")}
    drop(folder, "a1")
    assert told() == {("a3", "2")}
    drop(folder, "a2", "a3")
    assert told() == set()


def test_an_address_cannot_break_a_signature():
    """Line breaks and characters that RDF cannot hold do no harm, and what counts is read back."""
    made = reading("a1").document
    quad = signed(replace(made, url="https://news.example/a\nb\ud800"), GRAPHS["a1"])
    (found,) = signatures([quad]).values()
    assert found.address == "https://news.example/a b?"
    assert list(found.shingles) == list(signature(made, {}).shingles)
    assert len(found.claims) == len(found.keys) > 1


def test_a_killed_writer_leaves_what_it_acknowledged(tmp_path):
    """After kill -9 at any moment the store opens, holds every acknowledged article whole, and takes the next one."""
    assert not any(disk.killed(tmp_path / "s", rounds=5))


@pytest.mark.parametrize(
    ("moment", "counts"),
    [("stage", False), ("publish", False), ("_digest", False), ("sync_folder", False), ("sweep", True)],
)
def test_killed_at_a_named_point(folder, moment, counts):
    """A writer that dies before the pointer is replaced has done nothing; one that dies after has done all."""
    code = (
        "from kg.store import versions\n"
        f"calls, real = [], versions.{moment}\n"
        "def die(*given, **named):\n"
        f"    if {moment!r} != 'sweep' or calls.append(1) or len(calls) > 1:\n"
        "        os.kill(os.getpid(), 9)\n"
        "    return real(*given, **named)\n"
        f"versions.{moment} = die if {moment!r} != '_digest' else (lambda file, sync=False: die() if sync else real(file))\n"
        "put(folder, 'a3')\n"
    )
    child = program(folder, code)
    child.communicate()
    assert child.returncode == -signal.SIGKILL
    assert graphs(folder) == {"a1", "a2"} | ({"a3"} if counts else set())
    put(folder, "a4")
    assert graphs(folder) == {"a1", "a2", "a4"} | ({"a3"} if counts else set())


def test_the_second_writer_is_told_who_is_first(folder):
    """A writer that is alive is named; one that was killed holds nothing back, and readers are never in the way."""
    child = program(folder, "with stores.writing(folder):\n    print('in', flush=True)\n    sys.stdin.read()")
    assert child.stdout.readline() == "in\n"
    link = folder.with_name("link")
    link.symlink_to(folder)
    with pytest.raises(LockedError, match=rf"process {child.pid} on ") as caught:
        put(link, "a3")
    assert caught.value.exit_code == 4
    assert graphs(folder) == {"a1", "a2"}
    child.kill()
    child.communicate()
    put(folder, "a3")
    with stores.writing(folder), pytest.raises(LockedError, match="this process"):
        put(folder, "a4")


def test_a_forked_process_cannot_write_for_its_parent(folder):
    """A writer that a fork has copied refuses."""
    code = (
        "with stores.writing(folder) as writer:\n"
        "    child = os.fork()\n"
        "    if not child:\n"
        "        try:\n            writer.commit(Ledger(), {})\n"
        "        except UsageError:\n            os._exit(7)\n"
        "        os._exit(0)\n"
        "    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    assert program(folder, code).communicate()[0] == "7\n"
    assert graphs(folder) == {"a1", "a2"}


def test_readers_keep_their_version(folder):
    """Whoever reads sees one state, however many are written meanwhile."""
    before = stores.view(folder)
    count = len(before)
    for name in ("a3", "a4"):
        put(folder, name)
    drop(folder, "a1", "a2")
    assert len(before) == count
    assert graphs(folder) == {"a3", "a4"}


def test_old_versions_go_when_nobody_reads_them(folder):
    """A store does not grow with the number of its changes."""
    for name in ("a3", "a4"):
        program(folder, f"put(folder, {name!r})").communicate()
    kept = {path.name for path in (folder / "versions").iterdir()}
    assert kept == {"000003"}


def test_a_damaged_file_is_never_served(folder, tmp_path):
    """A flipped byte, a lost end or a lost file: an answer is right or refused, and a check finds it."""
    assert not any(disk.damaged(folder, tmp_path / "copies", rounds=36))


@pytest.mark.skipif(disk.STRACE is None, reason="strace, which makes the kernel refuse a write, is not installed")
@pytest.mark.parametrize(("call", "number"), [("write", 2), ("fsync", 3), ("fsync", 32), ("fdatasync", 9), ("rename", 4)])
def test_a_call_that_the_kernel_refuses_is_told_and_loses_nothing(folder, call, number):
    """Whichever call it is: what is acknowledged is there, and what is refused is not, or the message says that it is."""
    assert not disk.refused(folder, call, number)


def test_writers_at_once_come_one_after_the_other(tmp_path):
    """One writes, the others are told who does; what each was told in the end is true."""
    assert disk.at_once(tmp_path / "s", writers=3) == []


def test_a_backup_is_a_store_and_comes_back(folder, tmp_path):
    """A backup shares no byte with its store, opens as one, and makes a damaged store whole."""
    backup = tmp_path / "b"
    stores.copy(folder, backup)
    assert lines(backup) == lines(folder)
    assert not {f.stat().st_ino for f in folder.rglob("*")} & {f.stat().st_ino for f in backup.rglob("*")}
    (folder / "current").write_text("rubbish")
    with pytest.raises(DamageError):
        put(folder, "a3")
    stores.copy(backup, folder)
    assert lines(backup) == lines(folder)
    table = next(f for f in backup.rglob("*.sst"))
    table.write_bytes(table.read_bytes()[:-1] + b"x")
    with pytest.raises(DamageError):
        stores.copy(backup, folder)
    assert graphs(folder) == {"a1", "a2"}


def test_compacting_changes_nothing(folder):
    """Tables in order hold what they held."""
    drop(folder, "a1")
    before = lines(folder)
    stores.compact(folder)
    assert lines(folder) == before


@pytest.mark.parametrize("limit", [0, 3_000, 20_000, 90_000])
def test_a_write_that_fails_leaves_the_store_as_it_was(folder, limit):
    """Where a file cannot grow, the error is one line, nothing is half in, and the same works when there is room again."""
    code = (
        "import resource\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, resource.RLIM_INFINITY))\n"
        "try:\n    put(folder, 'a3')\n"
        "except OutputError as error:\n    print(error)\n"
    )
    told, trouble = program(folder, code).communicate()
    assert "The store is as it was" in told or not told, trouble
    assert graphs(folder) == ({"a1", "a2"} if told else {"a1", "a2", "a3"})
    assert "Traceback" not in trouble
    put(folder, "a3")
    assert graphs(folder) == {"a1", "a2", "a3"}


def test_what_is_acknowledged_survives_a_power_cut(tmp_path, monkeypatch):
    """A copy of only those bytes that were brought to the disk is a whole store."""
    synced = set()
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (real(handle), synced.add(os.fstat(handle).st_ino))[0])
    folder = tmp_path / "s"
    put(folder, "a1", "a2")
    put(folder, "a3")
    stores.copy(folder, tmp_path / "b")
    for name, store in (("cut", folder), ("cut2", tmp_path / "b")):
        version = versions.current(store)
        for file in (f for f in store.rglob("*") if f.is_file() and f.stat().st_ino in synced):
            target = tmp_path / name / file.relative_to(store)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        assert versions.check(tmp_path / name) is not None
        assert graphs(tmp_path / name) == {"a1", "a2", "a3"}
        assert {folder.stat().st_ino for folder in (store, store / "versions", version.path, version.graph)} <= synced


def test_other_folders_are_left_alone(tmp_path):
    """A folder of other things is no store, an empty one becomes one, and a missing one is not asked for answers."""
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="not a store"):
        put(tmp_path, "a1")
    with pytest.raises(InputError, match="kg add"):
        stores.read_ledger(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    put(tmp_path / "new" / "store", "a1")
    with pytest.raises(OutputError):
        put(tmp_path / "notes.txt" / "s", "a1")
