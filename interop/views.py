"""What machines read."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import override

from instruments.catalogue import Results
from instruments.facets import vocabulary
from instruments.filters import parse
from instruments.listing.panels import Choice
from instruments.models import Instrument
from plumbing.access import public
from plumbing.bilingual import pick


@public
def instruments(request: HttpRequest) -> JsonResponse:
    """The catalogue's list with the same parameters and the same counts; `lang` is nl (default) or en."""
    language = "en" if request.GET.get("lang") == "en" else "nl"
    with override(language):
        terms = vocabulary()
        results = Results(parse(request.GET, terms), language, terms)
        answer = {
            "count": results.total,
            "page": results.page,
            "pages": results.pages,
            "results": [_instrument(item, language) for item in results.items],
            "facets": {
                panel.name: [
                    _choice(choice) for option in [*panel.options, *panel.more] for choice in [option, *option.children]
                ]
                for panel in results.facets
            },
            "ignored": [{"parameter": name, "value": value} for name, value in results.search.unknown],
        }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _instrument(instrument: Instrument, language: str) -> dict:
    title = pick(instrument.title_nl, instrument.title_en, language)
    return {
        "id": instrument.pk,
        "slug": instrument.slug,
        "url": settings.BASE_URL + instrument.get_absolute_url(),
        "type": instrument.type,
        "title": title,
        "language": title.language,
        "summary": pick(instrument.summary_nl, instrument.summary_en, language),
        "time": instrument.time.slug if instrument.time else None,
        "format": instrument.format.slug if instrument.format else None,
        "audiences": instrument.audience_slugs,
        "languages": instrument.languages,
        "year": instrument.year,
        "publisher": str(pick(instrument.publisher.name_nl, instrument.publisher.name_en, language))
        if instrument.publisher
        else None,
        "published": timezone.localdate(instrument.published_at).isoformat(),
        "demonstration": instrument.demonstration,
    }


def _choice(choice: Choice) -> dict:
    return {"value": choice.value, "label": choice.label, "count": choice.count, "selected": choice.selected}
