"""Public pages: the same bytes for everybody, kept per worker until the content changes.

A view marked `@public` with `cached=True` answers without cookies and without anything personal. This middleware, the
first of all, serves it from memory, or as 304, by one look at the content version; so a cached page is never stale.
"""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from plumbing import content_version

_pages: OrderedDict[tuple, tuple[list[tuple[str, str]], bytes]] = OrderedDict()
_cookies_that_matter = ("sessionid",)


class PublicPages:
    """Middleware; see the top of this module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        content_version.forget()
        if request.method not in {"GET", "HEAD"} or not request.path.startswith(("/nl/", "/en/")):
            return self.get_response(request)
        version = content_version.read()
        etag = f'W/"{version}-{_start_of_this_release()}"'
        wants_partial = request.headers.get("HX-Request") == "true"
        key = (version, request.get_host(), request.get_full_path(), wants_partial, request.is_secure())
        if key in _pages:
            if request.headers.get("If-None-Match") == etag:
                return _not_modified(etag)
            _pages.move_to_end(key)
            headers, content = _pages[key]
            return HttpResponse(content, headers=dict(headers))
        response = self.get_response(request)
        if not getattr(response, "is_public_page", False) or response.status_code != 200:
            return response
        response["ETag"] = etag
        response["Cache-Control"] = "public, max-age=0, must-revalidate"
        # the language is in the address, and nobody's cookie changes a public page
        del response["Vary"]
        patch_vary_headers(response, ["HX-Request", "Accept-Encoding"])
        if settings.PAGE_CACHE_ENTRIES:
            _pages[key] = (list(response.items()), response.content)
            while len(_pages) > settings.PAGE_CACHE_ENTRIES:
                _pages.popitem(last=False)
        if request.headers.get("If-None-Match") == etag:
            return _not_modified(etag)
        return response


def _not_modified(etag: str) -> HttpResponse:
    response = HttpResponse(status=304)
    del response["Content-Type"]
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    response["Vary"] = "HX-Request, Accept-Encoding"
    return response


def _start_of_this_release() -> str:
    """Changes when templates, styles or code do: a fingerprint of the files, taken once."""
    global _fingerprint  # noqa: PLW0603
    if not _fingerprint:
        digest = blake2b(digest_size=6)
        for folder in ("templates", "locale", "static"):
            for path in sorted((settings.BASE_DIR / folder).rglob("*")):
                if path.is_file():
                    digest.update(f"{path.name}{path.stat().st_mtime_ns}".encode())
        for path in sorted(settings.BASE_DIR.glob("*/*.py")):
            digest.update(f"{path.name}{path.stat().st_mtime_ns}".encode())
        _fingerprint = digest.hexdigest()
    return _fingerprint


_fingerprint = ""
