"""Markdown that anybody may have typed, as HTML that is safe to show."""

import re
from functools import lru_cache
from html import unescape

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
TAGS = {
    "p", "br", "hr", "h3", "h4", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


@lru_cache(maxsize=2000)
def html(text: str) -> SafeString:
    """Markdown as safe HTML: headings from level 3, below those of the page; links to http, https and mailto only."""
    rendered = re.sub(r"<(/?)h[12]>", r"<\1h3>", _markdown.render(text))
    clean = nh3.clean(
        rendered,
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
    )
    return mark_safe(clean)  # noqa: S308


def plain(text: str) -> str:
    """The words of a Markdown text without its signs, on one line."""
    return " ".join(unescape(nh3.clean(_markdown.render(text), tags=set())).split())
