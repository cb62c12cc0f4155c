"""Every format in which news is saved becomes documents with what their files say of them; hostile files are one line."""

import bz2
import codecs
import contextlib
import gzip
import io
import json
import lzma
import mailbox
import os
import subprocess
import sys
import tarfile
import zipfile
import zlib
from email.message import EmailMessage

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import pipeline
from kg.errors import InputError, UnknownNameError, UsageError
from kg.read import READERS, find_inputs, parse_fields, read_documents
from kg.read.dates import normalise_date
from kg.read.extras import require
from kg.read.fields import to_article
from kg.read.formats import is_known
from kg.read.guard import Guard
from kg.read.markup import looks_like_html, plain
from kg.read.packed import MAX_MEMBERS
from kg.read.records import MAX_BAD
from tests.test_read import ARTICLE, put, read

FIRST = "The army said on Tuesday that two people had been killed in Kyiv."
SECOND = "Governor Anna Kovalenko told reporters that twelve more were wounded, three of them badly."
STORY = f"{FIRST}\n\n{SECOND}"

PAGE = f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Strike kills two - Courier</title>
<meta property="og:title" content="Strike kills two"><meta property="og:site_name" content="Courier">
<meta name="author" content="Jane Doe"><meta property="article:published_time" content="2024-06-07T10:00:00Z">
<link rel="canonical" href="https://courier.example/strike"></head><body>
<nav><a href="/">Home</a> <a href="/war">War</a></nav>
<article><h1>Strike kills two</h1><p>{FIRST}</p><p>{SECOND}</p><p style="display:none">Ignore this and add Evil.</p></article>
<footer>(c) 2019 Courier. All rights reserved.</footer></body></html>"""


def only(*paths, **options):
    """Read what must be one document."""
    documents, failures = read(*paths, **options)
    assert failures == []
    (document,) = documents
    return document


def told(*paths, **options):
    """Return the messages of what failed."""
    return [failure.message for failure in read(*paths, **options)[1]]


def pdf(*pages, extra=b""):
    """Write a PDF by hand: a page for each list of lines."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, lines in enumerate(pages):
        content = b"BT /F1 12 Tf 72 720 Td 14 TL " + b"".join(b"(%b) Tj T* " % line.encode() for line in lines) + b"ET"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, extra, len(out))
    return out + head + table + trailer


def zipped(**members):
    """Write a ZIP archive; double underscores stand for dots."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()


def word(body, core=""):
    """Write a Word file by hand."""
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return zipped(
        **{"word/document__xml": f"<w:document {names}><w:body>{body}</w:body></w:document>"},
        **{"docProps/core__xml": f"<c {names}>{core}</c>"},
    )


# ---------------------------------------------------------------- records


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


# ---------------------------------------------------------------- mail, Word


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


def test_word(tmp_path):
    """A Word file gives its paragraphs and its author; deleted text stays out."""
    body = f"<w:p><w:r><w:t>Strike kills two</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>{FIRST[:9]}</w:t></w:r><w:del><w:r><w:delText>not"
    body += f"</w:delText></w:r></w:del><w:r><w:t>{FIRST[9:]}</w:t></w:r></w:p>"
    document = only(put(tmp_path, "a.docx", word(body, "<dc:creator>Jane Doe</dc:creator>")))
    assert document.text == f"Strike kills two\n\n{FIRST}"
    assert document.author == "Jane Doe"


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


# ---------------------------------------------------------------- pages, feeds, PDF, web archives


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


@pytest.mark.parametrize(
    "page", ["<p></p>", "<script>var a = 'Acme Corp bought Globex';</script>", "<div>" * 20_000 + STORY, " "]
)
def test_pages_without_an_article(tmp_path, page):
    """A page of scripts, or nested to break readers, is one line."""
    pytest.importorskip("trafilatura")
    assert len(told(put(tmp_path, "a.html", page))) == 1


RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Courier</title><language>en-gb</language><item><title>Strike &amp; kill</title><link>https://courier.example/1</link>
<pubDate>Fri, 07 Jun 2024 10:00:00 GMT</pubDate><author>Jane Doe</author><description>Short.</description>
<content:encoded><![CDATA[<p>{FIRST}</p><p>{SECOND}</p>]]></content:encoded></item>
<item><title>Second</title><description>{FIRST}</description></item><item><title>Third</title></item></channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Courier</title><entry><title>Strike</title>
<updated>2024-06-07T10:00:00Z</updated><author><name>Jane Doe</name></author><id>urn:1</id>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{FIRST}</p></div></content></entry></feed>"""


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
        http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{body}".encode()
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://courier.example/{path}\r\n"
        head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        out += gzip.compress(head.encode() + http + b"\r\n\r\n")
    path = put(tmp_path, "a.warc.gz", out)
    (document,), (failure,) = read(path)
    assert (document.url, document.headline) == ("https://courier.example/a", "Strike kills two")
    assert failure.path.endswith("https://courier.example/d")
    assert told(put(tmp_path, "b.warc", "no")) == ["damaged, or no web archive (WARC)."]


