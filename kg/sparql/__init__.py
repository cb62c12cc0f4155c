"""SPARQL behind a guard, the named questions, and (`listing`) the two questions that have a command of their own.

Only pyoxigraph and the standard library are imported here: asking a small graph must not cost more than the asking.
"""

from kg.sparql.guard import has_alternatives
from kg.sparql.questions import Question, named_questions, question
from kg.sparql.table import Cell, Table, as_csv, as_json, as_ntriples, as_tsv, as_turtle, as_xml
from kg.sparql.worker import Asking, run

__all__ = [
    "Asking",
    "Cell",
    "Question",
    "Table",
    "as_csv",
    "as_json",
    "as_ntriples",
    "as_tsv",
    "as_turtle",
    "as_xml",
    "has_alternatives",
    "named_questions",
    "question",
    "run",
]
