"""Files that break readers: bombs, floods, nesting, damage, names and links; small ones, the same on every run."""

import gzip
import io
import json
import os
import random
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

STORY = "The ministry said on Monday that two people had been killed in Kharkiv, where rescuers are still at work."
_DEEP = 50_000


def make(folder: Path) -> list[Path]:
    """Write all inputs into an empty folder and return them; the folder also gets links and a pipe."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in _files():
        folder.joinpath(name).write_bytes(data)
    os.mkfifo(folder / "pipe.txt")
    folder.joinpath("device.txt").symlink_to("/dev/zero")
    folder.joinpath("outside.txt").symlink_to("/etc/hostname")
    folder.joinpath("loop.txt").symlink_to(folder / "loop.txt")
    folder.joinpath("back").symlink_to(folder)
    return sorted(folder.iterdir())


def _files() -> Iterator[tuple[str, bytes]]:
    yield from _texts()
    yield from _markup()
    yield from _records()
    yield from _archives()
    yield from _damaged()


def _texts() -> Iterator[tuple[str, bytes]]:
    story = STORY.encode()
    yield "nul.txt", story.replace(b" ", b"\0")
    yield "escape.txt", b"\x1b]0;owned\x07\x1b[31m" + story
    yield "bidi.txt", f"{STORY} \u202egnorw si ti\u2066\u2028".encode()
    yield "surrogate.txt", story + b" \xed\xa0\x80"
    yield "utf7.txt", b"+ADw-script+AD4- " + story
    yield "brackets.txt", b"(" * 60_000
    yield "one_word.txt", b"a" * 300_000
    yield "one_line.txt", (story + b" ") * 4_000
    yield "same_paragraph.txt", (story + b"\n\n") * 4_000
    yield "rows.txt", b"|" + b" |" * _DEEP + b"\n\n" + b"| a |\n" * _DEEP + story
    yield "said.txt", b"He said she said that he said that " * 1_500 + story
    yield "blank.txt", b"\r\n \t" * 90_000
    yield "combining.txt", ("Kyiv" + "\u0301" * 60_000).encode()
    yield "quotes.txt", ("“" * 20_000 + STORY).encode()
    yield "numbers.txt", b"At least " + b"9" * 900 + b" people were killed in Kyiv on Monday, the army said."
    yield "new\nline.txt", story
    yield "\x1b[31mred.txt", b""


def _markup() -> Iterator[tuple[str, bytes]]:
    story = STORY.encode()
    yield "deep.html", b"<div>" * _DEEP + story
    yield "flood.html", b"<p>" + story * 2 + b"</p><a href=x>y</a>" * 20_000
    yield "attributes.html", b"<p " + b" ".join(b"a%d=1" % n for n in range(_DEEP)) + b">" + story
    yield "script.html", b"<script>" + b"x" * 500_000 + b"</script>"
    yield "notes.html", b'<script type="application/ld+json">' + b'{"a":' * _DEEP + b"</script><p>" + story
    yield "tables.html", b"<table><tr><td>" * 3_000 + story
    yield "pulled.html", b'<blockquote class="' + b"pull-" * _DEEP + b'quote">' + story
    yield "unclosed.html", b"<!--" * _DEEP + story
    yield "charset.html", b"<meta charset=utf-7>" + story
    entities = b"".join(b'<!ENTITY l%d "&l%d;&l%d;">' % (n + 1, n, n) for n in range(30))
    bomb = b'<!DOCTYPE r [<!ENTITY l0 "lol">' + entities + b"]><rss version='2.0'><channel><item><title>&l30;</title></item>"
    yield "laughs.xml", bomb
    yield (
        "outside.xml",
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>',
    )
    yield "deep.rss", b"<rss version='2.0'><channel>" + b"<item>" * _DEEP
    yield "parts.eml", b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * _DEEP
    related = b"Content-Type: multipart/related; boundary=%d\n\n--%d\n"
    yield "parts.mhtml", related % (1, 1) + b"Content-Type: text/html\n\n--1\n" * _DEEP + story
    yield "nested.mht", b"".join(related % (n, n) for n in range(3_000)) + story
    yield "header.eml", b"Subject: " + b"=?utf-8?B?" * _DEEP + b"\n\n" + story


def _records() -> Iterator[tuple[str, bytes]]:
    lines = [json.dumps({"id": n, "text": STORY}) for n in range(3)]
    yield "deep.json", b"[" * 200_000
    yield "types.jsonl", "\n".join([*lines, '{"text": 1}', "null", "[]", '{"text": NaN}', '{"id": {}, "text": "x"}']).encode()
    yield "broken.jsonl", "\n".join(f"{line[:n]}" for line in lines for n in range(0, len(line), 9)).encode()
    yield "number.json", b'{"text": ' + b"9" * 200_000 + b"}"
    yield "twice.jsonl", b'{"text": "a", "text": "b"}\n{"id": 1, "text": "a"}\n{"id": 1, "text": "b"}'
    yield "quote.csv", b'text\n"' + b"x" * 500_000
    yield "formula.csv", b'title,text\n"=cmd|calc!A1","' + STORY.encode() + b'"\n'
    yield "columns.csv", b"a," * _DEEP + b"text\n" + b"1," * _DEEP + STORY.encode()


def _archives() -> Iterator[tuple[str, bytes]]:
    yield "bomb.txt.gz", gzip.compress(b"\0" * 200_000_000, mtime=0)
    yield "bomb.zip", _zip({"a.txt": b"0" * 200_000_000})
    yield "pages.zip", _zip({f"{number}.html": b"<p>" * 300_000 for number in range(40)})
    yield "escape.zip", _zip({"../../escaped.txt": STORY.encode(), "/tmp/escaped.txt": STORY.encode()})  # noqa: S108 - never written
    nested = STORY.encode()
    for depth in range(9):
        nested = _zip({f"{depth}.zip" if depth else "a.txt": nested})
    yield "nested.zip", nested
    yield "many.zip", _zip({f"{number}.bin": b"" for number in range(11_000)})
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        for name, kind, target in (("../up.txt", tarfile.REGTYPE, ""), ("l.txt", tarfile.SYMTYPE, "/etc/passwd")):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            archive.addfile(member)
    yield "links.tar", tar.getvalue()
    word = b'<!DOCTYPE d [<!ENTITY a "x">]><w:document/>'
    yield "entities.docx", _zip({"word/document.xml": word})


def _damaged() -> Iterator[tuple[str, bytes]]:
    chance = random.Random(6)  # noqa: S311 - the same damage on every run
    for suffix, start in (
        (".pdf", b"%PDF-1.7\n"),
        (".docx", b"PK\x03\x04"),
        (".warc", b"WARC/1.0\r\n"),
        (".html", b"<html>"),
        (".mbox", b"From x\n"),
        (".gz", b"\x1f\x8b\x08"),
        (".xz", b"\xfd7zXZ\0"),
        (".bz2", b"BZh9"),
        (".atom", b"<?xml?>"),
    ):
        yield f"noise{suffix}", start + chance.randbytes(20_000)
    pages = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 99999999>>endobj "
    yield "loop.pdf", b"%PDF-1.7\n" + pages + b"trailer<</Root 1 0 R>>"


def _zip(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, compresslevel=9)
    return file.getvalue()