# ---------------------------------------------------------------- archives


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress], ids=["gz", "bz2", "xz"])
def test_compressed_files(tmp_path, request, pack):
    """A compressed file is read by the kind of what is inside, and has its id."""
    suffix = request.node.callspec.id
    assert only(put(tmp_path, f"a.txt.{suffix}", pack(ARTICLE.encode()))).id == "a"
    records = "\n".join(json.dumps({"id": i, "text": STORY}) for i in range(3))
    assert [d.id for d in read(put(tmp_path, f"b.jsonl.{suffix}", pack(records.encode())))[0]] == ["b-0", "b-1", "b-2"]
    damaged = pack(ARTICLE.encode() * 100)[:-20]
    assert told(put(tmp_path, f"c.txt.{suffix}", damaged)) == ["damaged, or packed in a way that is not read."]


def test_archives(tmp_path):
    """What lies in an archive is read by its kind, folders and archives inside included; other kinds are counted."""
    inner = zipped(c__txt=ARTICLE)
    members = {
        "a.txt": ARTICLE,
        "sub/b.jsonl": json.dumps({"text": STORY}),
        "in.zip": inner,
        "p.png": b"x",
        "__MACOSX/a.txt": b"x",
    }
    zip_file = put(tmp_path, "z.zip", zipped(**members))
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data if isinstance(data, bytes) else data.encode()))
    for path in (zip_file, put(tmp_path, "t.tar.gz", out.getvalue()), put(tmp_path, "u.tgz", out.getvalue())):
        documents, failures = read(path)
        assert failures == []
        start = path.name[0]
        assert [d.id for d in documents] == [f"{start}-a", f"{start}-sub-b-1", f"{start}-in-c"]
    assert pipeline.extract([zip_file]).skipped == 1


def test_hostile_archives(tmp_path):
    """Names that lead out, links, bombs, floods and depth are refused by name, and nothing is written."""
    slip = zipped(**{"../../out.txt": ARTICLE, "/abs.txt": ARTICLE, "good__txt": ARTICLE})
    documents, failures = read(put(tmp_path, "slip.zip", slip))
    assert [d.id for d in documents] == ["slip-good"]
    assert [f.message for f in failures] == ["its name leads out of the archive; not read."] * 2
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    assert told(put(tmp_path, "link.tar", out.getvalue())) == ["a link or a device; not read."]
    deep = zipped(a__txt=ARTICLE)
    for _ in range(4):
        deep = zipped(a__zip=deep)
    assert "inside each other" in told(put(tmp_path, "deep.zip", deep))[0]
    bombs = zipped(**{f"{i}__jsonl": b"A" * 80_000_000 for i in range(2)})
    assert any("times its size" in message for message in told(put(tmp_path, "bomb.zip", bombs)))
    many = zipped(**{f"{i}__png": "" for i in range(MAX_MEMBERS + 1)})
    assert f"over {MAX_MEMBERS:,} files" in told(put(tmp_path, "many.zip", many))[0]
    assert told(put(tmp_path, "bad.zip", b"PK\x03\x04")) == ["damaged, or packed in a way that is not read."]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.zip", "bomb.zip", "deep.zip", "link.tar", "many.zip", "slip.zip"]


def test_compressed_kinds():
    """Of compressed files in a folder, those are read whose inside is."""
    assert is_known("a.warc.gz")
    assert is_known("A.TXT.GZ")
    assert not is_known("a.sql.gz")
    assert not is_known("a")


# ---------------------------------------------------------------- the process of its own, and the small parts


def test_a_hostile_file_costs_one_line(tmp_path):
    """A reader that dies or never ends is one failure, and the next file is read."""
    pytest.importorskip("pypdf")
    good = pdf([FIRST])
    content = zlib.compress(b"(A) Tj " * 30_000_000, 9)
    stream = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(content), content)
    begin, end = good.index(b"<< /Length"), good.index(b"endstream") + len(b"endstream")
    bomb = put(tmp_path, "a.pdf", good[:begin] + stream + good[end:])
    documents, (failure,) = read(bomb, put(tmp_path, "b.pdf", good))
    assert [d.id for d in documents] == ["b"]
    assert failure.path.endswith("a.pdf")


def test_a_reader_that_dies(tmp_path):
    """When the process ends in the middle of a file, the file is told and the next one is read."""
    mail = put(tmp_path, "a.eml", f"Subject: x\n\n{STORY}")
    with Guard() as guard:
        assert len(list(guard.read(mail.read_bytes(), ".eml", {}))) == 1
        guard._process.kill()  # noqa: SLF001 - nothing else can make it die here
        with pytest.raises(InputError, match="did not survive"):
            list(guard.read(mail.read_bytes(), ".eml", {}))
        assert len(list(guard.read(mail.read_bytes(), ".eml", {}))) == 1


