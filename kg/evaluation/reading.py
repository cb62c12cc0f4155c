"""Stand-off annotation in JSON Lines → Document, checked once, so that no judge ever meets an offset outside its text.

One object a line, of which only `id` (and, in gold, `text`) must be there:

    {"id": "a1", "text": "Omar Sy met Lena Hart, he said.",
     "entities":  [{"id": "e1", "start": 0, "end": 7, "type": "Person", "name": "Omar Sy"}],
     "relations": [{"subject": "e1", "predicate": "met", "object": "e2"}],
     "claims":    [{"source": {"start": 23, "end": 25}, "cue": {"start": 26, "end": 30}, "content": {"start": 0, "end": 21}}],
     "events":    [{"type": "Meeting", "trigger": {"start": 8, "end": 11}, "arguments": [{"role": "agent", "entity": "e1"}]}]}

Offsets count Unicode code points of `text`, begin inclusive, end exclusive. Entity records with one id are mentions of one
entity; they may carry `geonameid`, or `lat` and `lon` in degrees, and in gold `ignore`: neither right nor wrong. A part of a
claim may be null, or in pieces (`spans`: pairs of offsets). An argument may have its own `start` and `end`, or `text`.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from kg.errors import InputError
from kg.evaluation.records import Argument, Claim, Document, Entity, Event, Predicted, Relation, Span, Spans

Lines: TypeAlias = Iterable[tuple[str, object]]
"""JSON values, each with the words that name its place in a message ("gold.jsonl: line 3")."""
_Fillers: TypeAlias = Mapping[str, tuple[Spans, str]]
"""Entity → where it is mentioned, and its name."""
_BOM = b"\xef\xbb\xbf"
_CLAIM_PARTS = ("source", "cue", "content")


def read_gold(path: Path | str) -> tuple[Document, ...]:
    """Read gold annotation, in the order of the ids.

    Raises:
        InputError: the file or one of its lines cannot be used; the message names the line and what to do.
    """
    return gold_documents(_read_lines(Path(path)))


def read_predicted(path: Path | str, gold: Sequence[Document]) -> Predicted:
    """Read predictions for gold documents; a missing document counts as empty, one that gold does not have is left out.

    Raises:
        InputError: as `read_gold`; or a text is another than in gold.
    """
    return predicted_documents(_read_lines(Path(path)), gold)


def gold_documents(lines: Lines) -> tuple[Document, ...]:
    """Return gold annotation that is in memory already, in the order of the ids.

    Raises:
        InputError: an object cannot be used.
    """
    found = [_document(where, record, _text(where, record)) for where, record in _by_id(lines).values()]
    return tuple(sorted(found, key=lambda document: document.id))


def predicted_documents(lines: Lines, gold: Sequence[Document]) -> Predicted:
    """Return predictions that are in memory already, beside the gold documents they belong to.

    Raises:
        InputError: an object cannot be used, or its text is another than in gold.
    """
    records = _by_id(lines)
    found: list[Document] = []
    for wanted in gold:
        where, record = records.get(wanted.id, ("", {"id": wanted.id}))
        if record.get("text", wanted.text) != wanted.text:
            raise InputError(f"{where}: its text is not that of the gold document. Annotate the gold's own text again.")
        found.append(_document(where, record, wanted.text))
    missing = [d.id for d in gold if d.id not in records]
    extra = sorted(records.keys() - {d.id for d in gold})
    return Predicted(tuple(found), tuple(_warnings(missing, extra)))


def _warnings(missing: Sequence[str], extra: Sequence[str]) -> Iterator[str]:
    if missing:
        yield f"{len(missing)} gold documents have no prediction and count as empty, the first is {missing[0]!r}."
    if extra:
        yield f"{len(extra)} predicted documents are not in the gold and are ignored, the first is {extra[0]!r}."


def _read_lines(path: Path) -> Iterator[tuple[str, object]]:
    """Yield the JSON value of every line that is not blank."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.removeprefix(_BOM).strip():
                    where = f"{path}: line {number}"
                    yield where, _json(where, line.removeprefix(_BOM))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}. Give a file of JSON Lines.") from error


def _json(where: str, line: bytes) -> object:
    try:
        value = json.loads(line.decode("utf-8"))
        if b"\\ud" in line.lower():  # half a surrogate pair could never be written again
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeError as error:
        raise InputError(f"{where}: not UTF-8, or half a character in it. Save the file as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: not JSON ({error}). Write one JSON object a line.") from error
    return value


def _by_id(lines: Lines) -> dict[str, tuple[str, dict[str, Any]]]:
    """Index objects by their ids, which may be texts or numbers.

    Raises:
        InputError: a value is no object, has no id, or one that came before.
    """
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for where, record in lines:
        if not isinstance(record, dict):
            raise InputError(f"{where}: not a JSON object. Write one object a line.")
        name = _name(where, record, "id")
        if name in found:
            raise InputError(
                f"{where}: the id {name!r} is there twice, first in {found[name][0]}. Give every document its own."
            )
        found[name] = where, record
    return found


