"""Tokens and sentences of agency copy with offsets, and spans to BIO tags and back.

The rules are this project's own and frozen by ``TOKENS_VERSION``: tags in published datasets rest on them, so whoever
changes what comes out for any text changes the version. In short:

- A token never holds a space (``str.isspace``, so NBSP is one); tokens are ordered, do not overlap and cover the rest.
- Hyphens and slashes split words ("Jong", "-", "Un"; "South", "Korea", "-", "backed"), because names begin and end
  at them; ISO dates, 9/11, web addresses, e-mail addresses, @names and #tags are single tokens.
- "'s" and other clitics and "n't" are split off ("Kim", "'s"; "do", "n't"); "O'Brien" is not.
- Numbers keep separators and ordinal endings (1,000; 2.5; 10:30; 10th; 1990s); currency signs and units are tokens
  of their own ("$", "2.5", "bn").
- Abbreviations (Gen., Inc., a.m., U.S.) and initials keep their full stop, other words do not.
- Marks, joiners and soft hyphens stay with their word; an emoji sequence is one token, and so is "...", "--" or "?!".

Python's Unicode tables decide what a letter is: for characters newer than Unicode 14 versions of Python may differ.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final, TypeAlias

from wirecopy.corpus.errors import InputError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TOKENS_VERSION: Final = "1"

Token: TypeAlias = tuple[int, int]
Labelled: TypeAlias = tuple[int, int, str]

# What extends the character before it: combining marks of the scripts that names come in, joiners, variation selectors.
_EXTEND = (
    "\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0971-\u0df3\u0e31-\u0e3a\u0e40-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u200c\u200d\u20d0-\u20ff\u302a-\u302f\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f"
)
_EMOJI = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
)
_EMOJI_EXTEND = f"[{_EXTEND}\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*+"
_END = f"(?![^\\W_]|[{_EXTEND}])"  # no word goes on here
_WORD = f"[^\\W_]++(?:[{_EXTEND}]++[^\\W_]*+)*+"
_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_CLITIC = f"(?i:s|ll|re|ve|d|m){_END}"
_UNITS = (
    "bn|mn|tn|trn|m|k|K|km|kms|cm|mm|kg|g|mg|lb|lbs|oz|t|kt|ha|ft|mph|kph|kmh|am|pm|AM|PM|GMT|UTC|h|hr|hrs|min|mins|sec|secs"
    "|x|p|pc|pct|bps|bpd|kW|MW|GW|kWh|MWh|GWh|kV|Hz|kHz|MHz|GHz|kB|MB|GB|TB"
)
_LABEL = "[A-Za-z0-9-]{1,63}+"
_TAIL = r"[^\s<>\"“”]*[^\s<>\"“”.,;:!?'’)\]}…]"

# Words that begin a sentence and no name: after an abbreviation or an initial they tell that the sentence has ended.
_STARTERS = (
    "The|A|An|In|On|At|It|He|She|They|We|I|You|But|And|This|That|These|Those|There|His|Her|Its|Their|Our|My|If|When|While|As|For|From"
    "|With|After|Before|By|To|Or|So|Some|Many|Most|More|Other|Others|Under|Since|Until|Although|Though|However|Meanwhile|Earlier|Later"
    "|Last|No|Not|Both|Each|All|Another|Such|What|Who|How|Why|Where|Asked|Despite|During|Because|Once|Then|Now|Also|About|Over|Among"
)
_TITLES = (
    "Mr|Mrs|Ms|Mx|Dr|Prof|Gen|Lt|Col|Maj|Capt|Cmdr|Cdr|Sgt|Cpl|Pvt|Spc|Pte|Adm|Brig|Gov|Sen|Sens|Rep|Reps|Rev|Hon|Pres|Amb|Supt|Insp|Det"
    "|Atty|Fr|Mme|Mlle|Messrs|Msgr|St|Ste|Mt|Ft|vs|cf|Vice-Adm"
)
_SHORTENED = (
    "Inc|Corp|Ltd|Co|Cos|Bros|Pty|Jr|Sr|Ave|Blvd|Rd|Dept|dept|Univ|Assn|Intl|etc|al|approx|ca|Ph\\.D"
    "|Jan|Feb|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Tue|Tues|Thu|Thur|Thurs|Fri"
    "|Ala|Ariz|Calif|Colo|Conn|Del|Fla|Kan|Ky|Mich|Minn|Mont|Neb|Nev|Okla|Tenn|Tex|Vt|Wis|Wyo"
)
_STATES = "Ark|Ga|Ill|Ind|La|Md|Mass|Miss|Mo|Ore|Pa|Va|Wash"  # also words: abbreviations only after a comma
_BEFORE_NUMBER = "No|Nos|Art|Fig|Vol|Sec|Ch|pp|p|Mar|Mon|Wed|Sat|Sun"

# "I." is an initial only before another one, since it ends "World War I."
_INITIAL = (
    rf"(?!I\.[ \u00a0][^\W\d_]{{2}}){_CAPITAL}\."
    rf"(?=[ \u00a0]?{_CAPITAL})(?![ \u00a0](?:{_STARTERS}){_END}(?!\.))"
)

_TOKEN = re.compile(
    "|".join(
        (
            r"[^\W\d_]++(?=[ ,\n])",  # the usual word and the usual mark first: the rest is for what is left
            f'[,;:()"“”](?![{_EXTEND}])',
            rf"(?i:https?://|www\.){_TAIL}",
            rf"[A-Za-z0-9._%+-]{{1,64}}+@{_LABEL}(?:\.{_LABEL}){{1,8}}",
            rf"(?:{_LABEL}\.){{1,5}}(?:com|org|net|gov|edu|mil|int|info|co)(?:\.[a-z][a-z])?{_END}(?:/{_TAIL})?",
            r"(?<![^\W_])@[A-Za-z0-9_]{1,64}+(?:\.[A-Za-z0-9_]{1,64}+){0,4}",
            rf"(?<![^\W_])#(?=\d*+[^\W\d])(?:_|{_WORD})++",
            rf"\d{{4}}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?{_END}",
            rf"\d\d?/\d\d?(?:/\d\d(?:\d\d)?)?(?!/){_END}",
            rf"\d+(?:[.,:]\d+)*(?:(?:st|nd|rd|th|s){_END}|{_END}|(?=(?:{_UNITS}){_END}))",
            rf"(?<![\w.])\.\d++{_END}",
            rf"['’]\d0s{_END}",
            rf"[^\W\d_](?:\.[^\W\d_])+\.?{_END}",  # U.S., a.m., J.R.
            rf"(?:{_TITLES}|{_SHORTENED})\.{_END}",
            rf"(?<=, )(?:{_STATES})\.{_END}",
            rf"(?:{_BEFORE_NUMBER})\.(?=,?[ \u00a0]?\d)",
            _INITIAL,
            rf"[A-Z]{{1,3}}&[A-Z]{{1,3}}{_END}",
            rf"(?<=[^\s(\[{{<“‘«—–-])['’]{_CLITIC}",
            rf"[nN]['’][tT]{_END}",
            rf"[A-Za-z]+?(?=[nN]['’][tT]{_END})",
            rf"{_WORD}(?:['’](?!{_CLITIC}){_WORD})*+",
            "[\U0001f1e6-\U0001f1ff]{2}",
            rf"{_EMOJI}{_EMOJI_EXTEND}(?:(?<=\u200d){_EMOJI}{_EMOJI_EXTEND})*+",
            f"°[CF]{_END}",
            rf"(?:[!?]++|([.\-–—=_*~#+…])\1*+|\S)[{_EXTEND}]*+",
        )
    )
)

_STOPS = frozenset(".!?…。！？؟।")
_CLOSERS = frozenset("\"'”’»)]}")
_NEVER_STARTS = frozenset(",;:)]}%-–—/&")
_STARTER = re.compile(f"(?:{_STARTERS}){_END}")
_TITLE = re.compile(f"(?:{_TITLES})\\.")


def tokenize(text: str) -> list[Token]:
    """Return the tokens as ``(start, end)``, code points, end exclusive; linear time for any text."""
    return [match.span() for match in _TOKEN.finditer(text)]


def sentences(text: str) -> list[Token]:
    """Return the sentences as ``(start, end)``, first token's start to last token's end; every token is in one.

    A blank line always ends a sentence; a line break does (headlines, captions, one line a paragraph) unless the next
    line goes on in lower case after no full stop. Closing quotes and brackets stay with the full stop before them.
    """
    tokens = tokenize(text)
    found: list[Token] = []
    first = 0
    for last in range(len(tokens)):
        if last + 1 == len(tokens) or _ends(text, tokens, first, last):
            found.append((tokens[first][0], tokens[last][1]))
            first = last + 1
    return found


def _ends(text: str, tokens: Sequence[Token], first: int, last: int) -> bool:
    """Return whether the sentence from token ``first`` on ends with token ``last``, which is not the text's last."""
    end, following = tokens[last][1], tokens[last + 1][0]
    gap = text[end:following]
    stop = last
    if text[end - 1] in _CLOSERS:  # looked up on demand: most tokens are neither closers nor stops
        while stop > first and tokens[stop][1] == tokens[stop - 1][1] + 1 and text[tokens[stop][0]] in _CLOSERS:
            stop -= 1
    stopped = text[tokens[stop][1] - 1] in _STOPS
    if "\n" in gap:
        return gap.count("\n") > 1 or stopped or not text[following].islower()
    if not stopped or (not gap and not _runs_on(text, tokens, stop, following)):
        return False
    return _may_start(text, following) and not _goes_on(text, tokens, first, stop, following)


