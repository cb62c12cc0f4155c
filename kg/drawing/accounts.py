"""Who says what about what: the claims of a network gathered into accounts, those that differ side by side."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.drawing.lettering import clean, cut
from kg.drawing.wording import ARTICLE, NOTABLE, attribution_of
from kg.filters import claims_of
from kg.network import Edge, Network, Node, attributes

ARTICLE_NAME = "the article"
MOST_SAYINGS = 8
"""Claims worded in one account; the others are counted."""


@dataclass(frozen=True, slots=True)
class Saying:
    """One claim in words, without its subject; `rival` tells whether another account differs."""

    id: str
    words: str
    rival: bool


@dataclass(frozen=True, slots=True)
class Account:
    """What the same people say of one subject with equal standing; `quotes` are the sentences that it is read from.

    `claims` counts restatements too; `rivals` are the ids of claims elsewhere that differ.
    """

    claimants: tuple[str, ...]
    attribution: str
    status: str
    subject: str
    sayings: tuple[Saying, ...]
    quotes: tuple[str, ...]
    claims: int
    rivals: frozenset[str]

    def differs_from(self, other: "Account") -> bool:
        """Tell whether a claim here is the rival of one there."""
        return bool(self.rivals & {saying.id for saying in other.sayings})


def quoted(network: Network) -> tuple[Edge, ...]:
    """Choose the claims of all whom the articles quote, and of the articles what these claims differ from.

    Where nobody is quoted these are all claims.
    """
    everything = claims_of(network)
    rivals = {rival for edge in everything for rival in _listed(edge.rivals)} | {e.id for e in everything if e.rivals}
    return tuple(edge for edge in everything if not _own(edge) or edge.id in rivals) or everything


def gather(claims: Iterable[Edge], nodes: Mapping[str, Node]) -> list[Account]:
    """Gather claims into accounts, by subject; first what is in dispute, then what most is said of."""
    groups: dict[tuple[str, str, str, str], list[Edge]] = defaultdict(list)
    for edge in sorted(claims, key=lambda edge: edge.id):
        role_in = nodes[edge.source].occurrence if edge.source in nodes else ""
        standing = attribution_of({**attributes(edge), "role_in": role_in})
        groups[edge.claimant, standing, edge.status, subject_of(edge, nodes)].append(edge)
    known = {edge.id for edges in groups.values() for edge in edges}
    accounts = [_account(key, edges, nodes, known) for key, edges in groups.items()]
    return sorted(accounts, key=_weight)


def _weight(account: Account) -> tuple[bool, bool, int, str, tuple[str, ...], str, str]:
    denied = account.attribution == "denied"
    return (
        not account.rivals,
        not denied,
        -account.claims,
        account.subject,
        account.claimants,
        account.attribution,
        account.status,
    )


def subject_of(edge: Edge, nodes: Mapping[str, Node]) -> str:
    """Choose what a claim is about: the event, else the thing that it names as its topic, else the one it begins with."""
    topics = [node for node in (edge.source, *_listed(edge.about)) if node in nodes]
    return next((node for node in topics if nodes[node].kind == "event"), next(iter([*topics[1:], *topics]), edge.source))


def names_of(claimant: str) -> tuple[str, ...]:
    """List claimants by their names; the narrator is the article."""
    names = tuple(clean(name) for name in _listed(claimant))
    return tuple(ARTICLE_NAME if name.casefold() in ARTICLE else name for name in names) or (ARTICLE_NAME,)


def standing_words(attribution: str, status: str) -> str:
    """Word how an account stands.

    >>> standing_words("alleged", "unverified"), standing_words("asserted", "unassessed")
    ('alleged, unverified', 'stated')
    """
    named = {"asserted": "stated", "attributed": "said", "supposed": "stated"}.get(attribution, attribution)
    return f"{named}, {status}" if status in NOTABLE else named


def without_subject(text: str, subject: str) -> str:
    """Take the subject off the words of a claim.

    >>> without_subject("possibly: Talks in Oslo – place: Oslo", "Talks in Oslo")
    'possibly place: Oslo'
    """
    for head in (f"{subject} – ", f"{subject} "):
        for prefix in ("", "possibly: ", "not: "):
            if text.startswith(prefix + head):
                return prefix.replace(":", "") + text.removeprefix(prefix + head)
    return text


def _account(key: tuple[str, str, str, str], edges: Sequence[Edge], nodes: Mapping[str, Node], known: set[str]) -> Account:
    """Word the claims of one account; a claim that restates another is told with it."""
    claimant, attribution, status, subject = key
    label = nodes[subject].label if subject in nodes else ""
    told = [edge for edge in edges if not set(_listed(edge.restates)) & known] or list(edges)
    told.sort(key=lambda edge: (not edge.rivals, edge.id))
    sentences = (clean(sentence).strip('“”"') for edge in told for sentence in edge.evidence.split(" … "))
    # What somebody denies is what the claim says is not so: "denied", not "denied that not".
    words = {edge.id: edge.text.removeprefix("not: ") if attribution == "denied" else edge.text for edge in told}
    sayings = [Saying(e.id, cut(clean(without_subject(words[e.id], label)), 160), rival=bool(e.rivals)) for e in told]
    unique = {saying.words: saying for saying in reversed(sayings)}
    return Account(
        claimants=names_of(claimant),
        attribution=attribution,
        status=status,
        subject=subject,
        sayings=tuple(sorted(unique.values(), key=lambda saying: (not saying.rival, saying.id))),
        quotes=tuple(dict.fromkeys(sentence for sentence in sentences if sentence)),
        claims=len(edges),
        rivals=frozenset(rival for edge in told for rival in _listed(edge.rivals)),
    )


def _own(edge: Edge) -> bool:
    return names_of(edge.claimant) == (ARTICLE_NAME,)


def _listed(joined: str) -> list[str]:
    return [part for part in joined.split("; ") if part]


def side_by_side(accounts: Iterable[Account]) -> list[Account]:
    """Order accounts of one subject so that those that differ stand next to each other where that is possible."""
    rest = list(accounts)
    ordered: list[Account] = []
    while rest:
        near = [
            account for account in rest if ordered and (account.differs_from(ordered[-1]) or ordered[-1].differs_from(account))
        ]
        chosen = near[0] if near else rest[0]
        rest.remove(chosen)
        ordered.append(chosen)
    return ordered
