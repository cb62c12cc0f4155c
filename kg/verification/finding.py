"""What verification says about one edge."""

from typing import NamedTuple


class Finding(NamedTuple):
    """One thing that is wrong; `node` is the IRI of the claim, span or entity, `message` one line that names it.

    `kind` is span, evidence, number, claimant, quote, direct or shape.
    """

    kind: str
    node: str
    message: str
