"""The TSV files of `data/lexicons` as one frozen value: names, cues, roles, nouns, numbers.

Knowledge is data: a new alias, weapon or cue is one line in a file, and nothing here changes.
"""

import csv
import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeVar

from kg.errors import InputError

_T = TypeVar("_T")

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'"})


class Entry(NamedTuple):
    """One named thing that a lexicon lists."""

    label: str
    type: str
    wikidata: str = ""
    source: str = ""
    country: str = ""
    """Label of the country it belongs to."""
    family: str = ""
    latitude: float | None = None
    longitude: float | None = None
    geonames: str = ""
    population: int = 0
    region: str = ""
    """GeoNames code of the first-level region it is or lies in ("US.TX"), or the ISO code of the country it is."""


class Noun(NamedTuple):
    """A common noun that stands for a typed thing; `unit` is what is counted when a number stands before it."""

    label: str
    type: str
    unit: str


class Role(NamedTuple):
    """An office, profession or title; `relations` in order of preference, chosen by the type of what it is attached to."""

    label: str
    relations: tuple[str, ...]
    title: str
    """`rank` or `office` if it may precede a name, else empty."""


class SpeechCue(NamedTuple):
    """A word that introduces what somebody says."""

    cue: str
    pos: str
    act: str
    attribution: str
    factuality: str
    addressee: str
    content: tuple[str, ...]


class NumberWord(NamedTuple):
    """A number word or a bound phrase; for a bound `value` says which way it points."""

    kind: str
    value: str
    lower: float | None
    upper: float | None


class Body(NamedTuple):
    """How the name of a government body or force is built."""

    head: str
    type: str
    relation: str


class Towns:
    """A gazetteer by name and alias; a line becomes entries only when its name is asked for."""

    def __init__(self, path: Path, codes: Mapping[str, str]) -> None:
        """Read the packed file.

        Raises:
            InputError: it is missing or damaged.
        """
        self._lines = _unpacked(path)[1:]
        self._codes = codes
        # Nineteen names of twenty stand for one town: a bare number each, and a list only for the rest, halves the time.
        self._first: dict[str, int] = {}
        self._others: dict[str, list[int]] = {}
        for number, line in enumerate(self._lines):
            _, name, aliases, _ = line.split("\t", 3)
            for form in (name, *aliases.split("|")) if aliases else (name,):
                if self._first.setdefault(form, number) != number:
                    self._others.setdefault(form, []).append(number)

    def __contains__(self, name: str) -> bool:
        return name in self._first

    def get(self, name: str) -> tuple[Entry, ...]:
        """Return the towns of a name, in the order of their GeoNames ids; empty if there is none."""
        if name not in self._first:
            return ()
        return tuple(self._entry(self._lines[number]) for number in (self._first[name], *self._others.get(name, ())))

    def _entry(self, line: str) -> Entry:
        number, name, _, latitude, longitude, code, population, region = line.split("\t")
        country, place = self._codes.get(code, ""), (float(latitude), float(longitude))
        return Entry(name, "City", "", "places", country, "", *place, number, int(population), f"{code}.{region}")


@dataclass(frozen=True)
class Lexicon:
    """Everything the text side knows about words; plain look-ups, no RDF."""

    names: Mapping[str, Entry]
    """Surface form → entry, for every listed name but the gazetteer's towns."""
    adjectives: Mapping[str, Entry]
    """Adjective or demonym → country."""
    capitals: Mapping[str, Entry]
    """Capital city → country whose government it may stand for."""
    nouns: Mapping[str, Noun]
    roles: Mapping[str, Role]
    cues: Mapping[tuple[str, str], SpeechCue]
    bodies: Mapping[str, Body]
    numbers: Mapping[str, NumberWord]
    times: Mapping[str, str]
    words: Mapping[str, frozenset[str]]
    """Name of a set → its words: what the rules of the rooms ask for by name ("rising", "toll_nouns"); "bodies" and "roles" are
    those of their own tables."""
    light_verbs: Mapping[str, str]
    """Verb that carries an event noun ("launch an attack") → whether its subject is `agent` or `patient`."""
    genders: Mapping[str, str]
    """Given name → m, f or u."""
    areas: Mapping[str, Entry]
    """Code of a country ("NG") or first-level region ("US.TX") → where it is."""
    folder: Path

    @cached_property
    def towns(self) -> "Towns":
        """Towns of the gazetteer by name; read on first use."""
        return Towns(self.folder / "places.tsv.gz", self.codes)

    @cached_property
    def villages(self) -> "Towns":
        """Smaller places by name, of countries whose local news names them; read on first use."""
        return Towns(self.folder / "villages.tsv.gz", self.codes)

    @cached_property
    def interactions(self) -> Mapping[tuple[str, str], str]:
        """Verb and accompanying word (or "") → PLOVER class; read on first use."""
        return {(r["verb"], r["with"]): r["class"] for r in _rows(self.folder / "interactions.tsv")}

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """ISO 3166 code → label of the country."""
        return {row["iso"]: row["label"] for row in _rows(self.folder / "countries.tsv")}

    @cached_property
    def starts(self) -> Mapping[str, int]:
        """First word of a listed name → greatest number of words such a name has."""
        found: dict[str, int] = {}
        for name in (*self.names, *self.adjectives):
            words = name.replace("-", " ").split()
            first = first_word(name)
            found[first] = max(found.get(first, 0), len(words) + name.count("-") + name.count("'") + name.count("."))
        return found


