"""The golden text cases: reading their notation and holding a reading against it (see cases/README.md)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import UnknownNameError
from kg.model import NARRATOR, Block, Claim, Document, Reading, Span
from kg.ontology import load_ontology

FOLDER = Path(__file__).parent / "cases"
_ARTICLES = ("the ", "a ", "an ")


@dataclass(frozen=True)
class Case:
    """One text with its expectations, each a line as written."""

    topic: str
    title: str
    text: str
    published: str | None
    expectations: tuple[str, ...]

    @property
    def document(self) -> Document:
        """The text as a document of one paragraph."""
        block = Block("body", Span(0, len(self.text)))
        return Document("case", self.text, self.text[:40], (block,), self.published)


def read_cases(folder: Path = FOLDER) -> Iterator[Case]:
    """Yield the cases of every file, in order."""
    for path in sorted(folder.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            lines = [line for line in block.strip().split("\n") if line]
            if lines:
                dates = [line[2:].strip() for line in lines[2:] if line.startswith("^ ")]
                expected = tuple(line for line in lines[2:] if not line.startswith("^ "))
                yield Case(path.stem, lines[0].removeprefix("# "), lines[1], dates[0] if dates else None, expected)


class Judge:
    """Holds one reading against the expectations of its case."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.ontology = load_ontology()
        text = reading.document.text
        self.names = {
            e.id: {_norm(n) for n in (e.label, *e.aliases, *(text[b:e_] for b, e_ in e.mentions))} for e in reading.entities
        }
        self.types = {e.id: e.type for e in reading.entities} | {e.id: e.type for e in reading.events}

    def holds(self, line: str) -> bool:
        """Tell whether one expectation is met.

        Raises:
            UnknownNameError: it names a relation that the ontology does not have.
        """
        sign, _, rest = line.partition(" ")
        parts = [p.strip() for p in rest.split(" | ")]
        if sign == "=":
            return any(self._matches(c, parts) for c in self.reading.claims)
        if sign == "!":
            return not any(self._same_triple(c, parts) and c.factuality == "CT+" for c in self.reading.claims)
        if sign == '"':
            return any(self._by(c, parts[0]) and c.quote and _norm(parts[1]) in _norm(c.quote) for c in self.reading.claims)
        if sign in ("~", "~!"):
            return self._event(rest) == (sign == "~")
        if sign == "@!":
            return not any(_norm(e.label) == _norm(rest) for e in self.reading.entities)
        if "=" in rest:
            label, _, aliases = rest.partition("=")
            wanted = {_norm(label), *(_norm(a) for a in aliases.split(","))}
            return any(wanted <= names for names in self.names.values())
        label, _, kind = rest.rpartition(":")
        return any(_norm(label) in self.names[e.id] and e.type == kind.strip() for e in self.reading.entities)

    def _matches(self, claim: Claim, parts: list[str]) -> bool:
        if not self._same_triple(claim, parts):
            return False
        words = parts[4].split() if len(parts) > 4 else []
        attribution = words[0] if words else "*"
        codes = [w for w in words[1:] if "=" not in w]
        wanted = dict(w.split("=", 1) for w in words[1:] if "=" in w)
        return (
            attribution in ("*", claim.attribution)
            and claim.factuality == (codes[0] if codes else "CT+")
            and self._quantity(claim, wanted)
        )

    def _quantity(self, claim: Claim, wanted: dict[str, str]) -> bool:
        q = claim.quantity
        return not wanted or (
            q is not None and all(_shown(getattr(q, k)) == v if k != "group" else v in q.group for k, v in wanted.items())
        )

    def _same_triple(self, claim: Claim, parts: list[str]) -> bool:
        subject, predicate, object_, claimant = parts[:4]
        if predicate not in self.ontology.relations:
            raise UnknownNameError("relation", predicate, self.ontology.relations)
        straight = self._is(claim.subject, subject) and self._object(claim, object_)
        symmetric = self.ontology.relations[predicate].symmetric
        turned = symmetric and self._is(claim.subject, object_) and self._is(claim.object, subject)
        return claim.predicate == predicate and (straight or turned) and self._by(claim, claimant)

    def _object(self, claim: Claim, wanted: str) -> bool:
        if claim.quantity is not None:
            return wanted in ("?", _shown(claim.quantity.value))
        return self._is(claim.object, wanted)

    def _is(self, identifier: str, wanted: str) -> bool:
        if wanted.startswith("["):
            kind = self.types.get(identifier, "")
            return bool(kind) and self.ontology.is_a(kind, wanted.strip("[]"))
        return _norm(wanted) in self.names.get(identifier, {_norm(identifier)})

    def _by(self, claim: Claim, claimant: str) -> bool:
        if claimant == "*":
            return True
        return NARRATOR in claim.claimants if claimant == "author" else any(self._is(c, claimant) for c in claim.claimants)

    def _event(self, rest: str) -> bool:
        kind, *more = rest.split()
        for event in self.reading.events:
            if not self.ontology.is_a(event.type, kind.strip("[]")) or (more and event.occurrence != more[0]):
                continue
            if len(more) < 2 or (not event.date if more[1] == "none" else event.date == more[1]):
                return True
        return False


def _shown(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _norm(text: str) -> str:
    text = " ".join(text.replace("’", "'").split()).casefold().strip("“”\"'.,")
    for article in _ARTICLES:
        text = text.removeprefix(article)
    return text.removesuffix("'s")
