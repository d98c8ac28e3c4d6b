"""Markdown that anybody may have typed becomes HTML that is safe to show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser

from plumbing.markup import TAGS, html, plain


def test_markdown_becomes_html():
    assert html("Een **vet** woord\n\n- een\n- twee") == (
        "<p>Een <strong>vet</strong> woord</p>\n<ul>\n<li>een</li>\n<li>twee</li>\n</ul>\n"
    )


@pytest.mark.parametrize(("typed", "shown"), [("# Kop", "h3"), ("## Kop", "h3"), ("### Kop", "h3"), ("#### Kop", "h4")])
def test_headings_stay_below_those_of_the_page(typed, shown):
    assert html(typed).strip() == f"<{shown}>Kop</{shown}>"


@pytest.mark.parametrize(
    "typed",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[klik](javascript:alert(1))",
     "<p onclick=alert(1)>x</p>", "[klik](data:text/html;base64,PHNjcmlwdD4=)",
     "<iframe src='https://example.org'></iframe>", "<style>p{}</style>",
     "![beeld](https://example.org/x.png)", "<a href='https://example.org' style='color:red'>x</a>"],
)  # fmt: skip
def test_nothing_runs_and_nothing_is_loaded_from_elsewhere(typed):
    document = parser.fragment_fromstring(html(typed), create_parent="div")
    assert not document.xpath("//script | //img | //iframe | //style | //@style | //@*[starts-with(name(), 'on')]")
    assert not document.xpath("//@href[starts-with(., 'javascript') or starts-with(., 'data')]")


def test_links_lead_to_pages_and_mail_only():
    links = html("[a](https://example.org) [b](mailto:a@example.org) [c](ftp://example.org) [d](/nl/)")
    hrefs = parser.fragment_fromstring(links, create_parent="div").xpath("//@href")
    assert "https://example.org" in hrefs
    assert "mailto:a@example.org" in hrefs
    assert not [href for href in hrefs if href.startswith("ftp")]


@given(typed=st.text(max_size=200) | st.text(alphabet="<>\"'=/ \n#*[]()!`scriptonh", max_size=200))
def test_whatever_is_typed_only_harmless_tags_come_out(typed):
    document = parser.fragment_fromstring(html(typed), create_parent="div")
    assert {element.tag for element in document.iterdescendants()} <= TAGS
    attributes = {name for element in document.iterdescendants() for name in element.attrib}
    assert attributes <= {"href", "title", "start", "rel"}


def test_the_words_alone_stand_on_one_line():
    assert plain("# Kop\n\nEen **vet** woord en [een verwijzing](https://example.org).\n\n- punt") == (
        "Kop Een vet woord en een verwijzing. punt"
    )


@pytest.mark.parametrize("typed", ["R&D en <5 mensen", 'Zij zei "ja"', "5 > 3"])
def test_signs_stay_signs_in_plain_words(typed):
    assert plain(typed) == typed
