"""Sections of docs/performance.md, each written by one benchmark and dated by the run."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
HEAD = "# How well and how fast the search works\n\nWritten by `make bench`; each section says when it was measured.\n"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def write(section: str, text: str) -> None:
    """Put `text` under the heading `section`, in place of what an earlier run wrote there."""
    PAGE.parent.mkdir(exist_ok=True)
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    written = f"## {section}\n\nMeasured {datetime.now(UTC):%Y-%m-%d}.\n\n{text.strip()}\n"
    found = re.compile(rf"(?ms)^## {re.escape(section)}\n.*?(?=^## |\Z)")
    page = found.sub(lambda _: written + "\n", page) if found.search(page) else f"{page.rstrip()}\n\n{written}"
    PAGE.write_text(page.rstrip() + "\n", encoding="utf-8")
