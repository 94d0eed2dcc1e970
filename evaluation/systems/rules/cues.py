"""Words that attribute, by what stands around them."""

from __future__ import annotations

from wirecopy.evaluation.systems.rules.forms import families, family
from wirecopy.evaluation.systems.rules.reading import Reading
from wirecopy.evaluation.systems.rules.reporting import NOT_AFTER, Reporting
from wirecopy.evaluation.systems.rules.resources import grammar

_PLURAL = grammar("plurals")
_AUXILIARIES = grammar("adverbs") | frozenset(("has", "have", "had", "both", "who"))


class Cues:
    """The cue lexicon of the train split, arranged for look-up."""

    def __init__(self, reporting: Reporting) -> None:
        self.learnt = reporting
        self.all = reporting.verbs
        self.any = self.all | reporting.passive | reporting.ignorant | reporting.relayed | families(reporting.relaying)
        self.seldom_inverted = reporting.direct | reporting.infinitive | reporting.deny
        self.phrases = {words[0]: [w for w in reporting.phrases if w[0] == words[0]] for words in reporting.phrases}

    def bare(self, key: str) -> bool:
        """Return whether the verbs of a family attribute without a clause, a quotation or "that" after them."""
        return key in self.learnt.surely and (key in self.learnt.direct or key not in self.learnt.infinitive)

    def is_verb(self, word: str, before: str) -> bool:
        """Return whether a lower-case word may be a reporting verb with a subject."""
        if word.endswith("ing") or before in NOT_AFTER or not word.isalpha():
            return False
        if not (word.endswith("ed") or word in self.learnt.forms or before.endswith("s") or before in _PLURAL):
            return False  # "the court report", "state media": a base form needs a plural before it
        return family(word) in self.all

    def phrase(self, reading: Reading, at: int) -> int:
        """Return the end of a phrase that stands before its source ("according to"), or 0 where there is none."""
        for words in self.phrases.get(reading.lower(at), ()):
            if all(reading.lower(at + place) == word for place, word in enumerate(words)):
                return at + len(words)
        return 0

    def auxiliary(self, word: str) -> bool:
        """Return whether a word may stand between a subject and its reporting verb."""
        return word in _AUXILIARIES or (word.endswith("ly") and len(word) > 4)
