"""JSON, JSON Lines and tables become documents; a damaged record is named and never loses the others."""

import json

import pytest

from kg.errors import UnknownNameError, UsageError
from kg.model import Document
from kg.read import Failure, Skipped, find_inputs, parse_fields, read_documents
from kg.read.records import MAX_BAD
from tests.formats import FIRST, SECOND, STORY, only, told
from tests.test_read import put, read


def test_json_lines(tmp_path):
    """Each line is a document, called after its file and its own id; title, date, source, author and address are read."""
    record = {"id": "a/1", "title": "Strike kills two", "date": "2024-06-07", "text": STORY, "url": "https://courier.example/1"}
    lines = [record | {"source": {"name": "Courier"}, "authors": ["Jane Doe", "Jo Roe"]}, record | {"id": 7, "lang": "en-GB"}]
    path = put(tmp_path, "dump.jsonl", "\r\n".join(map(json.dumps, lines)))
    (one, two), failures = read(path)
    assert failures == []
    assert (one.id, two.id, two.language) == ("dump-a-1", "dump-7", "en-GB")
    assert (one.headline, one.published, one.source) == ("Strike kills two", "2024-06-07", "Courier")
    assert (one.author, one.url) == ("Jane Doe; Jo Roe", "https://courier.example/1")
    assert one.text == f"Strike kills two\n\n{STORY}"


@pytest.mark.parametrize(
    "record",
    [
        {
            "webTitle": "Strike",
            "webPublicationDate": "2024-06-07T08:00:00Z",
            "fields": {"bodyText": STORY, "byline": "Jane Doe"},
        },
        {"headline": {"main": "Strike"}, "pub_date": "2024-06-07", "body": STORY, "byline": {"original": "Jane Doe"}},
        {"headline": "Strike", "datePublished": "2024-06-07", "articleBody": STORY, "author": {"name": "Jane Doe"}},
        {"headline": "Strike", "versioncreated": "2024-06-07T08:00:00Z", "body_text": STORY, "byline": "Jane Doe"},
        {"title": "Strike", "date_publish": "2024-06-07 08:00:00", "maintext": STORY, "authors": ["Jane Doe"]},
        {"_source": {"headline": "Strike", "date": 1717747200000, "body": STORY, "author": "Jane Doe"}},
    ],
)
def test_shapes_of_newswires(tmp_path, record):
    """The shapes of the usual interfaces and scrapers are recognised."""
    document = only(put(tmp_path, "a.jsonl", json.dumps(record)))
    assert (document.headline, document.published, document.author) == ("Strike", "2024-06-07", "Jane Doe")
    assert document.text.endswith(STORY)


def test_fields_of_the_user(tmp_path):
    """The user says which field is what, also inside records; a name that is not there is told."""
    path = put(tmp_path, "a.json", json.dumps({"Inhalt": {"Rumpf": STORY}, "Kopf": "Strike", "title": "wrong"}))
    assert only(path, fields=parse_fields("text=Inhalt.Rumpf,title=Kopf")).headline == "Strike"
    (message,) = told(path, fields={"text": "nowhere"})
    assert message == "no field nowhere; it has: Inhalt, Kopf, title. Name it with --fields text=NAME."
    for text, error in {"text": UsageError, "text=": UsageError, "": UsageError, "txt=a": UnknownNameError}.items():
        with pytest.raises(error):
            parse_fields(text)


@pytest.mark.parametrize("wrap", [lambda r: r, lambda r: {"articles": r}, lambda r: {"response": {"results": r}}])
def test_json(tmp_path, wrap):
    """A list of records is found at the top or where the usual interfaces keep it; a bad one does not lose the others."""
    path = put(tmp_path, "a.json", json.dumps(wrap([{"text": STORY}, 5, {"text": FIRST, "id": "x"}])))
    documents, (failure,) = read(path)
    assert [d.id for d in documents] == ["a-1", "a-x"]
    assert failure.path.endswith("a.json, record 2")
    assert failure.message == "a number, not an object."


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{bad", "not JSON"),
        ('{"text": NaN}', "NaN is no value of JSON"),
        ('{"text": "a", "text": "b"}', "the name 'text' stands twice"),
        ('{"text": "a", "n": 1e999}', "too large"),
        ('{"text": "a", "n": ' + "9" * 5000 + "}", "not JSON"),
        ('{"text": "a", "m": ' + "[" * 100_000, "nested beyond reason"),
        ('{"text": 5}', "a int, not text"),
        ('{"text": " "}', "is empty"),
        ('{"text": "Acme met.", "id": ""}', "its id is empty"),
        ('{"text": "Acme met.", "id": 1.0}', "its id is a float"),
        ('[{"text": "a"}]', "name it .json"),
        ("{", "over several lines"),
        ("null", "null, not an object"),
    ],
)
def test_damaged_lines(tmp_path, line, message):
    """A damaged line is named and the others are read."""
    good = json.dumps({"text": STORY})
    documents, (failure,) = read(put(tmp_path, "a.jsonl", f"{good}\n\n{line}\n"))
    assert len(documents) == 1
    assert failure.path.endswith("a.jsonl, line 3")
    assert message in failure.message