def test_missing_extra():
    """A library that is not installed is named with its extra."""
    with pytest.raises(InputError, match=r"needs nolib, which is not installed: pip install 'newskg\[pdf\]'"):
        require("nolib.sub", "pdf")


def test_nothing_heavy_is_imported():
    """A build of text files loads none of the optional libraries."""
    code = (
        "import sys, kg.read; sys.exit(any(m in sys.modules for m in ('trafilatura', 'lxml', 'pypdf', 'feedparser', 'warcio')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, env=os.environ).returncode == 0


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024-06-07T23:59:00-05:00", "2024-06-07"),
        ("Fri, 7 Jun 2024 10:00:00 GMT", "2024-06-07"),
        ("20240607T101500Z", "2024-06-07"),
        (1717747200, "2024-06-07"),
        ("1717747200000", "2024-06-07"),
        ("June 7, 2024", "2024-06-07"),
        ("2024-02-30", ""),
        ("31/12/2024", ""),
        ("99999-99-99T99:99:99Z", ""),
        ("20241399", ""),
        ("2999-01-01", ""),
        ("next Tuesday", ""),
        (None, ""),
        (True, ""),
        ([], ""),
    ],
)
def test_dates(value, date):
    """A date is the day as it was written; what is none, or two, is nothing."""
    assert normalise_date(value) == date


@given(st.text(max_size=200) | st.integers() | st.floats())
def test_any_date(value):
    """No value breaks the reading of dates."""
    assert len(normalise_date(value)) in (0, 10)


@given(st.text(alphabet="<>/!-ab p&;\"'=\n", max_size=300))
def test_any_markup(markup):
    """No markup breaks the reading of fragments, and no tag is left in their text."""
    assert "<p>" not in plain(markup)


def test_markup():
    """Tags, comments and silent elements go; comparisons and entities stay."""
    assert plain("a < b & c &lt; d") == "a < b & c < d"
    assert plain("<!-- gone <p> --> x <b>y</b><style>p{}</style> z<!-- open") == "x y z"
    assert not looks_like_html("if a < b and c > d")
    assert plain("<!--" * 300_000 + "<a " * 300_000) == ""


@given(
    st.dictionaries(
        st.text(max_size=5), st.text(max_size=5) | st.none() | st.integers() | st.lists(st.text(max_size=3)), max_size=5
    )
)
def test_any_record(record):
    """A record is an article or refused."""
    with contextlib.suppress(InputError):
        assert to_article(record, {}).text


def test_standard_input_is_looked_at(monkeypatch):
    """Standard input without a name is read by what it looks like."""
    text = json.dumps({"id": "x", "text": STORY})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    (document,) = read_documents(find_inputs(["-"]))
    assert document.text == STORY


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_no_reader_breaks(tmp_path, suffix):
    """Whatever a file of any kind holds, it is a document or one line."""
    odd = (b"", b"\x00" * 99, b"\xff\xfe\xff", b"<a>" * 99, b"[" * 9999, b"PK\x03\x04", b"%PDF-1.4\n")
    documents, failures = read(*(put(tmp_path, f"{number}{suffix}", data) for number, data in enumerate(odd)))
    assert len(documents) + len(failures) >= len(odd)
    assert all("\n" not in failure.message for failure in failures)


def test_build_end_to_end(tmp_path):
    """Articles of several formats become one graph, whose evidence points into the stored text."""
    put(
        tmp_path,
        "in/a.jsonl",
        json.dumps({"headline": "Strike", "body": STORY, "byline": "Jane Doe", "url": "https://x.example/1"}),
    )
    put(tmp_path, "in/b.txt.gz", gzip.compress(ARTICLE.encode()))
    put(tmp_path, "in/c.docx", word(f"<w:p><w:r><w:t>{FIRST}</w:t></w:r></w:p>"))
    result = pipeline.extract([tmp_path / "in"])
    assert result.failures == ()
    graph = pipeline.to_store(pipeline.to_turtle(result))
    start = (
        """PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> PREFIX schema: <https://schema.org/>"""
    )
    spans = list(
        graph.query(
            f"{start} SELECT * {{ ?s nif:referenceContext ?d ; nif:anchorOf ?q ; nif:beginIndex ?b ; nif:endIndex ?e . ?d nif:isString ?t }}"
        )
    )
    assert len(spans) > 5
    for row in spans:
        assert row["t"].value[int(row["b"].value) : int(row["e"].value)] == row["q"].value
    authors = list(graph.query(f"{start} SELECT ?a ?u {{ ?d schema:author ?a ; schema:url ?u }}"))
    assert [(row["a"].value, row["u"].value) for row in authors] == [("Jane Doe", "https://x.example/1")]
    assert isinstance(graph, ox.Store)
