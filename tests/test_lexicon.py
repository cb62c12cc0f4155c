"""The words that kg knows: every file reads, and says nothing that another file or the ontology contradicts."""

import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.lexicon import first_word, hashes, load_lexicon, normalise, row_counts
from kg.ontology import knowledge

FOLDER = knowledge("lexicons")
FILES = sorted(path.name for path in FOLDER.glob("*.tsv"))
LEXICON = load_lexicon(FOLDER)
CODE = "\n".join(path.read_text(encoding="utf-8") for path in (Path(__file__).parent.parent / "kg").rglob("*.py"))


def rows(file):
    """Return the rows of a file as dicts, read in the plainest way."""
    head, *lines = (FOLDER / file).read_text(encoding="utf-8").split("\n")[:-1]
    return [dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in lines]


@pytest.mark.parametrize("file", FILES)
def test_every_file_is_a_table(file):
    """Every row has the cells of its header, no two rows are the same, and no cell has space at its ends."""
    found = rows(file)
    assert len(found) == row_counts(FOLDER)[file] > 0
    assert len({tuple(row.values()) for row in found}) == len(found)
    assert [cell for row in found for cell in row.values() if cell != cell.strip()] == []


def test_types_are_classes(ontology):
    """What a name, noun or body is, is a class of the ontology."""
    entries = [*LEXICON.names.values(), *LEXICON.adjectives.values(), *LEXICON.nouns.values(), *LEXICON.bodies.values()]
    assert {entry.type for entry in entries} <= set(ontology.types)


def test_relations_and_acts_exist(ontology):
    """Roles and bodies name relations of the ontology, cues name its speech acts and the levels of attribution."""
    named = {name for role in LEXICON.roles.values() for name in role.relations}
    named |= {body.relation for body in LEXICON.bodies.values()} - {""}
    assert named <= set(ontology.relations)
    assert {cue.act for cue in LEXICON.cues.values()} <= set(ontology.acts)
    assert {cue.attribution for cue in LEXICON.cues.values()} <= {"attributed", "alleged", "denied"}
    assert {cue.factuality for cue in LEXICON.cues.values()} <= {"CT+", "CT-", "PR+", "PR-", "PS+", "PS-", "Uu"}


def test_a_name_means_one_thing():
    """No surface form stands in the lexicons of names under two labels."""
    labels = defaultdict(set)
    for file in ("countries", "metonyms", "places_overlay", "organisations", "channels", "weapons"):
        for row in rows(f"{file}.tsv"):
            for form in (row["label"], *filter(None, row["aliases"].split("|"))):
                labels[normalise(form)].add(row["label"])
    assert {form: found for form, found in labels.items() if len(found) > 1} == {}


def test_word_sets_and_rules_agree():
    """Every set of words is asked for by some rule, and every rule's set is there; the file is in order."""
    assert set(re.findall(r'\.words\["(\w+)"\]', CODE)) <= set(LEXICON.words)
    assert [name for name in LEXICON.words if f'"{name}"' not in CODE] == []
    table = rows("wordsets.tsv")
    assert [row["set"] for row in table] == sorted(set(LEXICON.words) - {"bodies", "roles"})  # these have tables of their own
    for row in table:
        words = row["words"].split("|")
        assert words == sorted(set(words)), row["set"]


def test_magnitudes_have_values():
    """A word that multiplies the number before it has a value in numbers.tsv."""
    values = {word: LEXICON.numbers[word] for word in LEXICON.words["magnitudes"]}
    assert {entry.kind for entry in values.values()} == {"multiplier"}
    assert int(values["dozen"].value) == 12


def test_names_come_with_their_country():
    """A country is found by name, alias, adjective and demonym; a capital leads to the country it governs."""
    assert LEXICON.names["Côte d'Ivoire"].label == LEXICON.names["Ivory Coast"].label
    assert LEXICON.adjectives["Ukrainian"].label == "Ukraine"
    assert LEXICON.capitals["Kyiv"].label == "Ukraine"
    assert LEXICON.names["RSF"].country == "Sudan"


def test_towns_are_found_by_alias():
    """The gazetteer knows a town by its alias, in every country that has one; an unknown name gives nothing."""
    assert {town.country for town in LEXICON.towns.get("Springfield")} == {"Australia", "United States"}
    assert LEXICON.towns.get("Şanlıurfa") == LEXICON.towns.get("Sanliurfa")
    assert LEXICON.towns.get("Nosuchtown") == ()
    assert "Nosuchtown" not in LEXICON.towns


@pytest.fixture
def copy(tmp_path):
    """Return a copy of the folder that a test may damage."""
    return Path(shutil.copytree(FOLDER, tmp_path / "lexicons"))


def test_a_missing_file_is_named(copy):
    """A lexicon that is not there is one line with its path."""
    (copy / "roles.tsv").unlink()
    with pytest.raises(InputError, match=r"roles\.tsv: No such file"):
        load_lexicon(copy)


@pytest.mark.parametrize("line", ["too\tfew", "one\ttwo\tthree\tfour"])
def test_a_wrong_row_is_named(copy, line):
    """A row with too few or too many cells is one line with file and line number."""
    with (copy / "light_verbs.tsv").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    with pytest.raises(InputError, match=rf"light_verbs\.tsv: line {len(rows('light_verbs.tsv')) + 2} does not have 3 cells"):
        load_lexicon(copy)


def test_a_damaged_gazetteer_is_named(copy):
    """A gazetteer that cannot be unpacked is one line with its path, and only when a town is asked for."""
    (copy / "places.tsv.gz").write_bytes(b"no gzip")
    lexicon = load_lexicon(copy)
    with pytest.raises(InputError, match=r"places\.tsv\.gz"):
        lexicon.towns.get("Lima")


def test_a_changed_file_has_another_hash(copy):
    """The hashes name every file of knowledge and change with its words."""
    before = hashes(copy)
    assert set(before) == {*FILES, "areas.tsv.gz", "places.tsv.gz", "villages.tsv.gz"}
    (copy / "time.tsv").write_text("form\tkind\tnote\n")
    assert {name for name, value in hashes(copy).items() if value != before[name]} == {"time.tsv"}


@given(st.text())
def test_normalise_is_idempotent(text):
    """A normalised form stays as it is, and its first word is its beginning."""
    form = normalise(text)
    assert normalise(form) == form
    assert form.startswith(first_word(form))
