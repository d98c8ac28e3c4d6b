"""What every template may count on. Nothing about the visitor: public pages are the same for everybody."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from plumbing.bilingual import LANGUAGES, other_language, reader_language

OWN_NAMES = {"nl": "Nederlands", "en": "English"}  # a language is offered by its own name


def site(request: HttpRequest) -> dict:
    """The language, the page's twin in the other one, and its canonical address."""
    language, twin = reader_language(), other_language(reader_language())
    path, query = request.path, request.META.get("QUERY_STRING", "")
    query = f"?{query}" if query else ""
    there = bool(request.resolver_match)  # where nothing is, there is no twin: the switch leads to its start page
    addresses = {code: path if code == language else translate_url(path, code) for code in LANGUAGES}
    return {
        "language": language,
        "twin_language": twin,
        "twin_language_name": OWN_NAMES[twin],
        "twin_url": addresses[twin] + query if there else f"/{twin}/",
        "canonical_url": settings.BASE_URL + path if there else "",
        "alternates": [
            {"language": code, "url": settings.BASE_URL + address} for code, address in addresses.items() if there
        ],
        "path": path,
        "contact_email": settings.CONTACT_EMAIL,
        "demonstration_site": settings.MODE == "demo",
    }
