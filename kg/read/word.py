"""Word files (`.docx`) → their paragraphs."""

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from kg.errors import InputError
from kg.read.article import MAX_FILE, Article, Found, Request, one_line, take
from kg.read.files import Stream
from kg.read.packed import FAULTS
from kg.read.xml_guard import refuse_entities

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CORE = "{http://purl.org/dc/elements/1.1/}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MOVED, _RUN, _HIDDEN = f"{_WORD}moveFrom", f"{_WORD}r", f"{_WORD}rPr/{_WORD}vanish"
_TEXT = {f"{_WORD}tab": " ", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}


def read_word(stream: Stream, _: Request) -> Iterator[Found]:
    """Yield the paragraphs of a Word file as they stand, tables too, but for what is hidden, or was deleted or moved away.

    Raises:
        InputError: no Word file, damaged, without text, or its XML declares entities.
    """
    data = take(stream)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = set(parts.namelist())
            if "word/document.xml" not in names:
                raise InputError("not a Word file (.docx).")
            text = "\n\n".join(_paragraphs(_part(parts, "word/document.xml")))
            about = _part(parts, "docProps/core.xml") if "docProps/core.xml" in names else b"<none/>"
            creator = ET.fromstring(about).findtext(f"{_CORE}creator")  # noqa: S314 - declares no entities
    except FAULTS as error:
        raise InputError("damaged, or not a Word file (.docx).") from error
    except ET.ParseError as error:
        raise InputError("damaged: its XML cannot be read.") from error
    if not text.strip():
        raise InputError("empty: there is no text in it.")
    yield Article(text=text, author=one_line(creator))


def _part(parts: zipfile.ZipFile, name: str) -> bytes:
    with parts.open(name) as part:
        data = part.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise InputError(f"its text is over {MAX_FILE / 1e6:.0f} MB.")
    refuse_entities(data)
    return data


def _paragraphs(data: bytes) -> Iterator[str]:
    again = 0  # inside what older programs show in the place of a text box, with its words once more
    for event, element in ET.iterparse(io.BytesIO(data), ("start", "end")):  # noqa: S314 - declares no entities
        if element.tag == _FALLBACK:
            again += 1 if event == "start" else -1
        if event == "start":
            continue
        if again or element.tag == _MOVED or _is_hidden(element):
            element.clear()
        elif element.tag == f"{_WORD}p":
            words = "".join(_words(element)).strip()
            if words:
                yield words
            element.clear()


def _is_hidden(element: ET.Element) -> bool:
    mark = element.find(_HIDDEN) if element.tag == _RUN else None
    return mark is not None and mark.get(f"{_WORD}val", "1") not in ("0", "false", "off")


def _words(paragraph: ET.Element) -> Iterator[str]:
    for element in paragraph.iter():
        if element.tag == f"{_WORD}t":
            yield element.text or ""
        else:
            yield _TEXT.get(element.tag, "")
