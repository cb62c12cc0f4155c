"""Pronouns to chains: the nearest antecedent that agrees, the subject of the sentence before first."""

from collections.abc import Sequence

from kg.entities.cluster import Cluster
from kg.lexicon import Lexicon
from kg.model import Mention, Parse

_SENTENCES_BACK = 3
_MALE, _FEMALE = frozenset({"he", "him", "his", "himself"}), frozenset({"she", "her", "hers", "herself"})
_NEUTER = frozenset({"it", "its", "itself"})
_PLURAL = frozenset({"they", "them", "their"})
_GROUPS = frozenset({"Organization", "GovernmentBody", "ArmedForce", "Country", "Group"})
_ORGANISED = _GROUPS - {"Group"}
_SALIENCE = {"nsubj": 3, "nsubjpass": 3, "agent": 2, "pobj": 0, "dobj": 1, "poss": 0}


def antecedent(parse: Parse, pronoun: Mention, earlier: Sequence[tuple[Mention, Cluster]], lexicon: Lexicon) -> Cluster | None:
    """Return the chain a third-person pronoun belongs to, or None when nothing near agrees.

    `earlier` holds the mentions before the pronoun in text order.
    """
    word = pronoun.text.lower()
    sentence = parse.tokens[pronoun.head].sentence
    best: tuple[int, int, Cluster] | None = None
    for mention, cluster in reversed(earlier):
        distance = sentence - parse.tokens[mention.head].sentence
        if distance > _SENTENCES_BACK:
            break
        if (
            not _agrees(word, cluster, lexicon)
            or _same_clause(parse, mention, pronoun)
            or _is_quoted_by(parse, mention, pronoun)
        ):
            continue
        score = (
            _salience(parse, mention)
            - 3 * distance
            - 2 * (word in _PLURAL and cluster.named)
            - (distance == 0 and word in _MALE | _FEMALE and _inside_quote(parse, pronoun))
        )
        if best is None or score > best[0]:
            best = (score, mention.head, cluster)
    return best[2] if best else None


def gender_of(cluster: Cluster, lexicon: Lexicon) -> str:
    """Return "m", "f" or "" from the titles, the descriptions and the given name of a person."""
    called = {*" ".join(cluster.titles).lower().split(), *cluster.descriptors}
    for gender, words in (("m", "male_titles"), ("f", "female_titles")):
        if called & lexicon.words[words]:
            return gender
    found = {lexicon.genders.get(name.split()[0], "") for name in cluster.names() if " " in name} - {"", "u"}
    return found.pop() if len(found) == 1 else ""


def _agrees(word: str, cluster: Cluster, lexicon: Lexicon) -> bool:
    if word in _MALE or word in _FEMALE:
        gender = gender_of(cluster, lexicon)
        return cluster.type == "Person" and gender in ("", "m" if word in _MALE else "f")
    if word in _NEUTER:
        return cluster.type in _ORGANISED or cluster.type in ("Facility", "Weapon")
    if cluster.type in ("Weapon", "Facility"):
        return word in _PLURAL and not cluster.named and cluster.mentions[-1].text.endswith("s")
    return word in _PLURAL and (
        cluster.type == "Group" or (cluster.type in _GROUPS - {"Country"} and cluster.mentions[-1].text.endswith("s"))
    )


def _salience(parse: Parse, mention: Mention) -> int:
    token = parse.tokens[mention.head]
    if token.dep == "appos":
        token = parse.tokens[token.head]  # "the minister, Attaullah Tarar, said": the name is what the noun is
    score = _SALIENCE.get(token.dep, 0) + (mention.kind == "name") + 1
    return score - (mention.kind == "demonym") * 3


def _same_clause(parse: Parse, mention: Mention, pronoun: Mention) -> bool:
    """A personal pronoun and its antecedent are not both arguments of one verb; a possessive may be."""
    left, right = parse.tokens[mention.head], parse.tokens[pronoun.head]
    return right.tag == "PRP" and left.head == right.head


def _is_quoted_by(parse: Parse, mention: Mention, pronoun: Mention) -> bool:
    """Tell "“They were members of armed groups,” it said": who speaks is none of those spoken of."""
    left, right = parse.tokens[mention.head], parse.tokens[pronoun.head]
    speaks = right.dep == "nsubj" and left.sentence == right.sentence
    return speaks and _inside_quote(parse, mention) and not _inside_quote(parse, pronoun)


def _inside_quote(parse: Parse, pronoun: Mention) -> bool:
    sentence = parse.sentences[parse.tokens[pronoun.head].sentence]
    opened = False
    for token in parse.tokens[sentence.first : pronoun.head]:
        if token.text in ("“", '"', "``"):
            opened = True
        elif token.text in ("”", "''"):
            opened = False
    return opened
