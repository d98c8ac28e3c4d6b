"""The public pages of the forums."""

from datetime import datetime

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from forums import calendars, dates, table
from forums.models import Activity, Forum, ForumDocument, ForumState, Level, Phase, Question
from forums.wording import LEVELS, PERMITTED
from plumbing.access import public
from plumbing.files import attachment


@public
def forums(request: HttpRequest) -> HttpResponse:
    """All forums, those to come and those that were."""
    now = timezone.now()
    coming, past = Forum.objects.coming(now), Forum.objects.past(now)
    context = {"coming": [card(forum) for forum in coming], "past": [card(forum) for forum in past]}
    return render(request, "forums/forums.html", context)


def card(forum: Forum) -> dict:
    """A forum in a list."""
    return {"forum": forum, "when": dates.when(forum), "where": calendars.where(forum), **dates.tile(forum)}


@public
def forum(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Forum.objects.announced().with_page(), slug=slug)
    return render(request, "forums/forum.html", forum_context(found))


def forum_context(forum: Forum, *, at: datetime | None = None, preview: bool = False) -> dict:
    """What a forum's page shows; the preview in the admin shows exactly this."""
    at = at or timezone.now()
    phases, at_table = list(forum.phases.all()), table.of(forum)
    registering = [phase for phase in phases if Activity.REGISTER in phase.permits]
    takes_place = forum.state == ForumState.PUBLISHED and not forum.is_over(at)
    is_open = takes_place and any(phase.is_open(at) for phase in registering)
    opening = [phase.opens for phase in registering if phase.opens > at]
    return {
        "forum": forum,
        "registration_open": is_open,
        "registration_opens": min(opening) if takes_place and opening and not is_open else None,
        "full": forum.capacity is not None and at_table.seated >= forum.capacity,
        "preview": preview,
        "cancelled": forum.state == ForumState.CANCELLED,
        "over": forum.is_over(at),
        "when": dates.when(forum),
        "where": calendars.where(forum),
        "level": LEVELS[Level(forum.level)] if forum.level else "",
        "languages": _labels(forum, "languages"),
        "services": _labels(forum, "services"),
        "phases": [phase_row(phase, at) for phase in phases],
        "programme": [
            {"part": part, "hours": dates.hours(part.starts_at, part.ends_at)} for part in forum.programme.all()
        ],
        "documents": [document_row(document) for document in forum.documents.all()],
        "themes": forum.themes.all(),
        "questions": [question_row(forum, question, at) for question in forum.questions.select_related("phase")],
        "table": at_table,
    }


def _labels(forum: Forum, name: str) -> list[str]:
    """The values of a field that has several, in words."""
    choices = dict(forum._meta.get_field(name).base_field.choices)
    return [str(choices[value]) for value in getattr(forum, name)]


def phase_row(phase: Phase, at: datetime) -> dict:
    """A phase, whether it goes on, and what it lets people do."""
    return {
        "phase": phase,
        "name": phase.title or phase.get_kind_display(),
        "state": "now" if phase.is_open(at) else "past" if phase.closes <= at else "coming",
        "permits": [str(PERMITTED[activity]) for activity in Activity if activity in phase.permits],
    }


def document_row(document: ForumDocument) -> dict:
    """A file in a list of files."""
    return {
        "url": document.get_absolute_url(),
        "title": document.title,
        "kind": document.get_kind_display(),
        "language_name": document.get_language_display(),
        "type_label": document.name.rpartition(".")[2].upper(),
        "size": document.size,
    }


def question_row(forum: Forum, question: Question, at: datetime) -> dict:
    """A question, and whether contributions to it are taken."""
    phase = question.phase
    return {
        "question": question,
        "open": question.is_open(at),
        "opens": phase.opens if phase.opens > at else None,
    }


@public
def calendar(request: HttpRequest) -> HttpResponse:
    """All forums, to subscribe to."""
    found = Forum.objects.announced().with_times().select_related("organiser").by_date()
    return _ics(calendars.calendar(found, name=str(calendars.TITLE), address=reverse("forums:forums")), "forums")


@public
def forum_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One forum, to put in a calendar."""
    found = get_object_or_404(Forum.objects.announced().with_times().select_related("organiser"), slug=slug)
    return _ics(calendars.calendar([found], name=str(found.title), address=found.get_absolute_url()), found.slug)


def _ics(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


@public(cached=False)
def document(request: HttpRequest, slug: str, pk: int, name: str) -> FileResponse | HttpResponse:
    """A document of a forum. Of a draft only staff get it."""
    found = get_object_or_404(ForumDocument.objects.select_related("forum"), pk=pk, forum__slug=slug)
    if found.forum.state == ForumState.DRAFT and not request.user.has_perm("forums.view_forum"):
        raise Http404
    if not found.file.storage.exists(found.file.name):
        raise Http404
    if name != found.name:
        return redirect(found, permanent=True)
    return attachment(found.file, name=found.name, media_type=found.media_type)
