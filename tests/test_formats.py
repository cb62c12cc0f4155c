"""Mail, Word, saved pages, feeds, PDF and web archives become documents with what their files say of them."""

import codecs
import gzip
import json
import mailbox
from email.message import EmailMessage

import pytest

from kg import pipeline
from tests.formats import ATOM, FIRST, PAGE, RSS, SECOND, STORY, only, pdf, record, told, word, zipped
from tests.test_read import put, read


def test_mail(tmp_path):
    """A mail gives its text, subject, sender and date; the plain part is preferred and its charset honoured."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = (
        "Strike kills two",
        "Jané Doe <j@x.example>",
        "Fri, 07 Jun 2024 23:30:00 +0300",
    )
    mail.set_content(f"{STORY}\n\nCafé.", charset="iso-8859-1")
    mail.add_alternative(f"<p>wrong {FIRST}</p>", subtype="html")
    mail.add_attachment(b"\x00" * 100, maintype="application", subtype="octet-stream", filename="../../evil.txt")
    document = only(put(tmp_path, "a.eml", mail.as_bytes()))
    assert (document.headline, document.author, document.published) == ("Strike kills two", "Jané Doe", "2024-06-07")
    assert document.text.split() == f"Strike kills two {STORY} Café.".split()
    only_html = EmailMessage()
    only_html.set_content(f"<p>{FIRST}<p>{SECOND}", subtype="html")
    assert only(put(tmp_path, "b.eml", only_html.as_bytes())).text == STORY


def test_mailbox(tmp_path):
    """Each message of a mailbox is a document, and an empty one is named."""
    box = mailbox.mbox(tmp_path / "a.mbox")
    for text in (STORY, "", FIRST):
        message = EmailMessage()
        message["Subject"] = "News"
        message.set_content(text)
        box.add(message)
    box.close()
    documents, (failure,) = read(tmp_path / "a.mbox")
    assert [d.id for d in documents] == ["a-1", "a-3"]
    assert failure.path.endswith("a.mbox, message 2")


@pytest.mark.parametrize(
    "data", [b"no headers", b"Subject: x\n\n", b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 300, b"\xff" * 5000]
)
def test_bad_mail(tmp_path, data):
    """What is no mail, or has no text, is one line."""
    assert len(told(put(tmp_path, "a.eml", data))) == 1
    assert len(told(put(tmp_path, "a.mbox", data))) == 1


def test_evidence_knows_its_part(tmp_path):
    """A span says which page, element or part of its file it begins in, also behind a title that was put before the text."""
    path = put(tmp_path, "a.pdf", pdf([FIRST], [SECOND], extra=b""))
    document = only(path)
    assert document.parts == ((document.text.index(FIRST), "page 1"), (document.text.index(SECOND), "page 2"))
    page = only(put(tmp_path, "b.html", PAGE))
    named = dict(page.parts)
    assert named[page.text.index(FIRST)] == "/html/body/article/p[1]"
    assert named[page.text.index(SECOND)] == "/html/body/article/p[2]"
    mail = EmailMessage()
    mail["Subject"] = "Strike kills two"
    mail.set_content(STORY)
    mail.add_alternative(f"<p>{STORY}", subtype="html")
    sent = only(put(tmp_path, "c.eml", mail.as_bytes()))
    assert sent.parts == ((sent.text.index(FIRST), "part 1 (text/plain)"),)
    graph = pipeline.to_turtle(pipeline.extract([path])).decode()
    assert 'kg:sourcePart "page 2"' in graph


@pytest.mark.parametrize(
    ("told_by", "warned"),
    [
        ({"date": "2024-02-30"}, "'2024-02-30', which is none"),
        ({"date": "2999-01-01"}, "'2999-01-01', which is none"),
        ({"date": "2024-06-07", "modified": "2024-06-01"}, "changed on 2024-06-01, before it was published on 2024-06-07"),
        ({"date": "2024-06-09"}, "2024-06-09, which lies after 2024-06-08"),
        ({"date": "2024-06-07", "modified": "2024-06-09"}, "2024-06-09, which lies after 2024-06-08"),
    ],
)
def test_wrong_dates_are_told(tmp_path, told_by, warned):
    """Dates that are none, contradict each other, or lie after the day that the user names."""
    document = only(put(tmp_path, "a.json", json.dumps({"text": STORY, "section": "World", **told_by})), as_of="2024-06-08")
    (warning,) = document.warnings
    assert warned in warning
    assert (document.section, document.stated_by["section"]) == ("World", "file")


def test_word(tmp_path):
    """A Word file gives its paragraphs and its author; deleted text stays out."""
    body = f"<w:p><w:r><w:t>Strike kills two</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>{FIRST[:9]}</w:t></w:r>"
    body += f"<w:del><w:r><w:delText>not</w:delText></w:r></w:del><w:r><w:t>{FIRST[9:]}</w:t></w:r></w:p>"
    document = only(put(tmp_path, "a.docx", word(body, "<dc:creator>Jane Doe</dc:creator>")))
    assert document.text == f"Strike kills two\n\n{FIRST}"
    assert document.author == "Jane Doe"


def test_word_shows_once(tmp_path):
    """Hidden words, the old place of moved ones and the stand-in for a text box are left out."""
    run = "<w:r>{}<w:t>{}</w:t></w:r>"
    box = f"<w:p>{run.format('', SECOND)}</w:p>"
    mark = '<m:AlternateContent xmlns:m="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    both = f"{mark}<m:Choice>{box}</m:Choice><m:Fallback>{box}</m:Fallback></m:AlternateContent>"
    body = f"<w:p>{run.format('', FIRST)}<w:r>{both}</w:r><w:moveFrom>{run.format('', 'moved')}</w:moveFrom>"
    body += f"{run.format('<w:rPr><w:vanish/></w:rPr>', 'Ignore this.')}</w:p>"
    assert only(put(tmp_path, "a.docx", word(body))).text == f"{SECOND}\n\n{FIRST}"


def test_bad_word(tmp_path):
    """Entities, damage and other ZIP files are one line each."""
    entity = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    assert "XML entities" in told(put(tmp_path, "a.docx", zipped(**{"word/document__xml": entity})))[0]
    assert told(put(tmp_path, "b.docx", zipped(a__txt="x"))) == ["not a Word file (.docx)."]
    assert "damaged" in told(put(tmp_path, "c.docx", word("<w:p>")))[0]
    assert "damaged" in told(put(tmp_path, "d.docx", b"PK\x03\x04 no"))[0]
    assert "empty" in told(put(tmp_path, "e.docx", word("<w:p/>")))[0]
    bomb = word("<w:p><w:r><w:t>" + "A" * 60_000_000 + "</w:t></w:r></w:p>")
    assert "over 50 MB" in told(put(tmp_path, "f.docx", bomb))[0]


def test_page(tmp_path):
    """A saved page gives the article without menu, footer and hidden text, and title, site, author, date and address."""
    pytest.importorskip("trafilatura")
    document = only(put(tmp_path, "a.html", PAGE))
    assert document.text == f"Strike kills two\n\n{STORY}"
    assert (document.headline, document.source, document.author) == ("Strike kills two", "Courier", "Jane Doe")
    assert (document.published, document.url, document.language) == ("2024-06-07", "https://courier.example/strike", "en-GB")


def test_page_with_linked_data(tmp_path):
    """What the page says of itself in JSON-LD is read; a copyright year is no date."""
    pytest.importorskip("trafilatura")
    about = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Strike kills two",
        "datePublished": "2024-06-07",
    }
    about |= {"author": {"@type": "Person", "name": "Jane Doe"}, "publisher": {"@type": "Organization", "name": "Courier"}}
    body = f"<main><h1>Strike kills two</h1><div><p>{FIRST}<p>{SECOND}</div></main><footer>© 2019 Courier</footer>"
    script = f'<script type="application/ld+json">{json.dumps(about)}</script>'
    document = only(put(tmp_path, "a.htm", f"<html><head>{script}</head><body>{body}</body></html>"))
    assert (document.published, document.author, document.source) == ("2024-06-07", "Jane Doe", "Courier")
    assert only(put(tmp_path, "b.htm", f"<html><body>{body}</body></html>")).published is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (PAGE.encode("utf-16"), FIRST),
        (PAGE.replace("utf-8", "klingon").encode(), FIRST),
        (PAGE.replace("utf-8", "utf-7").replace("Tuesday", "Tuesday in Łódź").encode(), "Łódź"),
        (PAGE.replace("utf-8", "iso-8859-2").replace("Tuesday", "Tuesday in Łódź").encode("iso-8859-2"), "Łódź"),
        (PAGE.replace('<meta charset="utf-8">', "").replace("Kyiv", "“Kyiv”").encode("cp1252"), "“Kyiv”"),
        (codecs.BOM_UTF8 + PAGE.encode(), FIRST),
        (("<div>" * 5000 + f"<p>{FIRST}</p><p>{SECOND}</p>").encode(), FIRST),
        ((f"<p>{FIRST}</p>" * 25_000).encode(), FIRST),
        (("<p " + " ".join(f"a{i}=1" for i in range(50_000)) + ">x</p>" + PAGE).encode(), FIRST),
        (PAGE[:-200].encode(), FIRST),
        (b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>' + PAGE.encode(), FIRST),
    ],
)
def test_odd_pages(tmp_path, data, words):
    """The charset is found, and long, deep, cut or hostile pages still give their text."""
    pytest.importorskip("trafilatura")
    document = only(put(tmp_path, "a.html", data))
    assert words in document.text
    assert "root:" not in document.text


def test_control_characters_beside_hidden_text(tmp_path):
    """Hidden text goes, and what stands behind it stays, whatever characters it has."""
    pytest.importorskip("trafilatura")
    page = f"<article><p>{FIRST}</p><p><b hidden>Evil.</b>&#1;{SECOND}</p></article>"
    text = only(put(tmp_path, "a.html", page)).text
    assert SECOND in text
    assert "Evil" not in text


@pytest.mark.parametrize(
    "page", ["<p></p>", "<script>var a = 'Acme Corp bought Globex';</script>", "<div>" * 20_000 + STORY, " "]
)
def test_pages_without_an_article(tmp_path, page):
    """A page of scripts, or nested to break readers, is one line."""
    pytest.importorskip("trafilatura")
    assert len(told(put(tmp_path, "a.html", page))) == 1


def test_feeds(tmp_path):
    """Each item of a feed is a document with the feed as its source; an item without text is named."""
    pytest.importorskip("feedparser")
    (one, two), (failure,) = read(put(tmp_path, "a.rss", RSS))
    assert (one.id, one.headline, one.text) == ("a-1", "Strike & kill", f"Strike & kill\n\n{STORY}")
    assert (one.published, one.source, one.author, one.url) == (
        "2024-06-07",
        "Courier",
        "Jane Doe",
        "https://courier.example/1",
    )
    assert two.text == f"Second\n\n{FIRST}"
    assert failure.path.endswith("a.rss, item 3")
    atom = only(put(tmp_path, "b.xml", ATOM))
    assert (atom.headline, atom.published, atom.author, atom.source) == ("Strike", "2024-06-07", "Jane Doe", "Courier")


@pytest.mark.parametrize(
    ("feed", "message"),
    [
        ("<a/>", "neither RSS nor Atom"),
        ("/etc/passwd", "neither RSS nor Atom"),
        ('<!DOCTYPE r [<!ENTITY x "' + "a" * 50_000 + '">]><rss>' + "&x;" * 2000, "XML entities"),
        ('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0">&x;</rss>', "XML entities"),
        ("<rss version='2.0'><channel></channel></rss>", "no items"),
    ],
)
def test_bad_feeds(tmp_path, feed, message):
    """Other XML, entities and empty feeds are one line each."""
    pytest.importorskip("feedparser")
    assert message in told(put(tmp_path, "a.xml", feed))[0]


def test_entities_in_another_encoding(tmp_path):
    """Entities are seen in UTF-16 too."""
    pytest.importorskip("feedparser")
    feed = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE r [<!ENTITY x "a">]><rss version="2.0">&x;</rss>'
    assert "XML entities" in told(put(tmp_path, "a.xml", feed.encode("utf-16")))[0]


def test_pdf(tmp_path):
    """A PDF gives the text of its pages, without running heads and with words whole."""
    pytest.importorskip("pypdf")
    pages = [["Courier, page 1", "The army said on Tuesday that two peo-", "ple had been killed in Kyiv."]]
    pages += [[f"Courier, page {n}", SECOND] for n in (2, 3)]
    document = only(put(tmp_path, "a.pdf", pdf(*pages)))
    assert document.text == f"{FIRST}\n\n{SECOND}\n\n{SECOND}".replace("Tuesday that two people", "Tuesday that two people")
    assert document.published is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (pdf([]), "a scan"),
        (pdf([FIRST])[:300], "damaged"),
        (
            pdf(
                [FIRST],
                extra=b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (" + b"o" * 32 + b") /U (" + b"u" * 32 + b") /P -4 >>",
            ),
            "locked",
        ),
        (PAGE.encode(), "not a PDF file"),
        (pdf([FIRST]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"), "damaged"),
        (b"", "empty"),
    ],
)
def test_bad_pdf(tmp_path, data, message):
    """A scan, a locked, a damaged and another file are told apart."""
    pytest.importorskip("pypdf")
    (failure,) = told(put(tmp_path, "a.pdf", data))
    assert message in failure


def test_web_archive(tmp_path):
    """The pages of a web archive are documents with their addresses; pictures and error pages are passed over."""
    pytest.importorskip("trafilatura")
    pytest.importorskip("warcio")
    out = b""
    for path, status, kind, body in (
        (
            "a",
            "200 OK",
            "text/html; charset=utf-8",
            PAGE.replace('<link rel="canonical" href="https://courier.example/strike">', ""),
        ),
        ("b", "404 Not Found", "text/html", PAGE),
        ("c.png", "200 OK", "image/png", "x"),
        ("d", "200 OK", "text/html", "<p></p>"),
    ):
        out += gzip.compress(record(path, status, kind, body))
    path = put(tmp_path, "a.warc.gz", out)
    (document,), (failure,) = read(path)
    assert (document.url, document.headline) == ("https://courier.example/a", "Strike kills two")
    assert failure.path.endswith("https://courier.example/d")
    assert told(put(tmp_path, "b.warc", "no")) == ["damaged, or no web archive (WARC)."]


def test_a_pdf_has_paragraphs_and_sentences(tmp_path):
    """A short line that ends a sentence ends a paragraph, and a sentence goes on over the end of a page, even in a word."""
    lines = (
        ["Strike kills two", "The army said on Tuesday that two people had been killed in Kyiv", "and many others were hurt."],
        ["Governor Anna Kovalenko told reporters that twelve more were woun-", "ded badly, three of them in a hospi-"],
        ["tal that was hit. The army of Russia, which had denied the strike on", "the day before,"],
        ["Did not comment.", "It never does."],
    )
    document = only(put(tmp_path, "a.pdf", pdf([*lines[0], lines[1][0], lines[1][1]], *lines[2:], extra=b"")))
    assert document.text == (
        "Strike kills two\nThe army said on Tuesday that two people had been killed in Kyiv\nand many others were hurt.\n\n"
        "Governor Anna Kovalenko told reporters that twelve more were wounded badly, three of them in a hospital that was hit. "
        "The army of Russia, which had denied the strike on\nthe day before,\n\nDid not comment.\nIt never does."
    )
    assert [document.text[begin : begin + 6] for begin, _ in document.parts] == ["Strike", "tal th", "Did no"]


@pytest.mark.parametrize(("title", "taken"), [("Strike kills two", True), ("x", False), ("Strike", True), ("kills two", False)])
def test_the_title_of_a_pdf(tmp_path, title, taken):
    """It is believed where the text has it as the beginning of a line; programs put names of files there."""
    data = pdf(["About the war", "Strike kills two", FIRST], extra=b" /Info << /Title (%b) >>" % title.encode())
    assert (only(put(tmp_path, "a.pdf", data)).headline == title) == taken