def normalise(text: str) -> str:
    """Return a surface form as the look-ups spell it: straight apostrophes, single spaces.

    >>> normalise("People’s  Liberation Army")
    "People's Liberation Army"
    """
    return " ".join(text.translate(_APOSTROPHES).split())


def first_word(name: str) -> str:
    """Return the leading letters and digits of a name, which every tokeniser keeps together.

    >>> first_word("U.S.-led coalition")
    'U.S'
    """
    end = next((i for i, c in enumerate(name) if not (c.isalnum() or c == ".")), len(name))
    return name[:end].rstrip(".")


@cache
def load_lexicon(folder: Path) -> Lexicon:
    """Read every TSV file of a folder.

    Raises:
        InputError: a file is missing or a row has the wrong number of cells; the message names file and line.
    """
    areas = _areas(folder)
    genders = {row["name"]: row["gender"] for row in _rows(folder / "given_names.tsv")}
    adjectives, capitals, names = _countries(folder, areas)
    regions: dict[str, list[Entry]] = {}
    for area in areas.values():
        if area.type == "Region":
            regions.setdefault(area.label, []).append(area)
    for file in ("metonyms", "places_overlay", "organisations", "channels", "weapons"):
        for row in _rows(folder / f"{file}.tsv"):
            for form, entry in _entries(row, file):
                names.setdefault(form, _placed(entry, regions))
    for area in areas.values():
        if area.source == "areas" and area.type == "Region" and area.label not in genders:
            names.setdefault(normalise(area.label), area)
    roles = _forms(_rows(folder / "roles.tsv"), lambda r: Role(r["label"], _cells(r["relation"]), r["title"]))
    bodies = {r["head"]: Body(r["head"], r["type"], r["relation"]) for r in _rows(folder / "bodies.tsv")}
    words = {r["set"]: frozenset(_cells(r["words"])) for r in _rows(folder / "wordsets.tsv")}
    return Lexicon(
        names=names,
        adjectives=adjectives,
        capitals=capitals,
        nouns=_forms(_rows(folder / "nouns.tsv"), lambda r: Noun(r["label"], r["type"], r["unit"])),
        roles=roles,
        cues={(r["cue"], r["pos"]): _cue(r) for r in _rows(folder / "cues.tsv")},
        bodies=bodies,
        numbers={r["form"]: _number(r) for r in _rows(folder / "numbers.tsv")},
        times={r["form"].lower(): r["kind"] for r in _rows(folder / "time.tsv")},
        words={**words, "bodies": frozenset(bodies), "roles": frozenset(roles)},
        light_verbs={r["verb"]: r["subject"] for r in _rows(folder / "light_verbs.tsv")},
        genders=genders,
        areas=areas,
        folder=folder,
    )


