"""Files, folders and standard input become documents; what cannot be read is named."""

import codecs
import io
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError, UsageError
from kg.model import Document
from kg.read import Failure, Options, find_inputs, read_documents
from kg.read.files import MAX_ID, slug
from kg.read.text import MAX_CHARACTERS, check_english, decode

ARTICLE = "Strike kills two\n\nThe army said on Tuesday that two people had been killed in Kyiv.\n"

ENGLISH = """The ministry said on Tuesday that two people had been killed and twelve more were wounded when a missile hit a
block of flats in the north of the city, where rescuers are still looking for those who live there. It was not clear who
had ordered the attack, which their neighbours said came without warning from the other side of the river."""

GERMAN = """Das russische Verteidigungsministerium hat den ukrainischen Streitkräften vorgeworfen, bei einem Angriff auf
Luhansk, eine Stadt im Osten der Ukraine unter russischer Kontrolle, von den USA gelieferte Raketen eingesetzt zu haben.
Nach Angaben des Ministeriums wurden zwanzig Menschen verletzt, darunter auch Kinder. Die Not war groß, an der Front und
in der Stadt."""

RUSSIAN = """Министерство обороны России обвинило украинские силы в применении поставленных США ракет при ударе по Луганску,
городу на востоке Украины, который находится под контролем России. По данным министерства, двадцать человек, в том числе дети,
получили ранения. Губернатор заявил, что число жертв выросло до тридцати пяти, и спасатели продолжают разбирать завалы домов."""