def _runs_on(text: str, tokens: Sequence[Token], stop: int, following: int) -> bool:
    """Return whether a sentence may begin without a space: after an ideographic stop, or "talks.The"."""
    mark = text[tokens[stop][0]]
    if mark in "。！？":
        return text[following] not in _CLOSERS
    return mark == "." and tokens[stop][1] == following and text[following].isupper() and text[following - 2].islower()


def _may_start(text: str, at: int) -> bool:
    return not text[at].islower() and text[at] not in _NEVER_STARTS and text[at] not in _STOPS


def _goes_on(text: str, tokens: Sequence[Token], first: int, stop: int, following: int) -> bool:
    """Return whether the full stop of token ``stop`` belongs to an abbreviation, an initial or a list number."""
    start, end = tokens[stop]
    if end - start == 1:
        return stop == first + 1 and text[tokens[first][0] : tokens[first][1]].isdigit()
    if text[start] in _STOPS:  # an ellipsis or "?!"
        return False
    return bool(_TITLE.fullmatch(text, start, end)) or not _STARTER.match(text, following)


def cut(tokens: Sequence[Token], boundaries: Iterable[int]) -> list[Token]:
    """Return the tokens, cut wherever a boundary falls inside one, so that spans that end there can be tagged."""
    wanted = sorted(set(boundaries))
    pieces: list[Token] = []
    for start, end in tokens:
        inside = wanted[bisect_left(wanted, start + 1) : bisect_left(wanted, end)]
        pieces.extend(zip([start, *inside], [*inside, end], strict=True))
    return pieces


