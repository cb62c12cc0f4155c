"""Descriptions to chains: apposition, "the village of X", "the ministry", "the region", and new things otherwise."""

from bisect import bisect_left, insort
from collections.abc import Sequence

from kg.entities.cluster import Cluster, compatible
from kg.entities.hypernyms import is_insurgent, may_mean
from kg.entities.identity import strip
from kg.grammar.clauses import VERBAL, ancestors, conjuncts, has_age, noun_arguments, noun_phrase, subject, words
from kg.lexicon import Lexicon, normalise
from kg.model import Mention, Parse
from kg.schema import Ontology

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})

_NEAR = 2
_AHEAD = 2
"""Sentences within which a thing described before it is named gets its name."""
_OWNED = frozenset({"Group", "ArmedForce"})


def _heads(name: str) -> list[str]:
    """Return the words of a name that say what it is: the last, and the last before "of", "for" or "in"."""
    words = name.split()
    return words[-1:] + [words[i - 1] for i, w in enumerate(words) if w in ("of", "for", "in") and i][:1]


def _home(parse: Parse, lexicon: Lexicon) -> str:
    """Return the country that an article is written in, by its place line ("MANILA, Philippines"), or ""."""
    town, _, rest = (parse.document.place or "").partition(",")
    entry = lexicon.names.get(rest.strip()) or lexicon.capitals.get(normalise(town.title()))
    return entry.label if entry is not None and entry.type == "Country" else ""