def put(folder, name, data=ARTICLE):
    """Write one file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def read(*paths, **options):
    """Separate what was read from what failed."""
    results = list(read_documents(find_inputs(paths), Options(**options)))
    return [r for r in results if isinstance(r, Document)], [r for r in results if isinstance(r, Failure)]


@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_every_reader_of_text_keeps_the_text(tmp_path, suffix):
    """A document holds the words of its file, and line ends stay as they are."""
    text = ARTICLE.replace("\n", "\r\n") + "Café 👩‍🚒\r"
    (document,), failures = read(put(tmp_path, f"a{suffix}", text))
    assert document.text == text
    assert failures == []


@given(
    st.text(min_size=1).filter(lambda t: t.strip() and "\0" not in t and not t.startswith(("\ufeff", "%PDF-", "PK\x03\x04")))
)
def test_decode_changes_nothing(text):
    """What is UTF-8 comes back character for character."""
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_marks(mark, encoding):
    """A byte-order mark chooses the encoding and is not part of the text."""
    assert decode(mark + ARTICLE.encode(encoding)) == ARTICLE


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \r\n\t" * 9, "empty"),
        ("Le café".encode("latin-1"), r"not UTF-8 text \(byte 0xe9 at offset 6\)\. Save it as UTF-8"),
        (b"\xef\xbb\xbfcaf\xe9", "byte 0xe9 at offset 6"),
        (ARTICLE.encode("utf-16-le"), "binary"),
        (b"\xff\xfea", "not UTF-16-LE"),
        (b"%PDF-1.4\n", "a PDF file"),
        (b"\x1f\x8b\x08\x00", "a gzip file"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\x00" * 100, "binary"),
        (b"a" * (MAX_CHARACTERS + 1), "50,000,001 characters; the limit for one article is 50,000,000"),
        (b"a" * (4 * MAX_CHARACTERS + 5), "more than 50,000,000 characters"),
    ],
)
def test_what_is_not_text(data, message):
    """Bytes that are no text are refused with the reason and what to do."""
    with pytest.raises(InputError, match=message):
        decode(data)


def test_english_in_windows_1252():
    """English with typographic signs is read as Windows-1252, and as nothing else where there is doubt."""
    text = f"{ENGLISH} “We are all café owners,” she said – and left."
    assert decode(text.encode("cp1252")) == text
    for damaged in (text.encode("cp1252") + b"\xff", text.encode() + "é".encode("latin-1"), GERMAN.encode("cp1252")):
        with pytest.raises(InputError, match="not UTF-8"):
            decode(damaged)


def test_stray_nul_keeps_offsets():
    """A stray NUL is replaced one for one."""
    assert decode(b"Acme\0Corp bought Globex.") == "Acme\ufffdCorp bought Globex."


@pytest.mark.parametrize("text", [GERMAN, RUSSIAN])
def test_other_languages_are_refused(tmp_path, text):
    """An article in another language is a failure, never a silent empty graph."""
    documents, (failure,) = read(put(tmp_path, "a.txt", text))
    assert documents == []
    assert "does not look like English" in failure.message


def test_names_alone_are_no_other_language():
    """A short bulletin of names cannot be judged and passes."""
    check_english("Kyiv Kharkiv Luhansk Putin Zelensky " * 20)


def test_one_bad_file_never_loses_the_others(tmp_path):
    """A folder gives every article that can be read and one failure for each that cannot."""
    for name in ("a.txt", "b.md", "sub/c.TXT"):
        put(tmp_path, name)
    put(tmp_path, "bad.txt", b"\xff\xff")
    put(tmp_path, "empty.txt", b"")
    documents, failures = read(tmp_path)
    assert [d.id for d in documents] == ["a", "b", "c"]
    assert [Path(f.path).name for f in failures] == ["bad.txt", "empty.txt"]


def test_skipped_files_are_counted(tmp_path):
    """Hidden files and files of other kinds in a folder are skipped and counted."""
    for name in ("a.txt", ".hidden.txt", "picture.png", "noext", ".git/b.txt"):
        put(tmp_path, name)
    inputs = find_inputs([tmp_path])
    assert [i.path.name for i in inputs.files] == ["a.txt"]
    assert inputs.skipped == 3
    assert inputs.passed_over == (str(tmp_path / ".git"),)


def test_folders_of_programs_are_passed_over(tmp_path):
    """A virtual environment beside the articles is not read file by file; one that is named is, but for its packages."""
    for name in ("a.txt", "env/lib/site-packages/x/b.txt", "env/c.txt", "node_modules/y/d.md"):
        put(tmp_path, name)
    (tmp_path / "env" / "pyvenv.cfg").touch()
    inputs = find_inputs([tmp_path])
    assert [item.path.name for item in inputs.files] == ["a.txt"]
    assert [Path(folder).name for folder in inputs.passed_over] == ["env", "node_modules"]
    assert [item.path.name for item in find_inputs([tmp_path / "env"]).files] == ["c.txt"]


def test_files_named_by_the_user_are_read(tmp_path):
    """A hidden file or one without a suffix is read when it is named."""
    documents, failures = read(put(tmp_path, ".hidden.txt"), put(tmp_path, "noext"))
    assert len(documents) == 2
    assert failures == []


def test_other_kinds_of_file(tmp_path):
    """A file of another kind that is named is a failure that lists the known kinds."""
    _, (failure,) = read(put(tmp_path, "a.png"))
    assert failure.message.startswith("files of kind '.png' are not read; known: .atom, .bz2, .csv")


def test_missing_and_empty_paths(tmp_path):
    """A path that is not there and a folder without articles are failures."""
    (tmp_path / "folder").mkdir()
    _, failures = read(tmp_path / "no.txt", tmp_path / "folder")
    assert sorted(f.message.split(".")[0] for f in failures) == [
        "no file of a kind that is read in this folder",
        "no such file or folder",
    ]


def test_same_file_twice(tmp_path):
    """A file that is reached by two paths is read once."""
    path = put(tmp_path, "a.txt")
    assert len(read(path, tmp_path, path)[0]) == 1


def test_ids_are_unique_and_in_any_order_the_same(tmp_path):
    """Equal names get the name of their folder, then a number, whatever the order of the paths."""
    paths = [put(tmp_path, name) for name in ("x/a.txt", "y/a.txt", "y/a.md", "b.txt", "y-a.txt")]
    forward, backward = ({d.id for d in read(*order)[0]} for order in (paths, paths[::-1]))
    assert forward == backward == {"x-a", "y-a", "y-a-2", "y-a-3", "b"}


@given(st.text(min_size=1, max_size=300))
def test_slugs_are_readable_and_short(text):
    """An id has only plain characters and a bounded length."""
    assert set(slug(text)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")
    assert 0 < len(slug(text)) <= MAX_ID


def test_links_out_of_a_folder(tmp_path):
    """A folder's links are read inside it and refused outside it; a loop of folders ends."""
    put(tmp_path, "outside.txt")
    put(tmp_path, "in/a.txt")
    for name, target in {"b.txt": "../outside.txt", "c.txt": "nowhere.txt", "loop": "..", "d.txt": "a.txt"}.items():
        (tmp_path / "in" / name).symlink_to(target)
    documents, failures = read(tmp_path / "in")
    assert [d.id for d in documents] == ["a"]
    assert [Path(f.path).name for f in failures] == ["b.txt", "c.txt", "loop"]