def test_the_same_record_again(tmp_path):
    """A repeated record counts once; another text under its id is told; ids that look alike get numbers."""
    records = [{"id": "a", "text": STORY}] * 3 + [
        {"id": "a", "text": FIRST},
        {"id": "b c", "text": FIRST},
        {"id": "b/c", "text": FIRST},
    ]
    documents, (failure,) = read(put(tmp_path, "d.jsonl", "\n".join(map(json.dumps, records))))
    assert [d.id for d in documents] == ["d-a", "d-b-c", "d-b-c-2"]
    assert "another text" in failure.message


def test_what_no_graph_can_hold(tmp_path):
    """Half a surrogate pair and a NUL are replaced; separators inside a text do not cut a record."""
    path = put(tmp_path, "a.jsonl", '{"text": "Acme \\ud800 Corp\\u0000 met.\u2028 It \x85said so."}')
    assert only(path).text == "Acme \ufffd Corp\ufffd met.\u2028 It \x85said so."


def test_long_lines_and_other_kinds(tmp_path):
    """A line over the limit is named, what is no JSON Lines at all gives up soon, and UTF-16 is told."""
    assert told(put(tmp_path, "a.jsonl", json.dumps({"text": "a " * 3_000_000}))) == ["over 5 MB, the limit for one record."]
    messages = told(put(tmp_path, "b.jsonl", "no\n" * 5000))
    assert len(messages) == MAX_BAD + 1
    assert "the rest was not read" in messages[-1]
    assert "UTF-16" in told(put(tmp_path, "c.jsonl", '{"text": "a"}'.encode("utf-16")))[0]


@pytest.mark.parametrize(("name", "separator"), [("a.csv", ","), ("b.csv", ";"), ("c.tsv", "\t")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables(tmp_path, name, separator, encoding):
    """A row is a document; separators, quotes and line ends inside values are kept; a crooked row is named."""
    rows = [["Headline", "Body", "Date"], ["Strike", f'"{FIRST}\n\n{SECOND}"', "2024-06-07"], ["a", "b", "c", "d"]]
    path = put(tmp_path, name, "\r\n".join(separator.join(row) for row in rows).encode(encoding))
    (document,), (failure,) = read(path)
    assert (document.headline, document.published) == ("Strike", "2024-06-07")
    assert document.text == f"Strike\n\n{STORY}"
    assert "4 values for 3 columns" in failure.message


def test_table_without_text(tmp_path):
    """A table without a column of text says which columns it has."""
    assert told(put(tmp_path, "a.csv", "who,what\na,b\n")) == [
        "no field of text; it has: what, who. Name it with --fields text=NAME."
    ]


def test_markup_in_a_field(tmp_path):
    """HTML inside a field becomes text."""
    path = put(tmp_path, "a.jsonl", json.dumps({"body": f"<p>{FIRST}</p><script>evil()</script><p>{SECOND}</p>"}))
    assert only(path).text == STORY


def test_data_beside_an_article_is_no_article(tmp_path):
    """In a folder, a JSON file of an article's name and one without text are passed over; named by the user they are not."""
    put(tmp_path, "strike.txt", STORY)
    side = put(tmp_path, "strike.json", json.dumps({"id": "strike", "text": "another text"}))
    other = put(tmp_path, "settings.json", json.dumps({"colour": "blue"}))
    put(tmp_path, "second.json", json.dumps({"title": "Strike", "text": STORY}))
    inputs = find_inputs([tmp_path])
    found = list(read_documents(inputs))
    assert sorted(d.id for d in found if isinstance(d, Document)) == ["second", "strike"]
    assert inputs.skipped + sum(s.count for s in found if isinstance(s, Skipped)) == 2
    assert not [f for f in found if isinstance(f, Failure)]
    documents, failures = read(side)
    assert [d.id for d in documents] == ["strike"]
    assert not failures
    assert "no field of text" in read(other)[1][0].message


def test_the_export_of_a_messenger(tmp_path):
    """Each message with words is an article of its channel; pictures and notices are passed over, other pieces are told."""
    common = {"type": "message", "date": "2024-05-14T10:01:00", "from": "Danube Watch"}
    pieces = ["⚡️ ", {"type": "bold", "text": FIRST}, " More soon."]
    messages = [
        {"id": 1, "type": "service", "action": "create_channel", "text": ""},
        {"id": 2, **common, "text": FIRST},
        {"id": 3, **common, "text": pieces},
        {"id": 4, **common, "photo": "(File not included)", "text": ""},
        {"id": 5, **common, "text": [{"type": "sticker"}]},
        {"id": 6, **common, "text": [FIRST, SECOND]},
    ]
    export = {"name": "Danube Watch", "type": "public_channel", "messages": messages}
    inputs = find_inputs([put(tmp_path, "result.json", json.dumps(export))])
    found = list(read_documents(inputs))
    documents = [each for each in found if isinstance(each, Document)]
    assert [document.text for document in documents] == [FIRST, f"⚡️ {FIRST} More soon."]
    assert {(document.source, document.published) for document in documents} == {("Danube Watch", "2024-05-14")}
    assert sum(each.count for each in found if isinstance(each, Skipped)) == 2
    failures = [each.path.partition(", ")[2] for each in found if isinstance(each, Failure)]
    assert failures == ["record 5", "record 6"]
