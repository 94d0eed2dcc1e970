"""What of an HTML page becomes text, and what its markup may state."""

from __future__ import annotations

import pytest

from wirecopy.corpus.ingest import ingest
from wirecopy.corpus.model import Article

pytest.importorskip("trafilatura", reason="HTML needs the extra 'ingest'")

BODY = "<p>The union said on Tuesday that nobody would move before noon, and nobody did.</p>"


def article(body: str, head: str = "") -> Article:
    page = f"<html><head>{head}</head><body><h1>Talks fail at Port Ansley</h1>{body}</body></html>"
    return ingest(page.encode(), id="page-1", name="page.html")


def kinds(found: Article) -> list[tuple[str, str]]:
    assert found.text is not None
    return [(zone.kind, found.text[zone.start : zone.end]) for zone in found.zones]


def test_entities_comments_and_soft_hyphens() -> None:
    found = article("<p>The uni<!-- x -->on said &lt;no&gt; on Tues&shy;day &amp; would not move&nbsp;again.</p>")
    assert ("body", "The union said <no> on Tuesday & would not move\u00a0again.") in kinds(found)


def test_what_is_not_shown_is_no_text() -> None:
    shown = "<p hidden>x</p><p style='display: none'>x</p>"
    hidden = f"<script>x</script><template>x</template>{shown}<select><option>x</select>"
    assert article(hidden + BODY).text == article(BODY).text


def test_a_region_that_holds_the_text_is_not_furniture() -> None:
    assert [
        kind for kind, _ in kinds(article(f"<form class='comment'>{BODY}{BODY.replace('union', 'port')}</form>"))
    ] == ["headline", "body"]


def test_a_marked_time_inside_a_sentence_stays_in_the_sentence() -> None:
    found = article(
        BODY
        + "<p>The next talks begin on <time datetime='2031-03-06'>Thursday</time>, the authority said, at noon.</p>"
    )
    assert [kind for kind, _ in kinds(found)] == ["headline", "body"]
    assert found.metadata.published is None


def test_a_relative_stamp_is_read_from_its_markup() -> None:
    stamp = "<div class='meta-date'>Updated <time datetime='2031-03-04T09:30:00Z'>2 hours ago</time></div>"
    metadata = article(stamp + BODY).metadata
    assert (metadata.published, metadata.updated) == (None, "2031-03-04T09:30:00+00:00")


def test_a_site_may_not_license_what_an_agency_wrote() -> None:
    head = "<link rel='license' href='https://creativecommons.org/licenses/by/4.0/'>"
    own = article(BODY, head).metadata
    bought = article(BODY.replace("The union", "LOCKHAVEN, March 4 (Northwire) - The union"), head).metadata
    assert (own.license, own.rights_holder) == ("CC-BY-4.0", None)
    assert (bought.license, bought.rights_holder) == (None, "Northwire")


@pytest.mark.parametrize("address", ["/relative", "javascript:alert(1)", "https://a b", ""])
def test_only_whole_addresses_are_stated(address: str) -> None:
    assert article(BODY, f'<link rel="canonical" href="{address}">').metadata.url is None


def test_broken_linked_data_states_nothing() -> None:
    head = "<script type='application/ld+json'>" + "[" * 100_000 + "</script>"
    assert article(BODY, head).metadata.published is None


LINKED = '{"@type": "NewsArticle", "headline": "Talks fail", "publisher": {"@id": "#us"}, "author": {"@id": "#ann"}}'
GRAPH = (
    '<script type="application/ld+json">{"@graph": ['
    + LINKED
    + ', {"@id": "#us", "@type": "NewsMediaOrganization", "name": "Quay Post"}'
    + ', {"@id": "#ann", "@type": "Person", "name": "Ann Marl"}]}</script>'
)
OUTLETS = {
    "what the article refers to": GRAPH,
    "the site of the graph": GRAPH.replace(', "publisher": {"@id": "#us"}', ""),
    "meta publisher": '<meta name="publisher" content="Quay Post">',
    "an edition": GRAPH + '<meta property="og:site_name" content="Quay Post in English">',
}


@pytest.mark.parametrize("head", OUTLETS.values(), ids=OUTLETS)
def test_where_an_outlet_is_stated(head: str) -> None:
    assert article(BODY, head).metadata.outlet == "Quay Post"


AUTHORS = {
    "linked data": GRAPH,
    "meta": '<meta name="parsely-author" content="Ann Marl">',
    "itemprop": '<meta itemprop="author" content="Ann Marl">',
}


@pytest.mark.parametrize("head", AUTHORS.values(), ids=AUTHORS)
@pytest.mark.parametrize("line", ["", "<p class='byline'>ANN MARL, Editor</p>"])
def test_an_author_in_capitals_takes_the_stated_form(head: str, line: str) -> None:
    assert article(line + BODY, head).metadata.byline == ("Ann Marl",)


@pytest.mark.parametrize(
    "marked", ["<b itemprop='author'>Tolen / Northwire</b>", "<a rel='author' href='/t'>Tolen</a>"]
)
def test_a_marked_author_may_have_one_name(marked: str) -> None:
    assert article(f"<div>{marked}<br>4 March 2031, 11:05 GMT</div>{BODY}").metadata.byline == ("Tolen",)


def test_the_outlet_is_no_author() -> None:
    head = '<meta property="og:site_name" content="Quay Evening"><meta name="author" content="Quay Evening">'
    assert article(BODY, head).metadata.byline == ()


def test_a_pictures_owner_is_not_the_pages() -> None:
    picture = "<div><img src='1.jpg'><p>A crane stands still on Tuesday</p><p>© Ilse van Dorn, Lantern</p></div>"
    assert article(picture + BODY + "<p>© Quay AS</p>").metadata.rights_holder == "Quay AS"
    assert article(picture + BODY).metadata.rights_holder is None


LANGUAGES = {
    "<meta name='dc.language' content='en-HM'>": "en-HM",
    "<meta http-equiv='content-language' content='en'>": "en",
    "<meta itemprop='inLanguage' content='en'>": "en",
    "": None,
}


@pytest.mark.parametrize(("head", "language"), LANGUAGES.items())
def test_a_language_is_stated_or_null(head: str, language: str | None) -> None:
    assert article(BODY, head).metadata.language == language
