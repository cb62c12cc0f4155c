"""The named questions: one `.rq` file each, whose first comment line is the help text."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.errors import UnknownNameError
from kg.ontology import knowledge


@dataclass(frozen=True, slots=True)
class Question:
    """A question that comes with kg."""

    name: str
    help: str
    sparql: str


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
