"""What a line's words say it is: one explainable cue a rule, in a table that is read from top to bottom.

A furniture cue asks either for a form that prose does not have (a label with its colon, a short line) or for a line
that is no sentence: "Read the statement aloud, she asked them." begins like a prompt and is body.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from msgspec import Struct

from wirecopy.corpus.ingest import bylines
from wirecopy.corpus.ingest.credits import is_credit
from wirecopy.corpus.ingest.dates import has_date
from wirecopy.corpus.ingest.prompts import is_prompt
from wirecopy.corpus.ingest.prose import MAX_CUED, is_sentence, reports_speech, words
from wirecopy.corpus.ingest.stamps import before_stamps, is_stamp
from wirecopy.corpus.ingest.words import word_set

_SPACES = re.compile(r"\s+")
_OPENING_MARK = re.compile(r"^[\s>»›▶►●•▪→➜➔⇒\-–—*|:\[(]+")
_SEPARATED = re.compile(r"\s*(?:[|/»›>·•→]|\s-\s)\s*")


class Cue(Struct, frozen=True):
    """A cue's name, why it holds, and the test of a line."""

    name: str
    why: str
    test: Callable[[str], bool]


def _label(pattern: str, *, limit: int = 60) -> Callable[[str], bool]:
    """A test for a label that fills a line, or that stands before a colon, bar or dash with a title behind it."""
    alone = re.compile(rf"^(?:{pattern})\s*[:\-–—|»›>.…→]*$", re.IGNORECASE)
    titled = re.compile(rf"^(?:{pattern})\s*(?::|[|»›>→]|\s[-–—]\s)\s*\S", re.IGNORECASE)

    def test(text: str) -> bool:
        bare = _OPENING_MARK.sub("", text).rstrip(" ])")
        return bool(alone.match(bare)) or (bool(titled.match(bare)) and words(text) <= limit)

    return test


def _matches(pattern: str, *, most: int = 60, sentence: bool = True) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.IGNORECASE)

    def test(text: str) -> bool:
        bare = _OPENING_MARK.sub("", text)
        return bool(compiled.search(bare)) and words(text) <= most and (sentence or not is_sentence(text))

    return test


_ALSO_READ = _label(
    r"also\s+(?:read|see|watch|on(?:\s+(?!\w+day\b)\w+){0,3}|in\s+\w+)|(?:must|don['’]?t\s+miss|now)\s+read|"
    r"read\s+(?:also|more|next|this|now|on|the\s+full\s+story"
    r"|full\s+(?:story|article))(?:\s+(?:on|about|from|in|here|at)\b[^.:|]{0,40})?|(?:see|more)\s+(?:also|here|stories)"
    r"|related(?:\s+(?:stories|story|articles?|news|links?|coverage|content|"
    r"topics?|reading|posts?|to\s+this\s+story))?|further\s+reading"
    r"|recommended(?:\s+(?:for\s+you|stories|reading))?|you\s+(?:may|might)\s+(?:also\s+)?(?:like|"
    r"be\s+interested\s+in|have\s+missed)"
    r"|don['’]?t\s+miss|in\s+case\s+you\s+missed\s+it|icymi|continue\s+reading|"
    r"keep\s+reading|in\s+other\s+news|up\s+next|next\s+story|previous\s+story"
    r"|more\s+(?:on|from|in|about)\s+[^.:|]{2,40}|editor['’]?s['’]?\s+(?:picks?|"
    r"choice)|what\s+to\s+read(?:\s+next)?|suggested(?:\s+reading)?|explore\s+more"
)
_CAPITAL_READ = re.compile(
    r"^(?:ALSO READ|READ ALSO|READ MORE|READ NEXT|MUST READ|SEE ALSO|RELATED|"
    r"WATCH|MORE|READ|DON['’]?T MISS|(?i:also read|read also|see also|you (?:may|might) also like))\s+[^\W\d_a-z]"
)
_CAPITAL_LABEL = re.compile(r"^(?:MORE (?:FROM|ON|IN|ABOUT) [A-Z ]{2,30}|RELATED)\s*:\s+\S")
_WATCH = _label(
    r"watch(?:\s+(?:live|now|video|the\s+video))?|listen|video|podcast|in\s+pictures|"
    r"in\s+pics|photos?\s+gallery|gallery|live\s+updates?|explainer|opinion|"
    r"poll|quiz"
)
_PLATFORMS = word_set(
    "facebook twitter x whatsapp linkedin telegram reddit pinterest instagram youtube "
    "email e-mail mail print copy link share tweet "
    "bluesky threads mastodon messenger tumblr flipboard pocket sms viber line weibo "
    "vk google news save bookmark gift post comment "
    "comments like follow listen a+ a- aa link copied more via to on url text size and"
)


