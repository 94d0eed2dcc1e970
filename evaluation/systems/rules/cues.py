"""Words that attribute, by what stands around them."""

from __future__ import annotations

from wirecopy.evaluation.systems.rules.forms import families, family
from wirecopy.evaluation.systems.rules.lexicon import Lexicons
from wirecopy.evaluation.systems.rules.resources import Rows, grammar, read, rows

# A cue after one of these is a noun or an infinitive.
_NOT_AFTER = grammar("not_before_cue")
_PLURAL = grammar("plurals")
_AUXILIARIES = grammar("auxiliaries")


class Cues:
    """The cue lexicon: general reporting verbs and the cue words of the train split."""

    def __init__(self, lexicons: Lexicons) -> None:
        table: Rows = rows(read("reporting.yaml"))
        self.table = table
        self.say = families(table["saying_verbs"] | table["deny"] | table["transitive"] | table["infinitive"])
        self.tell = families(table["telling_verbs"])
        self.deny = families(table["deny"])
        self.transitive = families(table["transitive"])
        self.infinitive = families(table["infinitive"])
        self.relay = families(table["relay"])
        self.passive = families(table["passive"])
        self.hedged = families(table["hedged"])
        learnt = {family(word) for word in lexicons.cues if word.isalpha() and not word.endswith("ing")}
        self.learnt = frozenset(learnt - self.relay - families(frozenset({"according", "by"})))
        self.bases = (
            table["saying_verbs"]
            | table["telling_verbs"]
            | table["transitive"]
            | table["relay"]
            | {"claims", "posts", "notes", "shows", "hopes"}
        )
        self.all = self.say | self.tell | self.learnt
        self.any = self.all | self.passive | self.relay
        self.clause_only = families(table["clause_only"]) | (self.learnt - self.say - self.tell)

    def is_verb(self, word: str, before: str) -> bool:
        """Return whether a lower-case word may be a reporting verb with a subject."""
        if word.endswith("ing") or before in _NOT_AFTER or not word.isalpha() or word == "not":
            return False
        if word in self.bases and not (before.endswith("s") or before in _PLURAL):
            return False  # "the court report", "state media": a base form needs a plural before it
        return family(word) in self.all

    def possible(self, word: str) -> bool:
        """Return whether any rule begins with a lower-case word: the quick answer for most words is no."""
        return word == "according" or family(word) in self.any

    def auxiliary(self, word: str) -> bool:
        """Return whether a word may stand between a subject and its reporting verb."""
        return word in _AUXILIARIES or (word.endswith("ly") and len(word) > 4)
