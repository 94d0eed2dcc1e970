"""An annotated article as coloured terminal text and as HTML: three layers that overlap, over one text.

``corpus show``, the error browser and the corpus site draw with this. Units are named by layer and place in it: ``e1``,
``c1``, ``v1`` are the first entity, claim and event; in HTML ``data-unit`` holds these names.
"""

from wirecopy.corpus.draw.html import article_html, page, to_html
from wirecopy.corpus.draw.html_text import text_html
from wirecopy.corpus.draw.layers import Judgement, Mark, Segment, marks, segments
from wirecopy.corpus.draw.style import SCRIPT, STYLE
from wirecopy.corpus.draw.terminal import to_terminal, to_text

__all__ = [
    "SCRIPT",
    "STYLE",
    "Judgement",
    "Mark",
    "Segment",
    "article_html",
    "marks",
    "page",
    "segments",
    "text_html",
    "to_html",
    "to_terminal",
    "to_text",
]