@cache
def field_names(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Return field of an article → the names that it goes by in records, the usual ones first."""
    return {row["field"]: _cells(row["names"]) for row in _rows(folder / "fields.tsv")}


def hashes(folder: Path, pattern: str = "*.tsv*") -> dict[str, str]:
    """Return file name → SHA-256 (first 16 hex digits) of every knowledge file of a folder, sorted by name."""
    return {p.name: sha256(p.read_bytes()).hexdigest()[:16] for p in sorted(folder.glob(pattern))}


def row_counts(folder: Path) -> dict[str, int]:
    """Return file name → number of rows of every plain lexicon, sorted by name."""
    return {p.name: sum(1 for _ in _rows(p)) for p in sorted(folder.glob("*.tsv"))}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, restval=None)
            for row in reader:
                if None in row or None in row.values():
                    raise InputError(
                        f"{path.name}: line {reader.line_num} does not have {len(reader.fieldnames or ())} cells. Use tabs."
                    )
                yield row
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}. Reinstall kg.") from error


def _cells(text: str) -> tuple[str, ...]:
    return tuple(c for c in text.split("|") if c)


def _entries(row: Mapping[str, str], source: str) -> Iterator[tuple[str, Entry]]:
    entry = Entry(
        row["label"],
        row["type"],
        row["wikidata"],
        source,
        row.get("country", ""),
        row.get("family", ""),
        _float(row.get("latitude", "")),
        _float(row.get("longitude", "")),
    )
    for form in (row["label"], *_cells(row["aliases"])):
        yield normalise(form), entry


def _areas(folder: Path) -> dict[str, Entry]:
    """Return code → continent ("*AF"), country ("NG") or first-level region ("US.TX"), with its place."""
    found: dict[str, Entry] = {}
    for line in _unpacked(folder / "areas.tsv.gz")[1:]:
        label, kind, code, geonames, latitude, longitude = line.split("\t")
        place = (_float(latitude), _float(longitude))
        type_ = "Country" if kind == "country" else "Region"
        source = "codes" if kind == "unnamed" else "areas"
        region = "" if kind == "continent" else code
        found[region or f"*{code}"] = Entry(label, type_, "", source, "", "", *place, geonames, region=region)
    return found


def _placed(entry: Entry, regions: Mapping[str, Sequence[Entry]]) -> Entry:
    """Give a listed region the GeoNames id and code of the region or continent of the same name, if there is only one."""
    same = regions.get(entry.label, ())
    if entry.type != "Region" or len(same) != 1:
        return entry
    where = (entry.latitude, entry.longitude) if entry.latitude is not None else (same[0].latitude, same[0].longitude)
    return entry._replace(geonames=same[0].geonames, region=same[0].region, latitude=where[0], longitude=where[1])


def _unpacked(path: Path) -> list[str]:
    try:
        return gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}. Reinstall kg.") from error


def _countries(folder: Path, areas: Mapping[str, Entry]) -> tuple[dict[str, Entry], dict[str, Entry], dict[str, Entry]]:
    adjectives: dict[str, Entry] = {}
    capitals: dict[str, Entry] = {}
    names: dict[str, Entry] = {}
    for row in _rows(folder / "countries.tsv"):
        for form, entry in _entries(row, "countries"):
            area = areas.get(row["iso"], entry)
            country = entry._replace(
                country=entry.label, geonames=area.geonames, latitude=area.latitude, longitude=area.longitude, region=row["iso"]
            )
            names.setdefault(form, country)
            for word in (*_cells(row["adjectives"]), *_cells(row["demonyms"])):
                adjectives.setdefault(normalise(word), country)
            for city in _cells(row["capital"]):
                capitals.setdefault(normalise(city), country)
    return adjectives, capitals, names


def _forms(rows: Iterable[Mapping[str, str]], make: Callable[[Mapping[str, str]], _T]) -> dict[str, _T]:
    found: dict[str, _T] = {}
    later: list[tuple[str, _T]] = []
    for row in rows:
        value = make(row)
        found[row["label"].lower()] = value
        later += [(alias.lower(), value) for alias in _cells(row["aliases"])]
    for alias, value in later:
        found.setdefault(alias, value)
    return found


def _cue(row: Mapping[str, str]) -> SpeechCue:
    return SpeechCue(
        row["cue"], row["pos"], row["act"], row["attribution"], row["factuality"], row["addressee"], _cells(row["content"])
    )


def _number(row: Mapping[str, str]) -> NumberWord:
    return NumberWord(row["kind"], row["value"], _float(row["lower"]), _float(row["upper"]))


def _float(text: str) -> float | None:
    return float(text) if text else None