def _also_read(text: str) -> bool:
    bare = _OPENING_MARK.sub("", text)
    if _CAPITAL_LABEL.match(bare):
        return True
    if _ALSO_READ(text):
        # A sentence may begin "Related: ..." only where the label is not one of the plain prompts.
        return not (
            is_sentence(text) and re.match(r"^(?:related|more\s+(?:on|from|in|about)|read\s+on)\b", bare, re.IGNORECASE)
        )
    return bool(_CAPITAL_READ.match(bare)) and not is_sentence(text)


def _share(text: str) -> bool:
    tokens = re.findall(r"[\w+-]+", text.lower())
    named = [token for token in tokens if not token.isdigit()]
    if named and len(tokens) <= 14 and all(token in _PLATFORMS for token in named):
        return True
    return (
        bool(re.match(r"^share\s+(?:this|on|via|with|the\s+(?:story|article))\b", text, re.IGNORECASE))
        and words(text) <= 8
        and not reports_speech(text)
    )


def _prompt(text: str) -> bool:
    return text[:1] not in "\"“‘'«" and is_prompt(_OPENING_MARK.sub("", text))


def _breadcrumb(text: str) -> bool:
    parts = [part for part in _SEPARATED.split(text) if part]
    return (
        2 <= len(parts) <= 6
        and words(text) <= 9
        and all(words(part) <= 3 for part in parts)
        and not is_sentence(text)
        and not has_date(text)
    )


_CLOCK_ONLY = re.compile(
    r"^(?:live\s*[|:•-]?\s*)?\[?\(?(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:\s?[ap]\.?m\.?)?(?:\s+[A-Z]{2,5}(?:[+-]\d+)?)?\)?\]?(?:\s*[-–|:•]\s*(?:live|"
    r"update)?)?$",
    re.IGNORECASE,
)


def _byline(text: str) -> bool:
    text = before_stamps(text)
    if words(text) > 24 or len(text) > bylines.MAX_BYLINE or (text.endswith(".") and words(text) > 8):
        return False
    parsed = bylines.parse_byline(text)
    if bylines.has_lead(text):
        return not parsed.empty or _desk(text)
    return (
        bylines.only_credit(text)
        or bylines.only_agencies(text)
        or (not parsed.empty and bool(parsed.agency) and bool(parsed.names))
        or (_desk(text) and words(text) <= 4)
    )


def _desk(text: str) -> bool:
    return (
        bool(
            re.match(
                r"^(?:by\s+)?(?:(?:our|a|the|own|special|staff|senior|web|news|online|"
                r"digital|[A-Z]\w+)\s+){0,3}(?:correspondent|reporter|desk|bureau|team|"
                r"staff|newsroom|agenc(?:y|ies))s?\b[^.]{0,30}$",
                text,
                re.IGNORECASE,
            )
        )
        and words(text) <= 7
    )