class Describer:
    """Walks through the descriptions of one document in text order and says which chain each belongs to."""

    def __init__(self, parse: Parse, clusters: Sequence[Cluster], lexicon: Lexicon, ontology: Ontology) -> None:
        self.parse = parse
        self.lexicon = lexicon
        self.ontology = ontology
        self.clusters = list(clusters)
        self.at: dict[int, Cluster] = {}
        pairs = [(m, c) for c in self.clusters for m in c.mentions]
        # The longer name is laid over what it holds: "Russian Defence Ministry" over "Russian".
        for mention, cluster in sorted(pairs, key=lambda p: p[0].last - p[0].first):
            for token in range(mention.first, mention.last):
                self.at[token] = cluster
        self.home = _home(parse, lexicon)
        self.heads = {id(c): sorted(m.head for m in c.mentions) for c in self.clusters}

    def add(self, mention: Mention, cluster: Cluster) -> None:
        """Add a mention to a chain."""
        cluster.mentions.append(mention)
        self.at[mention.head] = cluster
        insort(self.heads.setdefault(id(cluster), []), mention.head)

    def place(self, mention: Mention) -> Cluster:
        """Return the chain of a description, which is new if nothing before it fits; the mention is added to it."""
        found = self._by_grammar(mention)
        if found is None and self._is_definite(mention):
            found = self._by_recency(mention)
        if found is None:
            found = self._by_words(mention)
        if found is None:
            found = Cluster(mention.type, named=self._has_own_name(mention))
            self.clusters.append(found)
        lemma = self.parse.tokens[mention.head].lemma
        found.descriptors.add(lemma)
        self.add(mention, found)
        if found.type == "Person" and (title := self._office(mention)) and title not in found.titles:
            found.titles.append(title)
        return found

    def _office(self, mention: Mention) -> str:
        """Return the office that an apposition names ("X, the governor of the region"), or ""."""
        token = self.parse.tokens[mention.head]
        if token.dep != "appos" or not {token.lemma, token.text.lower()} & self.lexicon.roles.keys():
            return ""
        whose = [a.token for a in noun_arguments(self.parse, mention.head) if a.function == "of"]
        first, last = noun_phrase(self.parse, mention.head)
        return strip(words(self.parse, first, max([last, *(noun_phrase(self.parse, t)[1] for t in whose)])))

    def _by_grammar(self, mention: Mention) -> Cluster | None:
        """Apposition, a name that modifies or specifies the noun."""
        tokens, head = self.parse.tokens, self.parse.tokens[mention.head]
        partners = self._beside(mention)
        partners += [
            c for c in self.parse.children[mention.head] if tokens[c].dep in ("compound", "nmod") and tokens[c].pos == "PROPN"
        ]
        partners += self._called(mention)
        if head.lemma in self.lexicon.words["soil_nouns"]:
            partners += [i for i in range(mention.first, mention.head) if i in self.at and self.at[i].type == "Country"]
        for child in self.parse.children[mention.head]:
            if tokens[child].lemma in ("of", "for") and tokens[child].dep == "prep":
                inside = [c for c in self.parse.children[child] if tokens[c].dep == "pobj"]
                partners += inside if mention.type in ("City", "Region") and tokens[child].lemma == "of" else []
                if mention.type == "Person":
                    # The parser hangs the name in "the mayor of Cabaret, Baptiste Jeanty," on the town.
                    partners += [c for i in inside for c in self.parse.children[i] if tokens[c].dep == "appos"]
        for token in partners:
            cluster = self.at.get(token)
            if cluster is not None and self._one_thing(mention, cluster, token):
                return cluster
        return None

    def _beside(self, mention: Mention) -> list[int]:
        """Return what a description is in apposition to, or has beside it."""
        tokens, head = self.parse.tokens, self.parse.tokens[mention.head]
        found = [c for c in self.parse.children[mention.head] if tokens[c].dep == "appos"]
        if head.dep == "appos":
            found.append(head.head)
        elif head.dep == "conj" and tokens[head.head].dep == "appos":
            found.append(tokens[head.head].head)
        return found

    def _called(self, mention: Mention) -> list[int]:
        """Names given by a verb: "a group calling itself X", "the engineer was named by his family as Y"."""
        tokens, children, naming = self.parse.tokens, self.parse.children, self.lexicon.words["naming_verbs"]
        verbs = [c for c in children[mention.head] if tokens[c].dep in ("acl", "relcl") and tokens[c].lemma in naming]
        head = tokens[tokens[mention.head].head]
        if tokens[mention.head].dep == "nsubjpass" and head.lemma in naming:
            verbs.append(head.index)
        found = [c for v in verbs for c in children[v] if tokens[c].dep in ("oprd", "attr", "dobj")]
        found += [c for v in verbs for p in children[v] if tokens[p].lemma == "as" for c in children[p]]
        found += [c for v in verbs for o in children[v] if tokens[o].dep == "ccomp" for c in (o, *children[o])]
        return [t for t in found if tokens[t].pos == "PROPN"]

    def _one_thing(self, mention: Mention, cluster: Cluster, token: int) -> bool:
        if not compatible(self.ontology, mention.type, cluster.type):
            return False
        if self.parse.tokens[mention.head].lemma in self.lexicon.words["soil_nouns"]:
            return True
        if self.parse.tokens[token].dep in ("compound", "nmod"):
            return cluster.named and self._same_kind(mention.type, cluster.type)
        if mention.type in ("City", "Region") and cluster.type == "Country":
            return False
        if mention.type == "Group" and cluster.type == "Country":
            return False
        return not (conjuncts(self.parse, token) and mention.type != "Group")

    def _same_kind(self, left: str, right: str) -> bool:
        return self.ontology.is_a(left, right) or self.ontology.is_a(right, left)

    def _is_definite(self, mention: Mention) -> bool:
        first = self.parse.tokens[mention.first]
        return (
            first.text.lower() in _DEFINITE
            or any(self.parse.tokens[c].dep == "poss" for c in self.parse.children[mention.head])
            or mention.type == "GovernmentBody"
        )

    def _by_recency(self, mention: Mention) -> Cluster | None:
        """The most recent thing that the definite description can mean."""
        lemma = self.parse.tokens[mention.head].lemma
        demonym = next((self.at[i].known for i in range(mention.first, mention.head) if i in self.at), "")
        first_word = self.parse.tokens[mention.first].text.lower()
        specific = any(
            self.parse.tokens[i].pos in ("PROPN", "ADJ", "NOUN") and self.parse.tokens[i].tag != "DT"
            for i in range(mention.first, mention.head)
        )
        if first_word in ("both", "two"):
            return None
        candidates = self._by_distance(mention)
        if lemma in self.lexicon.words["country_nouns"] and not specific:
            return self._country(mention, [c for c in candidates if c.type == "Country" and self._told(c, mention)])
        fitting = (
            c
            for c in candidates
            if compatible(self.ontology, mention.type, c.type)
            and self._fits(mention, lemma, c, specific=specific or bool(demonym))
        )
        found = next(fitting, None)
        if found is not None and lemma in self.lexicon.words["firm_nouns"] | self.lexicon.words["collective_nouns"]:
            # "the bank" is the Privatbank before it is the paper just named, "the rebels" are the M23 rebels.
            return next((c for c in (found, *fitting) if self._ends_in(c, lemma)), found)
        if found is not None:
            return found
        if has_age(self.parse, mention.head):
            people = (c for c in candidates if c.type == "Person" and c.named and self._sentences_back(c, mention) <= _NEAR)
            return next(people, None)
        plain = not any(self.parse.tokens[c].dep in ("prep", "acl", "relcl") for c in self.parse.children[mention.head])
        bare = mention.last - mention.first <= len(("the", "region"))
        if lemma in self.lexicon.words["area_nouns"] and plain and bare:
            return self._area(mention, lemma, candidates)
        return None

    def _country(self, mention: Mention, told: Sequence[Cluster]) -> Cluster | None:
        """Return the country that "the country" is: one just spoken of, rather that of the place line, or that told most.

        Who acts on the country in the same clause is another.
        """
        verbs = [t for t in ancestors(self.parse, mention.head) if self.parse.tokens[t].pos in VERBAL][:1]
        doer = next((self.at.get(who) for v in verbs if (who := subject(self.parse, v)) not in (None, mention.head)), None)
        others = [c for c in told if c is not doer]
        near = [c for c in others if self._sentences_back(c, mention) <= 1] or others
        home = next((c for c in near if self.home and self.home in (c.label, c.known)), None)
        return home or max(near, key=lambda c: self._told(c, mention), default=None)

    def _by_distance(self, mention: Mention) -> list[Cluster]:
        """Return the chains with the last mentioned before a description first, then those named only later."""
        before = [(self._last(c, mention), c) for c in self.clusters]
        known = sorted((p for p in before if p[0] >= 0), key=lambda p: -p[0])
        later = (c for last, c in before if last < 0 and c.mentions)
        return [c for _, c in known] + [c for c in later if -self._sentences_back(c, mention) <= _AHEAD]

    def _told(self, cluster: Cluster, mention: Mention) -> int:
        """Return how often a chain is mentioned before a description."""
        return bisect_left(self.heads.get(id(cluster), ()), mention.head)

    def _last(self, cluster: Cluster, mention: Mention) -> int:
        """Return the token of the last mention before a description, or -1."""
        told = self._told(cluster, mention)
        return self.heads[id(cluster)][told - 1] if told else -1

    def _fits(self, mention: Mention, lemma: str, cluster: Cluster, *, specific: bool) -> bool:
        if cluster.type == "Person" and self._has_title(mention, cluster):
            return True
        if self._is_another(mention, lemma, cluster):
            return False
        if specific:
            return self._same_words(mention, cluster)
        if lemma in cluster.descriptors:
            return True
        if not cluster.named and mention.type == "Person":
            return any(self.parse.tokens[m.head].lemma == lemma for m in cluster.mentions)
        last_words = {w.lower().strip(".") for name in cluster.forms() for w in _heads(name)}
        if cluster.type == "Person":
            return any(title.lower().endswith(lemma) for title in cluster.titles)
        # "The state" is not the United States.
        singular = set() if cluster.type == "Country" else {self._singular(w) for w in last_words}
        if lemma in last_words | singular:
            return True
        return self._may_be_place(mention, cluster) and self._hypernym(lemma, cluster)

    def _is_another(self, mention: Mention, lemma: str, cluster: Cluster) -> bool:
        """Tell "its soldiers" from soldiers named before, and "the army" from an army of insurgents."""
        insurgent = lemma in self.lexicon.words["military_nouns"] and is_insurgent(self.lexicon, cluster)
        return insurgent or (self._is_pronouns(mention) and (mention.type in _OWNED or self._is_of_another(mention, cluster)))

    def _is_of_another(self, mention: Mention, cluster: Cluster) -> bool:
        """Tell "Beijing said its coast guard" from the Philippine coast guard: the country just named is another's."""
        sentence = self.parse.sentences[self.parse.tokens[mention.head].sentence]
        named = (self.at[i] for i in range(mention.first - 1, sentence.first - 1, -1) if i in self.at)
        owner = next((c.label or c.known for c in named if c.type == "Country"), "")
        words = {w for form in cluster.forms() for w in form.split()}
        theirs = {self.lexicon.adjectives[w].label for w in words if w in self.lexicon.adjectives}
        return bool(owner and theirs) and owner not in theirs

    def _is_pronouns(self, mention: Mention) -> bool:
        """Tell "its forces": whose they are is not known before the pronoun is."""
        owners = (self.parse.tokens[c] for c in self.parse.children[mention.head])
        return any(t.dep == "poss" and t.tag == "PRP$" for t in owners)

    def _may_be_place(self, mention: Mention, cluster: Cluster) -> bool:
        """Tell "their compound", which is a new one, and "the capital" before a town is named, from what may be that place."""
        if cluster.type not in ("City", "Facility"):
            return True
        owned = any(self.parse.tokens[c].dep == "poss" for c in self.parse.children[mention.head])
        return not owned and self._told(cluster, mention) > 0

    def _ends_in(self, cluster: Cluster, lemma: str) -> bool:
        """Tell whether the noun is the end of a thing's own name."""
        last = {w.lower() for name in cluster.forms() for w in _heads(name)}
        return any(w.endswith((lemma, f"{lemma}s")) for w in last)

    def _has_title(self, mention: Mention, cluster: Cluster) -> bool:
        words = " ".join(
            t.text.lower() for t in self.parse.tokens[mention.first : mention.last] if t.pos in ("NOUN", "PROPN", "ADJ")
        )
        return bool(words) and any(title.lower().endswith(words) for title in cluster.titles)

    def _singular(self, word: str) -> str:
        noun = self.lexicon.nouns.get(word)
        return noun.label if noun else word

    def _hypernym(self, lemma: str, cluster: Cluster) -> bool:
        """A general noun for a named thing of that kind: "the bloc" for the European Union, "the army" for armed forces."""
        if not cluster.named:
            return False
        may = may_mean(lemma, cluster, self.lexicon)
        return self._same_unit(lemma, cluster) if may is None else may

    def _same_unit(self, lemma: str, cluster: Cluster) -> bool:
        """Ships are counted as ships, so "the vessel" may be the tanker."""
        noun = self.lexicon.nouns.get(lemma)
        if noun is None or noun.unit not in ("ship", "aircraft", "vehicle"):
            return False
        return any(self.lexicon.nouns[d].unit == noun.unit for d in cluster.descriptors if d in self.lexicon.nouns)

    def _same_words(self, mention: Mention, cluster: Cluster) -> bool:
        words = self._content(mention)
        return any(
            words <= self._content(m) or (self._content(m) <= words and len(self._content(m)) > 1)
            for m in cluster.mentions
            if m.kind in ("nominal", "name") and self.parse.tokens[m.head].lemma == self.parse.tokens[mention.head].lemma
        )

    def _content(self, mention: Mention) -> set[str]:
        return {t.lemma for t in self.parse.tokens[mention.first : mention.last] if t.pos in ("NOUN", "PROPN", "ADJ", "NUM")}

    def _area(self, mention: Mention, lemma: str, candidates: Sequence[Cluster]) -> Cluster | None:
        """Name "the region" after the town just spoken of: a new thing, for a town is not its region.

        "The area" is no region of its own, but the place just spoken of.
        """
        if lemma == "area":
            near = [c for c in candidates if c.type in ("Region", "City")]
            return near[0] if near and self._sentences_back(near[0], mention) <= _NEAR else None
        town = next((c for c in candidates if c.type == "City"), None)
        if town is None or (self._sentences_back(town, mention) > 1 and not self._is_governed(mention)):
            return None
        name = max(town.names() or [town.known], key=len)
        label = f"{name} {lemma}"
        found = next((c for c in self.clusters if label in (c.label, c.known)), None)
        if found is None:
            found = Cluster("Region", label if label in self.lexicon.names else "", named=True, label=label)
            self.clusters.append(found)
        return found

    def _is_governed(self, mention: Mention) -> bool:
        """Tell "the governor of the region", which is the one told of however far back, from any region."""
        tokens = self.parse.tokens
        above = tokens[tokens[mention.head].head]
        return above.lemma == "of" and tokens[above.head].lemma in self.lexicon.roles

    def _sentences_back(self, cluster: Cluster, mention: Mention) -> int:
        last = self._last(cluster, mention)
        last = last if last >= 0 else self.heads[id(cluster)][0]
        return self.parse.tokens[mention.head].sentence - self.parse.tokens[last].sentence

    def _by_words(self, mention: Mention) -> Cluster | None:
        """The same bare words again ("children" … "children"); an indefinite singular is always new."""
        first = self.parse.tokens[mention.first]
        if (
            first.text.lower() in ("a", "an", "another")
            or self._is_pronouns(mention)
            or any(self.parse.tokens[i].pos == "NUM" for i in range(mention.first, mention.head))
        ):
            return None
        return next(
            (
                c
                for c in reversed(self.clusters)
                if c.type == mention.type and not c.known and self._same_words_exactly(mention, c)
            ),
            None,
        )

    def _same_words_exactly(self, mention: Mention, cluster: Cluster) -> bool:
        return any(self._content(m) == self._content(mention) for m in cluster.mentions if m.kind == "nominal")

    def _has_own_name(self, mention: Mention) -> bool:
        """A force with its country's adjective ("Ukrainian forces") is as good as a name."""
        inside = [self.at[i] for i in range(mention.first, mention.head) if i in self.at]
        return mention.type in ("ArmedForce", "GovernmentBody") and any(c.type == "Country" for c in inside)
