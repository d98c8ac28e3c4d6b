"""Accessible PDF: Markdown as blocks that a Typst template lays out, and the template as PDF/UA-1."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import typst
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode


def pdf(template: Path, data: Mapping[str, object], *, at: datetime | int) -> bytes:
    """The template with `data` as PDF/UA-1; made `at` the same moment, it is the same file."""
    moment = at if isinstance(at, int) else int(at.timestamp())
    return typst.compile(str(template), sys_inputs={"data": json.dumps(data)}, pdf_standards=["ua-1"], timestamp=moment)


def blocks(markdown: str) -> list[dict]:
    """Markdown as nested blocks."""
    return [_block(node) for node in SyntaxTreeNode(MarkdownIt("commonmark").parse(markdown.strip())).children]


def _block(node: SyntaxTreeNode) -> dict:
    if node.type in {"bullet_list", "ordered_list"}:
        items = [[_block(child) for child in entry.children] for entry in node.children]
        return {"kind": "ul" if node.type == "bullet_list" else "ol", "items": items}
    if node.children and node.children[0].type != "inline":  # a quotation: what it quotes, one after another
        return {"kind": "ul", "items": [[_block(child)] for child in node.children]}
    inline = node.children[0].children if node.children else []
    if not node.children and node.content:  # code, and HTML that somebody typed: as it stands
        return {"kind": "paragraph", "children": [{"kind": "text", "text": node.content}]}
    return {
        "kind": "heading" if node.type == "heading" else "paragraph",
        "children": [_inline(part) for part in inline],
    }


def _inline(node: SyntaxTreeNode) -> dict:
    if node.type in {"strong", "em"}:
        return {"kind": node.type, "children": [_inline(child) for child in node.children]}
    if node.type == "link":
        return {"kind": "link", "url": node.attrs["href"], "children": [_inline(child) for child in node.children]}
    if node.type == "hardbreak":
        return {"kind": "break"}
    return {"kind": "text", "text": " " if node.type == "softbreak" else node.content}