# The house speaks of itself: its code, its council, where complaints go.
_HOUSE = re.compile(
    r"\b(?:complaints?|corrections?|feedback|queries|errors)\s+(?:can|may|should|to)\s+be\s+(?:sent|addressed|made|directed|reported)\b|"
    r"^our\s+(?:standards|editorial\s+\w+|code)\b|\bis\s+a\s+member\s+of\s+the\s+press\s+council\b",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"(?:with|additional)\s+(?:\w+\s+)?(?:inputs?|reporting|reports?|input)\s+(?:from|"
    r"by)\b.*|(?:reporting|writing|compiled|edited|editing|translated|translation|"
    r"additional\s+reporting|photographs?)\s+by\s+[^\W\d_a-z].*"
    r"|reporter\s*:\s*.+/.*|an?\s+(?:previous|earlier)\s+version\s+of\s+this\s+(?:article|story|report)\b.*|this\s+(?:story|article|report|copy)\s+(?:has\s+(?:not\s+)?been|"
    r"was|is)\b.*|(?:the\s+)?(?:post|article)\s.+(?:first\s+)?appeared\s.*"
    r"|published\s+(?:by|from)\s+an?\s+.*feed.*|except\s+for\s+the\s+headline.*|"
    r"-{0,3}\s*(?:ends?|enditem|ends/|###|30)\s*-{0,3}",
    re.IGNORECASE,
)


_ASSISTED = re.compile(r"with\s+(?:assistance|contributions?|help)\s+(?:from|by)\s+[^.]{3,100}", re.IGNORECASE)


def _closing(text: str) -> bool:
    bare = text.strip("()[] –—-./*")
    if _HOUSE.search(text) and words(text) <= 40:
        return True
    if _ASSISTED.fullmatch(bare) and not is_sentence(text):
        return True
    return bool(CLOSING.fullmatch(bare)) and words(text) <= 60 and not (reports_speech(text) and is_sentence(text))


def _copyright(text: str) -> bool:
    return (
        bool(re.match(r"^(?:copyrights?\s*(?:©|\(c\)|\d{4}|:)|©|\(c\)\s*\d{4}|℗)", text, re.IGNORECASE))
        or (
            bool(
                re.search(
                    r"all\s+rights\s+reserved|\s(?:©|\(c\))\s*\d{4}(?:\s?[-–]\s?\d{2,4})?\W*$", text, re.IGNORECASE
                )
            )
            and words(text) <= 40
        )
        or bool(
            re.match(
                r"^(?:this\s+(?:work|article|text|page)|text|content)\s+(?:is|are)\s+(?:licen[sc]ed|"
                r"available|published|released)\s+under\b",
                text,
                re.IGNORECASE,
            )
        )
    )


