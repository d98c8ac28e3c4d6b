"""One stylesheet out of many: `static/css/site/*.css`, joined in the order of their names, is `css/site.css`.

A file per component is good to work in, one request is good to load. A finder joins them, so that `collectstatic`, the
tests and the development server all see the same file.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/site.css"


class SiteStylesheet(BaseFinder):
    """Finds `css/site.css`, which is made anew when one of its parts has changed."""

    def __init__(self, *args: object, **options: object) -> None:
        self.parts = Path(settings.STATICFILES_DIRS[0]) / "css" / "site"
        self.storage = FileSystemStorage(settings.DATA_DIR / "stylesheets")

    def find(self, path: str, find_all: bool = False) -> str | list[str]:
        if path != NAME:
            return []
        built = str(self._built())
        return [built] if find_all else built

    def list(self, ignore_patterns: Callable | None) -> Iterator[tuple[str, FileSystemStorage]]:
        self._built()
        yield NAME, self.storage

    def _built(self) -> Path:
        joined = "\n".join(part.read_text("utf-8").strip() + "\n" for part in sorted(self.parts.glob("*.css")))
        target = Path(self.storage.path(NAME))
        if not target.exists() or target.read_text("utf-8") != joined:
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished = target.with_suffix(f".{os.getpid()}.tmp")
            unfinished.write_text(joined, "utf-8")
            unfinished.replace(target)
        return target
