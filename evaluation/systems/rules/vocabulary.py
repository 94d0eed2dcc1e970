"""The general vocabulary of names and the names that were learnt, arranged for look-up."""

from __future__ import annotations

from wirecopy.evaluation.systems.rules.forms import families
from wirecopy.evaluation.systems.rules.lexicon import Lexicons, name_index
from wirecopy.evaluation.systems.rules.resources import Words, by_word, read, rows


class Vocabulary:
    """The general vocabulary and the learnt names, arranged for look-up."""

    def __init__(self, words: Words, lexicons: Lexicons) -> None:
        self.words, self.lexicons = words, lexicons
        self.index = name_index(lexicons.names)
        self.heads, self.leading = by_word(words.heads), by_word(words.leading_heads)
        reporting = rows(read("reporting.yaml"))
        verbs = reporting["saying_verbs"] | reporting["telling_verbs"] | lexicons.cues
        self.speaking = families(frozenset(verbs))
        self.before, self.after = by_word(words.before), by_word(words.after)
