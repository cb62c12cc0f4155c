"""Hostile inputs beside good articles, hostile graphs, hostile questions; all of them: `python -m tests.torture --full`."""

import pytest

from kg.errors import LimitError, UsageError
from kg.sparql import Asking
from tests.torture import abuse, graphs, power, readers
from tests.torture.hostile import make
from tests.torture.trial import alone, together


def test_together(tmp_path):
    """The project's own inputs."""
    make(tmp_path / "hostile")
    assert together(tmp_path / "hostile", tmp_path) == []


def test_one_alone(tmp_path):
    """One of them through the command line, with its limits; `--full` does it with all."""
    make(tmp_path / "hostile")
    (tmp_path / "scratch").mkdir()
    assert alone(tmp_path / "hostile" / "same_paragraph.txt", tmp_path / "scratch", "ok") == []


def test_hostile_questions_of_our_own(store):
    """Floods, explosions, nests and disguises are refused, stopped or answered, and the next question is answered."""
    with Asking(store) as asking:
        for name, (expected, sparql) in abuse.queries("http://127.0.0.1:1").items():
            try:
                asking.ask(sparql, deadline=0.1, memory=100 << 20, max_rows=1_000)
            except UsageError:
                continue
            except LimitError:
                pass
            assert not expected, name
        assert asking.ask("ASK {}").texts() == [("true",)]


@pytest.mark.parametrize("name", ["half.nq", "prefix_bomb.rdf", "invisible.ttl"])
def test_a_hostile_graph_on_the_command_line(tmp_path, name):
    """It is written whole, or refused in a line with nothing left behind; `--full` does it with all."""
    expected = "ok" if name == "invisible.ttl" else "clear error"
    assert graphs.exported(graphs.made(tmp_path / "hostile") / name, tmp_path, expected) == []


def test_readers_beside_a_writer(tmp_path):
    """Each answer is one whole state of the store."""
    assert not any(readers.trials(tmp_path, rounds=5))


def test_a_new_store_survives_a_power_cut(tmp_path):
    """Cut at each moment at which something was synced, it is not there yet, or whole."""
    assert not any(power.cuts(tmp_path, power.CHANGES[:1]))