def test_pipes_and_devices_do_not_block(tmp_path):
    """A named pipe or an endless device is refused before it is opened."""
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zero").symlink_to("/dev/zero")
    _, failures = read(tmp_path / "pipe.txt", tmp_path / "zero")
    assert all("not a regular file" in f.message for f in failures)
    assert len(failures) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable(tmp_path):
    """A file or folder without permission is a failure."""
    put(tmp_path, "locked/a.txt").parent.chmod(0)
    put(tmp_path, "b.txt").chmod(0)
    documents, failures = read(tmp_path)
    (tmp_path / "locked").chmod(0o700)
    assert documents == []
    assert sorted(f.message for f in failures) == ["cannot be listed: Permission denied.", "cannot be read: Permission denied."]


def test_standard_input(monkeypatch):
    """Standard input is read as bytes and named by its first words and a hash of the text."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(ARTICLE.encode())))
    (document,), _ = read("-")
    assert document.id == "strike-kills-two-88476bc0"
    assert document.text == ARTICLE


def test_options_fill_what_the_article_does_not_say(tmp_path):
    """The date and source of the command stand in where the article itself is silent."""
    silent = put(tmp_path, "silent.txt")
    telling = put(tmp_path, "telling.txt", f"Strike kills two\nPublished: 2026-03-18 | Meridian Wire\n\n{ARTICLE}")
    documents, _ = read(silent, telling, published="7 June 2024", source="Courier")
    assert [(d.published, d.source) for d in documents] == [("2024-06-07", "Courier"), ("2026-03-18", "Meridian Wire")]


def test_bad_date_stops_at_once(tmp_path):
    """A date that is none is the user's mistake, not the file's."""
    with pytest.raises(UsageError, match="2024-13-01"):
        read(put(tmp_path, "a.txt"), published="2024-13-01")


def test_mixed_languages_keep_their_english(tmp_path):
    """Paragraphs of another language stay in the text, are told apart and not parsed; offsets do not move."""
    english, german, russian = (" ".join(text.split()) for text in (ENGLISH, GERMAN, RUSSIAN))
    for text in (f"{english}\n\n{russian}\n\n{german}", f"{russian * 9}\n\n{german}\n\n{english}"):
        path = tmp_path / "mixed.txt"
        path.write_text(text, encoding="utf-8")
        (found,) = read_documents(find_inputs([path]))
        assert found.text == text
        kinds = {text[slice(*block.span)]: block.kind for block in found.blocks}
        assert kinds.pop(english) == "body"
        assert set(kinds.values()) == {"foreign"}


def test_who_states_what(tmp_path):
    """Every value of metadata says whether the file, the text or the user states it; the file goes first."""
    path = tmp_path / "news.json"
    path.write_text('{"text": "Source: Meridian Wire\\n\\nTwo people were killed in Kyiv on Monday.", "date": "2024-06-07"}')
    (found,) = read_documents(find_inputs([path]), Options(published="2020-01-01", source="Other", author="Ana Pérez"))
    assert (found.published, found.source, found.author) == ("2024-06-07", "Meridian Wire", "Ana Pérez")
    assert found.stated_by == {"published": "file", "source": "text", "author": "option"}
    assert found.origin == str(path)


def test_dates_that_differ_are_told(tmp_path):
    """Where file and text name different days, the file's is taken and the report says so."""
    path = tmp_path / "news.json"
    path.write_text('{"text": "Published: 2024-06-05\\n\\nTwo people were killed in Kyiv on Monday.", "date": "2024-06-07"}')
    (found,) = read_documents(find_inputs([path]))
    assert found.published == "2024-06-07"
    assert "2024-06-05" in found.warnings[0]