def _document(where: str, record: Mapping[str, Any], text: str) -> Document:
    entities = tuple(_entity(place, item, text) for place, item in _items(where, record, "entities"))
    bare = Document(str(record["id"]), text, entities)
    mentions = bare.mentions()
    fillers = {entity.id: (mentions[entity.id], entity.name) for entity in entities}
    return replace(
        bare,
        relations=tuple(_relation(place, item, mentions) for place, item in _items(where, record, "relations")),
        claims=tuple(_claim(place, item, text) for place, item in _items(where, record, "claims")),
        events=tuple(_event(place, item, text, fillers) for place, item in _items(where, record, "events")),
    )


def _entity(where: str, item: Mapping[str, Any], text: str) -> Entity:
    span = _span(where, item, text)
    name = item.get("name") or (text[slice(*span)] if span else "")
    geonameid = "" if item.get("geonameid") is None else str(item["geonameid"])
    kind = "" if item.get("type") is None else str(item["type"])
    return Entity(
        _name(where, item, "id"), kind, str(name), span, item.get("ignore") is True, geonameid, _position(where, item)
    )


def _relation(where: str, item: Mapping[str, Any], mentions: Mapping[str, Spans]) -> Relation:
    literal = item.get("object") is None and "object_value" in item
    subject, predicate = _name(where, item, "subject"), _name(where, item, "predicate")
    obj = "" if literal else _name(where, item, "object")
    for end in (subject,) if literal else (subject, obj):
        _known(where, end, mentions)
    return Relation(subject, predicate, obj)


def _claim(where: str, item: Mapping[str, Any], text: str) -> Claim:
    return Claim(*(_pieces(f"{where}, {part}", item.get(part), text) for part in _CLAIM_PARTS))


def _event(where: str, item: Mapping[str, Any], text: str, fillers: _Fillers) -> Event:
    trigger = _pieces(f"{where}, trigger", item.get("trigger"), text)
    arguments = tuple(_argument(place, part, text, fillers) for place, part in _items(where, item, "arguments"))
    return Event(_name(where, item, "type"), trigger[0] if trigger else None, arguments)


def _argument(where: str, item: Mapping[str, Any], text: str, fillers: _Fillers) -> Argument:
    role = _name(where, item, "role")
    if own := _span(where, item, text):
        return Argument(role, (own,), text[slice(*own)])
    if item.get("text"):
        return Argument(role, (), str(item["text"]))
    entity = _name(where, item, "entity")
    _known(where, entity, fillers)
    return Argument(role, *fillers[entity])


def _items(where: str, record: Mapping[str, Any], key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects of a list, each with the words that name its place; null is an empty list."""
    items = record.get(key)
    if not isinstance(items, list | None):
        raise InputError(f'{where}: "{key}" is not a list. Write a list of objects.')
    for number, item in enumerate(items or (), 1):
        if not isinstance(item, dict):
            raise InputError(f'{where}: number {number} of "{key}" is not an object. Write a list of objects.')
        yield f"{where}, number {number} of {key}", item


def _text(where: str, record: Mapping[str, Any]) -> str:
    text = record.get("text")
    if not isinstance(text, str):
        raise InputError(f'{where}: no "text". Gold needs the text that its offsets count in.')
    return text


def _name(where: str, item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise InputError(f'{where}: no "{key}". Give it one.')
    return str(value)


def _known(where: str, entity: str, known: Mapping[str, object]) -> None:
    if entity not in known:
        raise InputError(f'{where}: no entity has the id {entity!r}. List it under "entities".')


def _span(where: str, item: Mapping[str, Any], text: str) -> Span | None:
    """Return the offsets of an object, or None if it has none."""
    begin, end = item.get("start"), item.get("end")
    return None if begin is None and end is None else _checked(where, begin, end, text)


def _pieces(where: str, item: object, text: str) -> Spans:
    """Return the pieces of a part of a claim or of a trigger, in the order of the text; null has none."""
    if item is None:
        return ()
    if not isinstance(item, dict):
        raise InputError(f'{where}: not an object. Write {{"start": …, "end": …}} or null.')
    pieces = item.get("spans")
    if not pieces:
        whole = _span(where, item, text)
        return (whole,) if whole else ()
    if not isinstance(pieces, list) or not all(isinstance(p, list) and len(p) == len(Span._fields) for p in pieces):
        raise InputError(f'{where}: "spans" is not a list of pairs. Write [[start, end], …].')
    return tuple(sorted(_checked(where, begin, end, text) for begin, end in pieces))


def _checked(where: str, begin: object, end: object, text: str) -> Span:
    numbers = isinstance(begin, int) and isinstance(end, int) and not isinstance(begin, bool) and not isinstance(end, bool)
    if not numbers or not 0 <= begin < end <= len(text):  # type: ignore[operator]  # numbers they are
        raise InputError(
            f"{where}: offsets {begin!r} to {end!r} are no part of the text of {len(text)} characters. "
            "Count characters of that text from 0, end exclusive."
        )
    return Span(begin, end)  # type: ignore[arg-type]  # numbers they are


def _position(where: str, item: Mapping[str, Any]) -> tuple[float, float] | None:
    values = item.get("lat"), item.get("lon")
    if values == (None, None):
        return None
    for value, limit in zip(values, (90, 180), strict=True):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.fabs(value) <= limit:
            raise InputError(f"{where}: lat {values[0]!r} and lon {values[1]!r} are no place on Earth. Give both in degrees.")
    return float(values[0]), float(values[1])  # type: ignore[arg-type]  # numbers they are
