"""What the template of a list gets of its results."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from instruments.listing.parameters import SORTS
from instruments.listing.results import Results

FEW = 5  # with fewer results than this, the same search in the other language is offered


def context(results: Results, cards: Sequence[SafeString], nearly: Sequence[SafeString] = ()) -> dict:
    """What a list page shows of its results, drawn as `cards`; `nearly` is what only comes near."""
    search, url = results.search, results.url
    return {
        "q": search.words,
        "sentence": results.sentence,
        "found": results,
        "chips": results.chips,
        "clear_url": url(type(search)()),
        "facets": results.facets,
        "sorts": [
            {"value": value, "label": label, "selected": value == results.search.order}
            for value, label in SORTS
            if search.words or value != "relevance"
        ],
        "cards": cards,
        "nearly": nearly,
        "pages": [
            number and {"number": number, "url": url(search.on_page(number)), "current": number == results.page}
            for number in page_numbers(results.page, results.pages)
        ],
        "previous_url": url(search.on_page(results.page - 1)) if results.page > 1 else "",
        "next_url": url(search.on_page(results.page + 1)) if results.page < results.pages else "",
        "notices": notices(results),
        "corrected": results.corrected,
        "literal_url": url(replace(search, words=f'"{search.words.replace(chr(34), "")}"', page=1))
        if results.corrected
        else "",
        "in_other_language": results.in_other_language if search.words and results.total < FEW else None,
        "repairs": results.repairs,
        "canonical_query": search.query_string,
    }


def notices(results: Results) -> list[str]:
    """What the visitor should know about the address that was asked for."""
    labels = {facet.name: facet.label for facet in results.facet_table}
    said = [
        gettext("“%(value)s” is not a value of “%(facet)s”; it was left out.")
        % {"value": value, "facet": labels[facet]}
        for facet, value in results.search.unknown
    ]
    if results.words_ignored:
        said.append(
            gettext("“%(words)s” has only words that occur everywhere; they were left out.")
            % {"words": results.search.words}
        )
    if results.search.page > results.pages:
        said.append(gettext("There is no page %(page)d; this is the last one.") % {"page": results.search.page})
    return said


def page_numbers(page: int, pages: int) -> list[int | None]:
    """The page numbers to offer: first, last, and around the current one; None stands for a gap."""
    wanted = sorted({1, pages, *range(max(1, page - 1), min(pages, page + 1) + 1)})
    numbers: list[int | None] = []
    for number in wanted:
        if numbers and number - numbers[-1] > 1:
            numbers.append(number - 1 if number - numbers[-1] == 2 else None)
        numbers.append(number)
    return numbers