_PLACEHOLDER = re.compile(
    r"^[\[(]?(?:(?:author|profile|user|article|lead|hero|thumbnail|main|"
    r"featured|cover|reporter|writer|site|open|close|play|loading)['’s]*\s+)*"
    r"(?:img|image|images|photo|picture|pic|logo|icon|avatar|placeholder|"
    r"thumbnail|banner|video|audio|gallery|embed|advertisement|advertisment|"
    r"advert|ads?|sponsored(?:\s+content)?|promoted|loading)"
    r"(?:\s*\d+(?:\s*(?:/|of)\s*\d+)?)?[\])]?\.{0,3}$|^.{1,40}\s(?:logo|"
    r"icon|avatar)$|^\S+\.(?:jpe?g|png|gif|webp|svg)$",
    re.IGNORECASE,
)
_AD = re.compile(
    r"^(?:advertisement\s*[-–:|].*|(?:story|article)\s+continues\s+(?:below|"
    r"after).*|scroll\s+to\s+continue.*|-+\s*advertisement\s*-+|skip\s+(?:to|"
    r"advert|ad|past).{0,40}|listen\s+to\s+(?:this|the)\s+(?:article|story).{0,40}|"
    r"\d+\s?-?min(?:ute)?s?\s+read|read\s+time\b.{0,20}|\d+\s+(?:comments?|"
    r"shares?|views?|likes?)|(?:view|show|load|see)\s+(?:all|more|comments?)\b.{0,30}|"
    r"back\s+to\s+top|top\s+of\s+(?:page|form)|hide\s+caption|toggle\s+caption|(?:font|text)\s+size|zoom|"
    r"image\s+source.{0,60}|image\s+caption|getty images|file\s+photo)$",
    re.IGNORECASE,
)
_COOKIE = re.compile(
    r"^(?:we\b.*\bcookies|we\s+(?:value|respect|care\s+about)\s+your\s+privacy.*|"
    r"this\s+(?:web)?(?:site|page)\s+uses\s+cookies|by\s+(?:continuing|clicking|"
    r"using|signing|subscribing|browsing)\b.*(?:cookies|agree|consent|privacy|"
    r"terms)|"
    r"accept(?:\s+(?:all|cookies|all\s+cookies))?$|reject\s+all$|manage\s+(?:preferences|"
    r"cookies|consent)|cookie\s+(?:policy|settings|preferences|notice)|privacy\s+(?:policy|"
    r"notice)|terms\s+(?:of\s+(?:use|service)|and\s+conditions|&\s+conditions)\b.{0,40}$|"
    r"your\s+privacy\s+choices)",
    re.IGNORECASE,
)
URL_LINE = re.compile(
    r"^(?:(?:source|url|link|permalink|canonical|web\s*address|original(?:\s+article)?|"
    r"read\s+it\s+at|from|short\s*link)\s*[:\-–]?\s*)?(?P<url>https?://[^\s<>\"]+)$",
    re.IGNORECASE,
)
_TAGS = _label(
    r"(?:tags?|topics?|keywords?|filed\s+under|categor(?:y|ies)|sections?|"
    r"trending(?:\s+(?:now|topics|news))?|in\s+this\s+story)"
)
_LIST_HEADS = _label(
    r"(?:most|top|latest|popular|trending)\s+(?:read|viewed|popular|commented|"
    r"shared|stories|news|headlines|videos|now|posts)(?:\s+now|\s+(?:in|on)\s+\w+)?|comments?(?:\s*\(\d+\))?|"
    r"leave\s+a\s+(?:reply|comment)|join\s+the\s+(?:conversation|discussion)|"
    r"post\s+a\s+comment|"
    r"about\s+the\s+authors?|about\s+us|contact(?:\s+us)?|our\s+network|"
    r"follow\s+us|sections|categories|navigation|menu|search|home|sitemap|"
    r"advertise(?:\s+with\s+us)?|more\s+(?:stories|news|headlines)|quick\s+links|"
    r"stay\s+connected|subscribe|newsletters?|sign\s+in|log\s*in|sign\s+up|"
    r"skip\s+to\s+(?:main\s+)?content|e-?paper"
)


def _placeholder(text: str) -> bool:
    return bool(_PLACEHOLDER.match(text) or _AD.match(text)) and words(text) <= 12


def _list_head(text: str) -> bool:
    return _LIST_HEADS(text) and words(text) <= 6


# Read from the top: the first cue whose test holds names the line.
CUES: tuple[Cue, ...] = (
    Cue("url", "the line is an address", lambda text: bool(URL_LINE.match(text))),
    Cue("copyright", "a copyright or licence notice", _copyright),
    Cue("cookie", "asks for consent", lambda text: bool(_COOKIE.match(text)) and not reports_speech(text)),
    Cue("placeholder", "stands where a picture, a logo or an advertisement was", _placeholder),
    Cue("share", "names only buttons and platforms", _share),
    Cue("also-read", "points to another article", _also_read),
    Cue("also-read", "points to a video, a gallery or a feature", lambda text: _WATCH(text) and not is_sentence(text)),
    Cue("list-head", "heads a list that is no part of the article", _list_head),
    Cue("tags", "lists topics", lambda text: _TAGS(text) and not is_sentence(text)),
    Cue("closing", "says who reported, edited or contributed, or that the copy ends", _closing),
    Cue("prompt", "asks the reader to share, follow, subscribe or sign up", _prompt),
    Cue("credit", "says whose picture it is", is_credit),
    Cue("clock", "a time of day alone, as in a live report", lambda text: bool(_CLOCK_ONLY.match(text))),
    Cue("stamp", "says when it was published or updated", is_stamp),
    Cue("byline", "says who wrote it", _byline),
    Cue("breadcrumb", "a path of section names", _breadcrumb),
)


@lru_cache(maxsize=4096)
def cue_of(text: str) -> str | None:
    """Return the name of the first cue that holds for a line, or None."""
    return None if len(text) > MAX_CUED else next((cue.name for cue in CUES if cue.test(_SPACES.sub(" ", text))), None)