def to_bio(tokens: Sequence[Token], spans: Sequence[Labelled]) -> list[str]:
    """Return one IOB2 tag a token for flat spans ``(start, end, type)`` in any order; loses nothing (see ``from_bio``).

    Raises:
        InputError: spans overlap, or one does not begin and end with a token (``cut`` the tokens first).
    """
    starts = {start: index for index, (start, _) in enumerate(tokens)}
    ends = {end: index for index, (_, end) in enumerate(tokens)}
    tags = ["O"] * len(tokens)
    for start, end, kind in sorted(spans):
        first, last = starts.get(start), ends.get(end)
        if first is None or last is None or first > last:
            raise InputError(f"span {shown(kind)} [{start}, {end}) does not begin and end with a token")
        if any(tag != "O" for tag in tags[first : last + 1]):
            raise InputError(f"span {shown(kind)} [{start}, {end}) overlaps another span")
        tags[first : last + 1] = [f"B-{kind}", *[f"I-{kind}"] * (last - first)]
    return tags


def from_bio(tokens: Sequence[Token], tags: Sequence[str], *, repair: bool = False) -> list[Labelled]:
    """Return the spans ``(start, end, type)`` of IOB2 tags, in text order.

    Raises:
        InputError: the numbers of tags and tokens differ, or a tag is not ``O``, ``B-TYPE`` or ``I-TYPE``; or an ``I-``
            continues nothing, unless ``repair`` is set: then it begins a span, as in conlleval.
    """
    if len(tokens) != len(tags):
        raise InputError(f"{len(tags)} tags for {len(tokens)} tokens")
    return list(_spans(tokens, tags, repair))


def _spans(tokens: Sequence[Token], tags: Sequence[str], repair: bool) -> Iterator[Labelled]:
    start, end, kind = 0, 0, ""
    for index, ((left, right), tag) in enumerate(zip(tokens, tags, strict=True)):
        prefix, _, name = tag.partition("-")
        if tag != "O" and (prefix not in ("B", "I") or not name):
            raise InputError(f"tag {index}: found {shown(tag)}, expected O, B-TYPE or I-TYPE")
        if prefix == "I" and name == kind:
            end = right
            continue
        if prefix == "I" and not repair:
            before = shown(tags[index - 1]) if index else "none"
            raise InputError(f"tag {index}: {shown(tag)} continues nothing: the tag before it is {before}")
        if kind:
            yield start, end, kind
        start, end, kind = left, right, name
    if kind:
        yield start, end, kind
