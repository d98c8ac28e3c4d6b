"""Public pages: the same bytes for everybody, kept per worker until the content changes.

A view marked `@public` with `cached=True` answers without cookies and without anything personal. This middleware, the
first of all, serves it from memory, or as 304, by one look at the content version, and at the last moment that changed
pages by itself (a phase that opened); so a cached page is never stale. A view that must see every request sets
`is_kept` on its response to False.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags

from plumbing import content_version

HTMX_HEADERS = ("HX-Request", "HX-History-Restore-Request")
NOT_MODIFIED = ("ETag", "Cache-Control", "Vary")
KEPT = {200, 410}
WORTH_COMPRESSING = 1000
BROTLI_QUALITY = 4
_pages: OrderedDict[tuple, "Page"] = OrderedDict()


class PublicPages:
    """Middleware; see the top of this module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        content_version.forget()
        if request.method not in {"GET", "HEAD"} or not request.path.startswith(("/nl/", "/en/", "/api/")):
            return self.get_response(request)
        version = content_version.of_pages(timezone.now())
        encoding = "br" if _reads_brotli(request) else ""
        # a browser keeps one answer an address: page and part need tags of their own, or one is taken for the other
        shape = "".join(str(int(request.headers.get(name) == "true")) for name in HTMX_HEADERS)
        etag = f'W/"{version}-{_release()}-{shape}"'
        key = (version, request.get_host(), request.get_full_path(), shape, encoding, request.is_secure())
        if page := _pages.get(key):
            _pages.move_to_end(key)
        else:
            response = self.get_response(request)
            if not getattr(response, "is_public_page", False) or response.status_code not in KEPT:
                return response
            page = _page(response, etag, encoding)
            if settings.PAGE_CACHE_ENTRIES and getattr(response, "is_kept", True):
                _pages[key] = page
                while len(_pages) > settings.PAGE_CACHE_ENTRIES:
                    _pages.popitem(last=False)
        if page.status == 200 and _known(request, etag):
            return HttpResponse(status=304, headers={name: page.headers[name] for name in NOT_MODIFIED})
        return HttpResponse(page.content, status=page.status, headers=page.headers)


def _known(request: HttpRequest, etag: str) -> bool:
    return not {"*", etag}.isdisjoint(parse_etags(request.headers.get("If-None-Match", "")))


def _reads_brotli(request: HttpRequest) -> bool:
    """Whether `br` is among the encodings, and not with a weight of nothing."""
    for accepted in request.headers.get("Accept-Encoding", "").split(","):
        name, _, weight = accepted.replace(" ", "").partition(";q=")
        if name == "br":
            return weight.strip("0.") != "" or not weight
    return False


@dataclass(frozen=True)
class Page:
    """A rendered page, ready to be sent."""

    status: int
    headers: dict[str, str]
    content: bytes


def _page(response: HttpResponse, etag: str, encoding: str) -> Page:
    """The language is in the address and nobody's cookie changes a public page, so the headers say so.

    A page without secrets may be compressed (no BREACH).
    """
    content = response.content
    headers = dict(response.items())
    headers |= {
        "ETag": etag,
        "Cache-Control": "public, max-age=0, must-revalidate",
        "Vary": f"Accept-Encoding, {', '.join(HTMX_HEADERS)}",
    }
    if encoding and len(content) > WORTH_COMPRESSING:
        content = brotli.compress(content, quality=BROTLI_QUALITY)
        headers["Content-Encoding"] = encoding
    headers["Content-Length"] = str(len(content))
    return Page(response.status_code, headers, content)


def _release() -> str:
    """Changes when templates, styles or code do: a fingerprint of the files, taken once."""
    global _fingerprint  # noqa: PLW0603
    if not _fingerprint:
        digest = blake2b(digest_size=6)
        for folder in ("templates", "locale", "static"):
            for path in sorted((settings.BASE_DIR / folder).rglob("*")):
                if path.is_file():
                    digest.update(f"{path.name}{path.stat().st_mtime_ns}".encode())
        for package in ("kenniscentrum", "plumbing", "instruments", "networks", "forums", "news", "interop", "search"):
            for path in sorted((settings.BASE_DIR / package).rglob("*.py")):
                digest.update(f"{path.name}{path.stat().st_mtime_ns}".encode())
        _fingerprint = digest.hexdigest()
    return _fingerprint


_fingerprint = ""
