"""What measuring promises: every figure can be worked out by hand, and no bad file is measured in silence."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cli import cli
from kg.errors import InputError, UnknownNameError
from kg.evaluation import LAYERS, evaluate, gold_documents, predicted_documents, read_gold, read_predicted
from kg.evaluation.claims import lemma
from kg.evaluation.errors import sentence_around
from kg.evaluation.measures import score
from kg.evaluation.records import Span

SHARED = Path(__file__).parents[2] / "shared" / "eval"
TEXT = "Omar Sy met Lena Hart in Lima. Sy said that Peru would join. Norway shelled a depot near Oslo."


def at(words, nth=0):
    """Return the offsets of words in the text."""
    begin = [match.start() for match in re.finditer(re.escape(words), TEXT)][nth]
    return {"start": begin, "end": begin + len(words)}


def entity(name, kind, words, **more):
    """Return an entity record."""
    return {"id": name, "type": kind, "name": words, **at(words), **more}


PIECES = {"spans": [list(at("would join").values()), list(at("Peru").values())]}
GOLD = {
    "id": "a",
    "text": TEXT,
    "entities": [
        entity("omar", "Person", "Omar Sy"),
        {"id": "omar", "type": "Person", "name": "Omar Sy", **at("Sy", 1)},
        entity("lena", "Person", "Lena Hart"),
        entity("lima", "City", "Lima", lat=-12.04, lon=-77.03),
        entity("peru", "Country", "Peru", geonameid="3932488", lat=-10, lon=-76),
        entity("norway", "Country", "Norway", lat=62, lon=10),
        entity("oslo", "City", "Oslo", ignore=True),
    ],
    "relations": [{"subject": "omar", "predicate": "met", "object": "lena"}],
    "claims": [{"source": at("Sy", 1), "cue": at("said"), "content": at("Peru would join")}],
    "events": [
        {
            "type": "Shelling",
            "trigger": at("shelled"),
            "arguments": [{"role": "agent", "entity": "norway"}, {"role": "target", **at("a depot")}],
        }
    ],
}


def measured(gold, predicted, layer, **options):
    """Measure one document in one layer."""
    documents = gold_documents([("gold", gold)])
    return evaluate(documents, predicted_documents([("pred", predicted)], documents), layers=[layer], **options).layers[0]


def figures(predicted, layer, gold=GOLD):
    """Return right, predicted, found and gold of every measure of a layer."""
    return {f.measure: tuple(f.counts) for f in measured(gold, {"id": "a", **predicted}, layer).figures}


def f1(evaluation):
    """Return the F1 of every measure of every layer, in percent."""
    return [round(100 * score(f.counts).f1, 9) for layer in evaluation.layers for f in layer.figures]


def test_gold_against_itself_and_against_nothing():
    """The best there is scores 100 in everything, an empty prediction 0."""
    gold = gold_documents([("gold", GOLD)])
    perfect = evaluate(gold, predicted_documents([("pred", GOLD)], gold))
    empty = evaluate(gold, predicted_documents([], gold))
    assert [layer.name for layer in perfect.layers] == list(LAYERS)
    assert set(f1(perfect)) == {100}
    assert set(f1(empty)) == {0}
    assert all(f.interval == (1, 1) for layer in perfect.layers for f in layer.figures)
    assert [q.value for q in perfect.layers[-1].quantities] == [1, 0, 0]
    assert [q.value for q in empty.layers[-1].quantities] == [None, None, None]


@pytest.mark.parametrize(
    ("predicted", "overlap", "strict"),
    [
        ([entity("1", "Person", "Omar")], (1, 1, 1, 6), (0, 1, 0, 6)),
        ([entity("1", "Person", "Omar Sy"), entity("2", "Person", "Omar")], (1, 2, 1, 6), (1, 2, 1, 6)),
        ([entity("1", "City", "Omar Sy")], (0, 1, 0, 6), (0, 1, 0, 6)),
        ([entity("1", "Person", "Omar Sy met Lena Hart")], (1, 1, 1, 6), (0, 1, 0, 6)),
        ([entity("1", "Person", "Omar Sy"), entity("2", "Person", "Omar Sy")], (1, 1, 1, 6), (1, 1, 1, 6)),
        ([entity("1", "City", "Oslo"), entity("2", "Org", "near Oslo")], (0, 0, 0, 6), (0, 0, 0, 6)),
        ([{"id": "1", "type": "Person", "name": "nowhere"}], (0, 0, 0, 6), (0, 0, 0, 6)),
    ],
    ids=["part", "one-to-one", "type", "long", "twice", "ignored", "nowhere"],
)
def test_entities(predicted, overlap, strict):
    """Overlap is one-to-one and typed; the same span and type counts once; ignored spans count neither way."""
    assert figures({"entities": predicted}, "entities") == {"overlap": overlap, "strict": strict}


def test_labels_and_macro():
    """Each type has its own figures; the macro mean is over the types that gold has."""
    predicted = {"id": "a", "entities": [entity("1", "Person", "Omar Sy"), entity("2", "Weapon", "depot")]}
    overlap = measured(GOLD, predicted, "entities").figures[0]
    assert {label: tuple(counts) for label, counts in overlap.by_label.items()} == {
        "City": (0, 0, 0, 1),
        "Country": (0, 0, 0, 2),
        "Person": (1, 1, 1, 3),
        "Weapon": (0, 1, 0, 0),
    }
    assert (overlap.macro.precision, overlap.macro.recall) == (1 / 3, 1 / 9)


@pytest.mark.parametrize(
    ("edge", "wanted"),
    [
        (("first", "met", "lena"), (1, 1, 1, 1)),
        (("second", "met", "lena"), (1, 1, 1, 1)),
        (("lena", "met", "first"), (0, 1, 0, 1)),
        (("first", "saw", "lena"), (0, 1, 0, 1)),
        (("first", "met", "nowhere"), (0, 0, 0, 1)),
    ],
)
def test_relations(edge, wanted):
    """A relation needs both ends at some mention, in the right order, and the right predicate."""
    entities = [
        entity("first", "P", "Omar"),
        {"id": "second", "type": "P", **at("Sy", 1)},
        entity("lena", "P", "Hart"),
        {"id": "nowhere", "type": "P", "name": "Lena"},
    ]
    relations = [dict(zip(("subject", "predicate", "object"), edge, strict=True))]
    assert figures({"entities": entities, "relations": relations}, "relations") == {"overlap": wanted}


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        ({"source": at("Sy", 1), "cue": at("said"), "content": at("that Peru would join.")}, "1111"),
        ({"source": at("Omar Sy"), "cue": at("said"), "content": at("Peru would join")}, "0111"),
        ({"source": None, "cue": at("said"), "content": at("Peru would join")}, "0111"),
        ({"source": at("Sy", 1), "cue": None, "content": at("Peru")}, "0010"),
        ({"source": at("Sy", 1), "cue": at("said"), "content": PIECES}, "1111"),
        ({"source": at("Sy", 1), "cue": at("said"), "content": at("met")}, "0000"),
    ],
    ids=["punctuation", "source", "no source", "part", "pieces", "elsewhere"],
)  # fmt: skip
def test_claims(claim, right):
    """Content is compared on letters and digits; half of it makes it the same, any of it an overlap."""
    counted = figures({"claims": [claim]}, "claims").values()
    assert ["".join(str(c[0]) for c in counted), {c[1:4:2] for c in counted}] == [right, {(1, 1)}]


@pytest.mark.parametrize(
    ("kind", "arguments", "right"),
    [
        ("Shelling", [("agent", "Norway"), ("target", "depot near")], "111"),
        ("Shelling", [("agent", "Norway")], "001"),
        ("Shelling", [("target", "Norway"), ("agent", "a depot")], "001"),
        ("Attack", [("agent", "Norway"), ("target", "a depot")], "000"),
    ],
)
def test_events(kind, arguments, right):
    """The type alone, or the type with every argument in its role."""
    event = {"type": kind, "arguments": [{"role": role, **at(words)} for role, words in arguments]}
    assert "".join(str(c[0]) for c in figures({"events": [event]}, "events").values()) == right


def test_events_with_several_fillers():
    """One right filler of a role is enough for the roles, not for the arguments; what has no place is compared by words."""
    meeting = {"type": "Meeting", "arguments": [{"role": "who", **at("Omar Sy")}, {"role": "who", "text": "Lena Hart"}]}
    gold = {"id": "a", "text": TEXT, "events": [meeting]}
    for words, right in (("Omar Sy", (0, 1, 1)), ("lena hart", (0, 1, 1)), ("Lima", (0, 0, 1))):
        event = {"type": "Meeting", "arguments": [{"role": "who", "text": words}]}
        assert tuple(c[0] for c in figures({"events": [event]}, "events", gold).values()) == right


@pytest.mark.parametrize(
    ("predicted", "geoparsing", "recognition"),
    [
        ([entity("1", "City", "Lima", lat=-12, lon=-77)], (1, 1, 1, 3), (1, 1, 1, 3)),
        ([entity("1", "City", "Lima", lat=40.74, lon=-84.1)], (0, 1, 0, 3), (1, 1, 1, 3)),
        ([entity("1", "Country", "Peru", geonameid="3932488")], (1, 1, 1, 3), (1, 1, 1, 3)),
        ([entity("1", "Country", "Peru", geonameid="1")], (0, 0, 0, 3), (1, 1, 1, 3)),
        ([entity("1", "Country", "Peru")], (0, 0, 0, 3), (1, 1, 1, 3)),
        ([entity("1", "Location", "Lena Hart")], (0, 0, 0, 3), (0, 1, 0, 3)),
        ([entity("1", "Person", "Lena Hart")], (0, 0, 0, 3), (0, 0, 0, 3)),
        ([entity("1", "Person", "Lena Hart", lat=0, lon=0)], (0, 1, 0, 3), (0, 1, 0, 3)),
        ([entity("1", "City", "Oslo", lat=60, lon=10)], (0, 0, 0, 3), (0, 0, 0, 3)),
    ],
)
def test_places(predicted, geoparsing, recognition):
    """A place must be found, and its position be right to within 161 km; a GeoNames id does as well."""
    counted = figures({"entities": predicted}, "places")
    assert counted["geoparsing@161km"] == geoparsing
    assert counted["recognition"] == counted["strict recognition"] == recognition


def test_distances():
    """Accuracy, mean and median are over the places that were found and given a position."""
    given_places = [entity("1", "City", "Lima", lat=-12.04, lon=-77.03), entity("2", "Country", "Norway", lat=60, lon=10)]
    accuracy, mean, median = measured(GOLD, {"id": "a", "entities": given_places}, "places").quantities
    assert (accuracy.value, accuracy.n) == (0.5, 2)
    assert mean.value == pytest.approx(111.2, abs=0.1)
    assert median.value == mean.value
    assert mean.interval == (mean.value, mean.value)


def test_mistakes_are_grouped_and_shown():
    """Alike mistakes are one line with a number, the most frequent first, each in its sentence."""
    documents = gold_documents([("gold", GOLD), ("gold", {**GOLD, "id": "b"})])
    wrong = {"id": "b", "entities": [entity("1", "Weapon", "depot")]}
    predicted = predicted_documents([("pred", wrong)], documents)
    mistakes = evaluate(documents, predicted, layers=["entities"], mistakes=2).layers[0].mistakes
    assert [(m.kind, m.number, m.label, m.key) for m in mistakes] == [
        ("missed", 2, "City", "lima"),
        ("missed", 2, "Country", "norway"),
        ("false alarm", 1, "Weapon", "depot"),
    ]
    assert mistakes[0].sentence == "Omar Sy met Lena Hart in [Lima]."
    assert mistakes[-1].document == "b"


def test_long_examples_are_cut():
    """An example stays readable, however long its sentence or the thing in it."""
    assert len(sentence_around("word " * 500, Span(1000, 1004))) < 260
    assert len(sentence_around("word " * 500, Span(0, 2000))) < 260


def test_cues_in_base_form():
    """Forms of one cue fall together."""
    assert {lemma(cue) for cue in ("say", "says", "said", "saying", "Said")} == {"say"}


documents_with_entities = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 8), st.sampled_from(["Person", "City"]), st.booleans()), max_size=8
)


def drawn(name, entities):
    """Return a document of drawn entities, each of which says something, too."""
    spans = [{"start": begin, "end": begin + length} for begin, length, _, _ in entities]
    return {
        "id": name,
        "text": TEXT,
        "entities": [
            {"id": str(n), "type": kind, "lat": span["start"], "lon": 0, "ignore": ignore, **span}
            for n, (span, (_, _, kind, ignore)) in enumerate(zip(spans, entities, strict=True))
        ],
        "relations": [{"subject": str(n), "predicate": "near", "object": str(n - 1)} for n in range(1, len(spans))],
        "claims": [{"source": source, "cue": None, "content": span} for source, span in zip(spans[1:], spans, strict=False)],
        "events": [
            {"type": kind, "arguments": [{"role": "agent", "entity": str(n)}]} for n, (_, _, kind, _) in enumerate(entities)
        ],
    }


def judged(gold, predicted):
    """Measure drawn documents, in every layer that gold has."""
    documents = gold_documents([("gold", record) for record in gold])
    return evaluate(documents, predicted_documents([("pred", record) for record in predicted], documents))


ANCHOR = drawn("anchor", [(0, 7, "Person", False), (12, 9, "City", False)])


@settings(deadline=None, max_examples=40)
@given(documents_with_entities, documents_with_entities)
def test_figures_are_shares(gold, predicted):
    """Precision, recall and the ends of intervals lie between 0 and 1, and right things between none and all."""
    for layer in judged([ANCHOR, drawn("a", gold)], [drawn("a", predicted)]).layers:
        for figure in layer.figures:
            counts = figure.counts
            assert 0 <= counts.right <= counts.predicted
            assert 0 <= counts.found <= counts.gold
            assert 0 <= figure.interval[0] <= figure.interval[1] <= 1
            assert sum(c.gold for c in figure.by_label.values()) == counts.gold


@settings(deadline=None, max_examples=40)
@given(documents_with_entities, documents_with_entities.filter(bool), st.data())
def test_fewer_predictions_never_find_more(gold, predicted, data):
    """Taking a prediction away never raises recall, in any layer."""
    place = data.draw(st.integers(0, len(predicted) - 1))
    full, fewer = drawn("a", predicted), drawn("a", predicted)
    for key in ("claims", "events", "relations"):
        fewer[key] = [item for n, item in enumerate(fewer[key]) if n != place]
    fewer["entities"] = [{**e, "start": None, "end": None} if e["id"] == str(place) else e for e in fewer["entities"]]
    wanted = [ANCHOR, drawn("a", gold)]
    for more, less in zip(judged(wanted, [full]).layers, judged(wanted, [fewer]).layers, strict=True):
        assert all(b.counts.found <= a.counts.found for a, b in zip(more.figures, less.figures, strict=True))


@settings(deadline=None, max_examples=20)
@given(st.lists(documents_with_entities, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_order_changes_nothing(entities, random):
    """Shuffled lines and shuffled records give the same figures, intervals included."""
    gold = [ANCHOR, *(drawn(str(n), e) for n, e in enumerate(entities))]
    predicted = [drawn(str(n), e) for n, e in enumerate(reversed(entities))]
    before = judged(gold, predicted)
    for record in (*gold, *predicted):
        for key in ("entities", "relations", "claims", "events"):
            random.shuffle(record[key])
    random.shuffle(gold)
    random.shuffle(predicted)
    assert judged(gold, predicted).layers == before.layers


def lines(path, *records):
    """Write records as JSON Lines; a text is written as it is."""
    path.write_text("".join(r if isinstance(r, str) else json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


def with_(**parts):
    """Return the gold document with other parts."""
    return {"id": "a", "text": TEXT, **parts}


LONE = {"id": "x", "type": "City", "start": 0, "end": 4}


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("{\n", "not JSON"),
        pytest.param("[" * 100_000 + "\n", "not JSON", id="deep"),
        ('{"id": "\\ud800"}\n', "half a character"),
        ("3\n", "not a JSON object"),
        ({"text": TEXT}, 'no "id"'),
        ({"id": True, "text": TEXT}, 'no "id"'),
        (GOLD, "twice, first in .*line 1"),
        ({"id": "b"}, 'no "text"'),
        (with_(id="b", entities={}), '"entities" is not a list'),
        (with_(id="b", entities=[3]), 'number 1 of "entities" is not an object'),
        (with_(id="b", entities=[{**LONE, "end": 400}]), r"number 1 of entities: offsets 0 to 400 .* end exclusive"),
        (with_(id="b", entities=[{**LONE, "start": -1}]), "offsets -1 to 4"),
        (with_(id="b", entities=[{**LONE, "start": 4}]), "offsets 4 to 4"),
        (with_(id="b", entities=[{**LONE, "start": "0"}]), "offsets '0' to 4"),
        (with_(id="b", entities=[{**LONE, "start": True}]), "offsets True to 4"),
        (with_(id="b", entities=[{**LONE, "end": None}]), "offsets 0 to None"),
        (with_(id="b", entities=[{**LONE, "lat": 91, "lon": 0}]), "no place on Earth"),
        (with_(id="b", entities=[{**LONE, "lat": 1}]), "no place on Earth"),
        (json.dumps(with_(id="b", entities=[{**LONE, "lat": float("nan"), "lon": 0}])) + "\n", "no place on Earth"),
        (with_(id="b", relations=[{"subject": "x", "predicate": "p", "object": "y"}]), "no entity has the id 'x'"),
        (with_(id="b", relations=[{"subject": "x"}]), 'no "predicate"'),
        (with_(id="b", claims=[{"content": [0, 4]}]), "number 1 of claims, content: not an object"),
        (with_(id="b", claims=[{"content": {"spans": [0, 4]}}]), "not a list of pairs"),
        (with_(id="b", claims=[{"content": {"spans": [[0, 400]]}}]), "offsets 0 to 400"),
        (with_(id="b", events=[{"arguments": []}]), 'no "type"'),
        (with_(id="b", events=[{"type": "T", "arguments": [{"role": "r"}]}]), 'arguments: no "entity"'),
        (with_(id="b", events=[{"type": "T", "arguments": [{"role": "r", "entity": "e"}]}]), "no entity has the id 'e'"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named(tmp_path, record, message):
    """The one line says which file, which line, what is wrong and what to do."""
    path = lines(tmp_path / "gold.jsonl", GOLD, record)
    with pytest.raises(InputError, match=f"gold.jsonl: line 2.*{message}") as caught:
        read_gold(path)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_other_bad_files(tmp_path):
    """A missing file, another encoding and another text are refused."""
    gold = read_gold(lines(tmp_path / "gold.jsonl", "\ufeff", GOLD, "\n"))
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "\xe9"}\n')
    with pytest.raises(InputError, match=r"no\.jsonl: cannot be read: No such file"):
        read_gold(tmp_path / "no.jsonl")
    with pytest.raises(InputError, match=r"latin\.jsonl: line 1: not UTF-8"):
        read_gold(tmp_path / "latin.jsonl")
    with pytest.raises(InputError, match=r"pred\.jsonl: line 1: its text is not that of the gold"):
        read_predicted(lines(tmp_path / "pred.jsonl", {"id": "a", "text": "other"}), gold)


def test_a_whole_surrogate_pair_is_a_character(tmp_path):
    """Only half of one is refused."""
    assert read_gold(lines(tmp_path / "gold.jsonl", {"id": "a", "text": "😀"}))[0].text == "😀"


def test_layers_that_are_not_there():
    """An unknown layer is answered with the nearest, an absent one with those that gold has."""
    gold = gold_documents([("gold", with_(claims=GOLD["claims"]))])
    predicted = predicted_documents([], gold)
    with pytest.raises(UnknownNameError, match="Did you mean 'claims'"):
        evaluate(gold, predicted, layers=["claim"])
    with pytest.raises(InputError, match=r"no events to measure against\. It has claims"):
        evaluate(gold, predicted, layers=["events"])
    with pytest.raises(InputError, match="no annotation"):
        evaluate(gold_documents([("gold", with_())]), predicted)


def test_relations_to_values_are_left_out_aloud():
    """What has no place in the text cannot be found, so it does not count; a warning says so."""
    entities = [*GOLD["entities"], {"id": "n", "name": "nobody"}]
    unplaced = [{"subject": "lena", "predicate": "born", "object_value": "1990"}, {**GOLD["relations"][0], "object": "n"}]
    gold = gold_documents([("gold", {**GOLD, "entities": entities, "relations": GOLD["relations"] + unplaced})])
    result = evaluate(gold, predicted_documents([], gold), layers=["relations"])
    assert result.layers[0].figures[0].counts.gold == 1
    assert result.warnings[-1].startswith("2 gold relations")


def kg(*arguments):
    """Run a command in this process."""
    result = CliRunner().invoke(cli, [str(a) for a in arguments], prog_name="kg")
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_command(tmp_path):
    """Tables on standard output, warnings on standard error, all figures in a file."""
    gold = lines(tmp_path / "gold.jsonl", GOLD, {**GOLD, "id": "b"})
    pred = lines(tmp_path / "pred.jsonl", GOLD, {**GOLD, "id": "c"})
    result = kg("eval", gold, "--pred", pred, "--json", tmp_path / "figures.json", "--errors", 1)
    assert result.exit_code == 0, result.stderr
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["Warning", "Warning"]
    assert "1 gold documents have no prediction" in result.stderr
    assert "1 predicted documents are not in the gold" in result.stderr
    assert re.search(r"^overlap +all +100\.0 +50\.0 +66\.7 +0\.0 to 100\.0 +12 +6 +6 +6$", result.stdout, re.MULTILINE)
    assert re.search(r"^missed +1 +City +lima +b +Omar Sy met Lena Hart in \[Lima\]\.$", result.stdout, re.MULTILINE)
    written = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert list(written["layers"]) == list(LAYERS)
    entities = written["layers"]["entities"]
    assert entities["measures"]["strict"]["all"]["recall"] == 0.5
    assert entities["mistakes"][0]["key"] == "lima"
    assert written["layers"]["places"]["quantities"]["mean error"] == {
        "name": "mean error", "unit": "km", "value": 0, "interval": [0, 0], "n": 3,
    }  # fmt: skip


def test_the_command_restricts_and_refuses(tmp_path):
    """`--layer` shows one layer only; bad input is one line and an exit code."""
    gold = lines(tmp_path / "gold.jsonl", GOLD)
    only = kg("eval", gold, "--pred", gold, "--layer", "claims")
    assert only.stdout.startswith("claims\n")
    assert "entities" not in only.stdout
    for arguments, code, words in (
        (("--pred", tmp_path / "no.jsonl"), 1, "no.jsonl: cannot be read"),
        (("--pred", gold, "--layer", "claim"), 2, "Did you mean 'claims'"),
        (("--pred", gold, "--json", tmp_path), 6, str(tmp_path)),
    ):
        refused = kg("eval", gold, *arguments)
        assert (refused.exit_code, len(refused.stderr.splitlines())) == (code, 1)
        assert words in refused.stderr


def test_without_predictions_kg_reads_the_texts(tmp_path):
    """Without --pred kg annotates the texts of the gold itself."""
    text = "Jens Stoltenberg visited Sweden on Friday."
    gold = {"id": "a", "text": text, "entities": [{"id": "e", "start": 0, "end": 16, "type": "Person", "name": text[:16]}]}
    result = CliRunner().invoke(cli, ["eval", str(lines(tmp_path / "gold.jsonl", gold)), "--layer", "entities"])
    assert result.exit_code == 0, result.output
    assert re.search(r"Person +100\.0", result.output), result.output


def moved(record, number):
    """Return a record with a part of its entities moved, retyped, relocated or dropped, always alike."""
    entities = []
    for n, e in enumerate(record["entities"]):
        change = (n * 7 + number) % 9
        shift = {1: 2, 2: -3, 3: 40}.get(change, 0)
        begin = min(max(0, e["start"] + shift), len(record["text"]) - 2)
        new = {**e, "start": begin, "end": max(begin + 1, min(len(record["text"]), e["end"] + shift))}
        new.pop("ignore", None)
        if change == 4:
            new["type"] = record["entities"][0]["type"]
        if change == 5 and "lat" in new:
            new["lat"] = new["lat"] / 2
        if change != 6:
            entities.append(new)
    return {"id": record["id"], "entities": entities}


@pytest.mark.parametrize(
    ("data", "scorer", "layer"), [("re3d.jsonl", "score_re3d_ner.py", "entities"), ("geovirus.jsonl", "score_geo.py", "places")]
)
def test_agrees_with_the_shared_scorers(tmp_path, data, scorer, layer):
    """The headline is that of the scorers that lie beside the project, to a tenth of a percent."""
    gold, program = SHARED / "dev" / data, SHARED / "scorers" / scorer
    if not gold.exists() or not program.exists():
        pytest.skip(f"{gold if program.exists() else program} is not here: data and scorers lie beside the project")
    records = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    pred = lines(tmp_path / "pred.jsonl", *(moved(record, n) for n, record in enumerate(records) if n % 10))
    command = [sys.executable, str(program), "--gold", str(gold), "--pred", str(pred), "--quiet"]
    theirs = float(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1].split()[3])
    documents = read_gold(gold)
    ours = f1(evaluate(documents, read_predicted(pred, documents), layers=[layer]))[0]
    assert 20 < theirs < 95
    assert ours == pytest.approx(theirs, abs=0.1)
