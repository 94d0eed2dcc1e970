"""Lines that ask the reader for something: to share, sign up, pay, or write in."""

from __future__ import annotations

import re

from wirecopy.corpus.ingest.prose import reports_speech, words

_SELF = (
    r"newsletters?|inbox|our\b|\bus\b|\bapp\b|channel|e-?mail|notifications?|"
    r"social\s+media|\bhere\b|alerts?|subscri\w+|account|"
    r"this\s+(?:article|story|page|post|item|report)|whatsapp|telegram|facebook|"
    r"twitter|instagram|youtube|friends|\bfree\b"
)
_BEGINS = re.compile(
    r"^(?:please\s+)?(?:share|follow|subscribe|sign\s*(?:up|in)|log\s*in|"
    r"register|join|get|download|click|tap|support|donate|enter|enjoy|stay|"
    r"receive|"
    rf"become|listen|save|like|send|have\s+(?:a|an)\s+(?:news\s+)?(?:tip|"
    rf"story)|do\s+you\s+have|install|never\s+miss|want\s+more|enable|turn\s+on|"
    rf"find\s+us|connect|"
    rf"add\s+as|read\s+more\s+(?:about|in)|we\s+want\s+to\s+hear|we['’]d\s+(?:like|"
    rf"love)\s+to\s+hear|tell|let\s+us|write\s+to|"
    rf"e-?mail|contact|got\s+a)\b.*(?:{_SELF})",
    re.IGNORECASE,
)
_TIME = r"(?:here|now|today|free|for\s+free)"
_CALL = re.compile(
    rf"(?:^|[.!?:;|–—-]\s+)(?:sign\s+(?:me\s+)?up(?:\s+{_TIME})?|subscribe(?:\s+{_TIME})?"
    rf"|(?:join|register|donate|give|contribute)(?:\s+(?:us|{_TIME}))?|chip\s+in\b.{{0,20}}|try\s+it(?:\s+{_TIME})?"
    r"|download\s+(?:it|the\s+app(?:lication)?)\b.{0,12}|support\s+(?:us|our\s+\w+)"
    r"|become\s+(?:a\s+(?:member|supporter|subscriber)|one|the\s+next(?:\s+one)?)\b.{0,12})"
    r"(?:\s+(?:from|for|with)\s.{1,30})?[\s.!›»→]*$",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^[^.:?!]{2,40}:\s+(?=\S)")
MAX_LABELLED_WORDS = 20
_INBOX = re.compile(r"\b(?:in|to|into)\s+your\s+(?:inbox|mailbox|e-?mail)\b", re.IGNORECASE)
_PAY = re.compile(
    r"\bpaywall\b|\breaders?[- ]funded\b|\b(?:half|full)\s+price\b"
    r"|\b(?:funded|paid\s+for|financed)\s+by\s+(?:\S+\s+){0,3}readers\b"
    r"|\byour\s+(?:support|donation|contribution|subscription)\b|\b(?:weeks|months)\s+(?:free|for)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:^|[.!?:]\s+|\bplease\s+)(?:contact|write|tell|send|e-?mail|message|call|share|get\s+in\s+touch)\b"
    r".*(?:\b(?:us|our|newsdesk|newsroom)\b|\S@\S)",
    re.IGNORECASE,
)
_LIKED = re.compile(r"^(?:enjoying|enjoyed|like|liked)\s+(?:this|our|what)\b[^.?!]{0,40}\?", re.IGNORECASE)
_READER = re.compile(r"\b(?:you|your)\b", re.IGNORECASE)
_HOUSE = re.compile(r"\b(?:we|us|our|you|your|this\s+(?:article|page|site|story|text))\b", re.IGNORECASE)


def is_prompt(text: str) -> bool:
    """Return whether a line asks the reader for something. Quoted words and reported speech never do.

    ``text`` has no bullet or bracket in front. A prompt begins as one ("Sign up to our newsletter"), ends as one
    ("The harbour in five minutes. Sign up"), promises post, asks for money, or asks who reads it to write in.
    """
    if words(text) > 45 or reports_speech(text) or text[:1] in "\"“‘'«":
        return False
    if _BEGINS.match(text) or words(text) > 40:
        return bool(_BEGINS.match(text))
    labelled = _LABELLED.match(text)
    if labelled and words(text) <= MAX_LABELLED_WORDS and _BEGINS.match(text[labelled.end() :]):
        return True
    return bool(
        _CALL.search(text)
        or _INBOX.search(text)
        or _LIKED.match(text)
        or (_PAY.search(text) and _HOUSE.search(text))
        or (_READER.search(text) and _CONTACT.search(text) and not re.search('[“”"]', text))
    )
