"""A small article as the formats hold it, and the helpers of their tests."""

import io
import zipfile

from tests.test_read import read

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

RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Courier</title><language>en-gb</language><item><title>Strike &amp; kill</title><link>https://courier.example/1</link>
<pubDate>Fri, 07 Jun 2024 10:00:00 GMT</pubDate><author>Jane Doe</author><description>Short.</description>
<content:encoded><![CDATA[<p>{FIRST}</p><p>{SECOND}</p>]]></content:encoded></item>
<item><title>Second</title><description>{FIRST}</description></item><item><title>Third</title></item></channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Courier</title><entry><title>Strike</title>
<updated>2024-06-07T10:00:00Z</updated><author><name>Jane Doe</name></author><id>urn:1</id>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{FIRST}</p></div></content></entry></feed>"""


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


def record(path, status, kind, body):
    """Write one answer of a web server as a record of a web archive."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{body}".encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://courier.example/{path}\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


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
