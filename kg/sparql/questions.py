"""The named questions: one `.rq` file each, whose first comment line is the help text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from kg.errors import UnknownNameError, UsageError
from kg.folders import knowledge
from kg.sparql.joining import Values

_NARROWED = ("c", "e")
"""What a question calls the claims that it is about, and the events where it is about no claim."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that comes with kg."""

    name: str
    help: str
    sparql: str

    @property
    def narrowed(self) -> str:
        """The variable that the options narrow: ?c, the claims, or ?e, the events; "" where the question has neither."""
        return next((name for name in _NARROWED if re.search(rf"\?{name}\b", self.sparql)), "")

    def values(self, store: ox.Store, keep: Mapping[str, Sequence[str]]) -> Values:
        """Return what the variable may stand for: claims or events that options such as `{"by": ["Kremlin"]}` keep.

        Raises:
            UnknownNameError: nothing in the graph has that name; suggests the nearest.
            UsageError: a date is none, or the question is not about claims or events.
        """
        if not any(keep.values()):
            return {}
        if not self.narrowed:
            raise UsageError(
                f"{self.name} has neither claims (?c) nor events (?e) that --{next(filter(keep.get, keep))} could narrow"
            )
        from kg.sparql.narrowing import kept_claims, kept_events  # most questions are asked as they are

        found = (kept_claims if self.narrowed == "c" else kept_events)(store, keep)
        return {self.narrowed: sorted((term for term in found if isinstance(term, ox.NamedNode)), key=str)}


@cache
def named_questions() -> Mapping[str, Question]:
    """Return the questions of `ontology/queries`, by name, sorted.

    >>> named_questions()["events"].help
    'What happened (or might happen), where, when, and of which type?'
    """
    files = sorted((knowledge("ontology") / "queries").glob("*.rq"))
    texts = {path.stem: path.read_text(encoding="utf-8") for path in files}
    return {name: Question(name, text.partition("\n")[0].lstrip("# "), text) for name, text in texts.items()}


def question(name: str) -> Question:
    """Look a question up.

    Raises:
        UnknownNameError: there is none of that name; suggests the nearest.
    """
    questions = named_questions()
    if name not in questions:
        raise UnknownNameError("question", name, questions)
    return questions[name]
