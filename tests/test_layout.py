"""The layout of an article: headline, header lines, dateline, paragraphs."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.read.header import check_date, read_date, read_dateline, read_header
from kg.read.layout import MAX_BLOCK, lay_out

BODY = "Three drones hit the depot on Tuesday, the army said. Nobody was hurt."

PIECES = st.sampled_from(
    [
        "Drone strike kills 12",
        "Published: 2026-03-18 | Meridian Wire",
        "By Jane Doe",
        "236",
        "https://example.org/a",
        "KYIV, June 7 (Reuters) — Two people were killed.",
        BODY,
        "# A Title",
        "  ",
        "\u2028",
        "\u200b",
        "\ufeff",
        "\x85",
    ],
)
ARTICLES = st.lists(st.one_of(PIECES, st.sampled_from(["\n", "\n\n", "\r\n", "\r", " "]), st.text(max_size=20))).map("".join)


def parts(text):
    """Pair the kind of each block with its words."""
    return [(block.kind, text[slice(*block.span)]) for block in lay_out(text).blocks]


@given(ARTICLES)
@example("KYIV, June 7 (Reuters) — Two people were killed.\nPublished: 2026-03-18 | Meridian Wire\nDrone strike kills 12")
def test_every_character_is_in_one_block(text):
    """Blocks are in order, do not overlap, begin and end on words, and leave out nothing but white space."""
    covered = [0] * len(text)
    blocks = lay_out(text).blocks
    for block in blocks:
        words = text[slice(*block.span)]
        assert words
        assert words == words.strip()
        for position in range(*block.span):
            covered[position] += 1
    assert [b.span for b in blocks] == sorted(b.span for b in blocks)
    assert all(count <= 1 for count in covered)
    assert all(count or character.isspace() for count, character in zip(covered, text, strict=True))


@given(ARTICLES)
def test_same_text_same_layout(text):
    """The same text is laid out the same way twice."""
    assert lay_out(text) == lay_out(text)


def test_headline_number_and_repeat():
    """A number under the headline is a header line, and the headline printed twice is a headline twice."""
    text = f"Drone Strike Kills 12\n\n236\nDrone Strike Kills 12\n\n{BODY}"
    assert [kind for kind, _ in parts(text)] == ["headline", "header", "headline", "body"]


def test_header_gives_date_and_source():
    """The line under the headline says when and where the article appeared."""
    layout = lay_out(f"Drone strike kills 12\nPublished: 2026-03-18 | Meridian Wire\n\n{BODY}")
    assert (layout.headline, layout.published, layout.source) == ("Drone strike kills 12", "2026-03-18", "Meridian Wire")


def test_dateline_is_its_own_block():
    """The dateline covers just the prefix of the first paragraph, and its agency is the source."""
    text = f"Strike kills two\n\nKYIV, June 7, 2024 (Reuters) — {BODY}\n\nMOSCOW — {BODY}"
    assert parts(text)[1:] == [
        ("dateline", "KYIV, June 7, 2024 (Reuters) —"),
        ("body", BODY),
        ("body", f"MOSCOW — {BODY}"),
    ]
    layout = lay_out(text)
    assert (layout.published, layout.source) == ("2024-06-07", "Reuters")


def test_header_wins_over_dateline():
    """What the header says is more certain than the dateline."""
    layout = lay_out(f"Strike kills two\nSource: Harbour & Hull\nDate: 8 June 2024\n\nKYIV, June 7, 2024 (AP) — {BODY}")
    assert (layout.published, layout.source) == ("2024-06-08", "Harbour & Hull")


def test_wrapped_lines_are_one_paragraph():
    """Lines broken by an editor belong together."""
    text = "Strike kills two\n\nThree drones hit the depot\non Tuesday, the army\nsaid. Nobody was hurt."
    assert [kind for kind, _ in parts(text)] == ["headline", "body"]


def test_line_for_line_paragraphs():
    """Without blank lines, lines that are whole sentences are paragraphs."""
    text = f"Strike kills two\n{BODY}\n{BODY}\n{BODY}"
    assert [kind for kind, _ in parts(text)] == ["headline", "body", "body", "body"]


def test_subtitles_and_subheads():
    """A line without a full stop under the headline, or alone between paragraphs, is part of the headings."""
    text = f"Strike Kills Two in Kyiv\nArmy Denies Firing Any Rocket\n\n{BODY}\n\nWhat happens next\n\n{BODY}"
    assert [kind for kind, _ in parts(text)] == ["headline", "headline", "body", "headline", "body"]


def test_bullets_are_paragraphs():
    """Each point of a list is a paragraph; it is never taken for a heading."""
    text = f"Strike kills two\n\n{BODY}\n\n- 12 people killed in Kyiv\n- 30 people hurt"
    assert [kind for kind, _ in parts(text)] == ["headline", "body", "body", "body"]


def test_markdown_heading():
    """The marks of a Markdown heading stay out of the headline."""
    text = f"# Strike kills two\n\n{BODY}"
    assert parts(text) == [("header", "#"), ("headline", "Strike kills two"), ("body", BODY)]
    assert lay_out(text).headline == "Strike kills two"


def test_text_without_headline():
    """A text that begins with a sentence has no headline block; its first words stand in."""
    assert [kind for kind, _ in parts(BODY)] == ["body"]
    assert lay_out(BODY).headline == "Three drones hit the depot on Tuesday, the army said. Nobody was …"


@pytest.mark.parametrize(
    ("line", "published", "source"),
    [
        ("Published: 18 March 2026", "2026-03-18", ""),
        ("Published on: March 18, 2026 | The Wire", "2026-03-18", "The Wire"),
        ("Updated 2026-03-18 10:15 GMT", "2026-03-18", ""),
        ("Date: 3/4/2026", "", ""),
        ("Wednesday, 18 March 2026, 10:15 GMT", "2026-03-18", ""),
        ("2026-03-18T10:15:00Z", "2026-03-18", ""),
        ("March 18, 2026 • Meridian Wire", "2026-03-18", "Meridian Wire"),
        ("Source: Meridian Wire", "", "Meridian Wire"),
        ("Publisher: Meridian Wire", "", "Meridian Wire"),
        ("Reuters", "", "Reuters"),
        ("By Jane Doe", "", ""),
        ("BY JANE DOE and John van Roe in Kyiv", "", ""),
        ("Photo: smoke over El Obeid on Tuesday.", "", ""),
        ("https://example.org/news/1", "", ""),
        ("236", "", ""),
        ("4 min read", "", ""),
        ("(Reporting by Jane Doe; Editing by John Roe)", "", ""),
    ],
)
def test_header_lines(line, published, source):
    """Lines about the article are told from the story, and read."""
    stamp = read_header(line)
    assert (stamp.published or stamp.updated, stamp.source) == (published, source)


def test_what_lines_say_of_the_article():
    """Publication and change are two days; the section and the place line are read too."""
    text = f"Title of it\nPublished: 2 March 2026\nUpdated: 4 March 2026\nSection: World\n\nKYIV, Ukraine (AP) — {BODY}"
    laid = lay_out(text)
    assert (laid.published, laid.updated, laid.section, laid.place) == ("2026-03-02", "2026-03-04", "World", "KYIV, Ukraine")
    assert lay_out(f"Title of it\nUpdated: 4 March 2026\n\n{BODY}").published == "2026-03-04"


@pytest.mark.parametrize(
    "line",
    [
        "By Friday the toll had reached 12.",
        "Updated figures put the toll at 12.",
        "The ministry published its report on 7 June 2024.",
        "Kyiv: 12 dead",
        "x" * 10_000,
    ],
)
def test_story_lines(line):
    """Sentences that only resemble metadata stay in the story."""
    assert read_header(line) is None


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("KYIV, June 7 (Reuters) — Two died.", "KYIV, June 7 (Reuters) —"),
        ("KYIV, Ukraine (AP) -- Two died.", "KYIV, Ukraine (AP) --"),
        ("MOSCOW, June 7. /TASS/. Two died.", "MOSCOW, June 7. /TASS/."),
        ("Paris, 3 May 2024 - Acme said so.", "Paris, 3 May 2024 -"),
        ("GENEVA/KYIV (UN News) – Two died.", "GENEVA/KYIV (UN News) –"),
        ("WASHINGTON — The army said so.", "WASHINGTON —"),
        ("UNITED NATIONS, June 7 — Two died.", "UNITED NATIONS, June 7 —"),
    ],
)
def test_datelines(text, dateline):
    """The usual forms of a dateline are found, to the dash."""
    found = read_dateline(text)
    assert found is not None
    assert text[: found[0]] == dateline


@pytest.mark.parametrize(
    "text", ["NATO — the alliance — met.", "Kyiv – The capital was quiet.", "On 7 June (a Friday) - two died."]
)
def test_no_dateline(text):
    """A dash after a name is not enough."""
    assert read_dateline(text) is None


@pytest.mark.parametrize(
    ("text", "date"), [("7/6/2024", None), ("2024-02-30", None), ("31 June 2024", None), ("Sept 7 2024", "2024-09-07")]
)
def test_dates_are_real_and_clear(text, date):
    """A date that does not exist or could be two days is no date."""
    assert read_date(text) == date


@pytest.mark.parametrize("text", ["2024-13-01", "7/6/2024", "yesterday", "2024-06-07 or so", ""])
def test_bad_date_from_user(text):
    """A date that a user types must be one."""
    with pytest.raises(UsageError, match="Write it as 2024-06-07"):
        check_date(text)


@pytest.mark.parametrize("line", [f"{BODY} " * 4_000, "word " * 50_000, "x" * 250_000, "# " + "Title " * 50_000])
def test_long_blocks_are_cut_where_a_sentence_ends(line):
    """A paragraph as long as a book is read in parts, and no character is lost."""
    text = f"Drone strike kills 12\n\n{line}"
    blocks = lay_out(text).blocks
    assert all(span.end - span.begin <= MAX_BLOCK for span in (block.span for block in blocks))
    assert "".join("".join(text[slice(*block.span)].split()) for block in blocks) == "".join(text.split())
    if line.startswith(BODY):
        assert {text[block.span.end - 1] for block in blocks[1:]} == {"."}
