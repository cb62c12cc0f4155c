"""A claim as one plain sentence, without its attribution (`kg:text`)."""

from kg.claims.evidence import Scene
from kg.model import Fact, Quantity, Span


def sentence_for(scene: Scene, fact: Fact, factuality: str) -> str:
    """Word a structured claim from the labels of its parts."""
    relation = scene.ontology.relations[fact.predicate]
    subject = label_of(scene, fact.subject)
    how = "possibly: " if factuality.startswith("PS") else ""
    how += "not: " if factuality.endswith("-") else ""
    if fact.quantity is not None:
        return f"{how}{subject} – {relation.label}: {quantity_words(fact.quantity)}"
    if scene.type_of(fact.subject) in scene.ontology.events:
        return f"{how}{subject} – {relation.label}: {label_of(scene, fact.object)}"
    return f"{how}{subject} {relation.label} {label_of(scene, fact.object)}"


def quantity_words(quantity: Quantity) -> str:
    """Write a number with its bounds, unit and group.

    >>> quantity_words(Quantity(12, "person", lower=12, group="children"))
    'at least 12 (children)'
    """
    number = f"{quantity.value:,}" if isinstance(quantity.value, int) else str(quantity.value)
    if quantity.lower is not None and quantity.upper is not None:
        number = f"{quantity.lower:,} to {quantity.upper:,}"
    elif quantity.lower is not None:
        number = f"at least {number}"
    elif quantity.upper is not None:
        number = f"up to {number}"
    if quantity.unit == "percent":
        number += " percent"
    if quantity.trend:
        number += f" ({quantity.trend})"
    return f"{number} ({quantity.group})" if quantity.group else number


def label_of(scene: Scene, identifier: str) -> str:
    """Return the label of an entity, event or concept."""
    entity = scene.chains.entities.get(identifier)
    if entity is not None:
        return entity.label
    return next((e.label for e in scene.frames.events if e.id == identifier), identifier)


def plain(text: str, span: Span) -> str:
    r"""Return the words of a span on one line.

    >>> plain("He said:\nno.", Span(0, 12))
    'He said: no.'
    """
    return " ".join(text[span.begin : span.end].split())
