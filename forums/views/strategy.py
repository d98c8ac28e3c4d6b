"""The public pages of a common strategy: its versions, what stands behind each statement, what became of each
contribution, and what changed from version to version.
"""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from forums import comparison, open_data, report, report_files, trace
from forums.models import OutcomeKind, Statement, Strategy, StrategyVersion
from forums.workflow import reservations
from plumbing.access import public

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@public
def strategies(request: HttpRequest) -> HttpResponse:
    """All strategies with the version that holds now."""
    latest = StrategyVersion.objects.latest().select_related("strategy").prefetch_related("strategy__forums")
    return render(request, "forums/strategies.html", {"versions": latest.order_by("-published_at")})


@public
def latest(request: HttpRequest, slug: str) -> HttpResponse:
    """The version that holds now."""
    found = get_object_or_404(StrategyVersion.objects.latest().select_related("strategy"), strategy__slug=slug)
    return _version_page(request, found)


@public
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return _version_page(request, _published(slug, number))


def _version_page(request: HttpRequest, version: StrategyVersion) -> HttpResponse:
    reading = trace.read(version)
    context = _frame(version) | {
        "reading": reading,
        "outcomes": outcome_counts(reading),
        "forums": version.strategy.forums.announced().by_date(),
        "reservations_asked": reservations.is_latest(version) and reservations.open_for(version),
    }
    return render(request, "forums/strategy.html", context)


def outcome_counts(reading: trace.Reading) -> list[dict]:
    """How many contributions ended in each way, in words."""
    counts = reading.outcomes
    return [{"kind": kind, "count": counts.get(kind, 0)} for kind in OutcomeKind]


@public
def contributions(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What became of every contribution in a version."""
    found = _published(slug, number)
    reading = trace.read(found)
    journeys = trace.journeys([voice.contribution for voice in reading.voices])
    voices = [
        (voice, [one for one in journeys[voice.contribution.pk] if one.version != found]) for voice in reading.voices
    ]
    context = _frame(found) | {"voices": voices, "outcomes": outcome_counts(reading)}
    return render(request, "forums/strategy_contributions.html", context)


@public
def changes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What changed since an earlier version: the one before, or the one that `from` names."""
    found = _published(slug, number)
    earlier = _versions(found.strategy).filter(number__lt=found.number)
    asked = request.GET.get("from", "")
    old = earlier.filter(number=int(asked)).first() if asked.isdecimal() and len(asked) < 5 else None
    old = old or earlier.first()
    if old is None:
        raise Http404
    context = _frame(found) | {"comparison": comparison.compare(old, trace.read(found)), "earlier": earlier}
    return render(request, "forums/strategy_changes.html", context)


@public
def statement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One statement, with where it came from and where it went."""
    published = Statement.objects.standing().filter(version__in=StrategyVersion.objects.published())
    found = get_object_or_404(published.select_related("version__strategy"), pk=pk, version__strategy__slug=slug)
    [line] = [line for line in trace.read(found.version).lines if line.statement.pk == pk]
    context = _frame(found.version) | {
        "line": line,
        "earlier": trace.earlier(found),
        "later": trace.later(found),
        "reservations_asked": reservations.is_latest(found.version) and reservations.open_for(found.version),
    }
    return render(request, "forums/statement.html", context)


@public
def report_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The report as a page."""
    reading = trace.read(_published(slug, number))
    parts = [{"list": one} if isinstance(one, list) else {"block": one} for one in report.parts(report.blocks(reading))]
    context = {"version": reading.version, "title": report.title(reading), "parts": parts}
    return render(request, "forums/strategy_report.html", context)


@public
def report_pdf(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The report as an accessible PDF."""
    reading = trace.read(_published(slug, number))
    content = report_files.pdf(report.title(reading), report.blocks(reading), at=reading.version.published_at)
    return _file(content, "application/pdf", f"{slug}-{number}.pdf")


@public
def report_docx(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The report as a Word document."""
    reading = trace.read(_published(slug, number))
    return _file(report_files.docx(report.title(reading), report.blocks(reading)), DOCX, f"{slug}-{number}.docx")


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@public
def as_json(request: HttpRequest, slug: str, number: int) -> JsonResponse:
    """A version for machines; the address is a contract (docs/architecture.md)."""
    data = open_data.as_data(trace.read(_published(slug, number)))
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


def _published(slug: str, number: int) -> StrategyVersion:
    published = StrategyVersion.objects.published().select_related("strategy")
    return get_object_or_404(published, strategy__slug=slug, number=number)


def _versions(strategy: Strategy) -> QuerySet[StrategyVersion]:
    return strategy.versions.published().select_related("strategy").order_by("-number")


def _frame(version: StrategyVersion) -> dict:
    """What every page of a version shows around it."""
    versions = list(_versions(version.strategy))
    return {
        "strategy": version.strategy,
        "version": version,
        "versions": versions,
        "newest": versions[0],
        "is_newest": versions[0] == version,
        "has_earlier": versions[-1] != version,
    }
