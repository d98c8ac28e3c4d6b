"""Contributions: the ledger and its rows for everybody, and writing one, for who is signed in."""

import json
from collections.abc import Sequence

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Person
from forums import ledger, responses, trace
from forums.contribution_forms import AppealForm, WritingForm, as_written, language_name
from forums.models import Appeal, Attachment, Contribution, ContributionState, Forum, Question
from forums.workflow import NotAllowed, attachments, contributions, moderation
from forums.workflow import responses as discussion
from plumbing import scanned
from plumbing.access import public, signed_in, waiting_post
from plumbing.files import attachment as saved_as
from plumbing.typed import Tab, read_page
from plumbing.uploads import Refused

READERS = ("forums.moderate_contribution", "forums.enter_contribution")


@public
def contribution_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The ledger of a forum, with the text of what is public."""
    forum = get_object_or_404(Forum.objects.announced(), slug=slug)
    found = ledger.of(forum)
    numbers = found.by_question()
    questions = [
        {"question": question, "count": numbers[question.pk], "open": question.is_open()}
        for question in forum.questions.select_related("phase", "forum")
    ]
    context = {
        "forum": forum, "ledger": found, "entries": found.entries(), "questions": questions,
        "discussed": discussion.is_open(forum),
    }  # fmt: skip
    return render(request, "forums/contributions.html", context)


@public
def ledger_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The ledger for spreadsheets."""
    forum = get_object_or_404(Forum.objects.announced(), slug=slug)
    response = HttpResponse(ledger.as_csv(ledger.of(forum).entries()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{forum.slug}.csv"'
    return response


@public
def contribution(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One row of the ledger. What is not public shows that it exists, and why it cannot be read."""
    rows = Contribution.objects.numbered().select_related("forum", "group", "organisation", "question")
    found = get_object_or_404(rows.filter(forum__in=Forum.objects.announced()), forum__slug=slug, number=number)
    is_public = found.state == ContributionState.PUBLISHED
    files = _handed_in(found) if is_public else []
    context = {
        "contribution": found,
        "forum": found.forum,
        "is_public": is_public,
        "versions": _versions(found, files) if is_public else [],
        "attachments": [file for file in files if file.until is None],
        "responses": responses.count([found.pk])[found.pk] if is_public else None,
        "supported_before": responses.supported_before(found) if is_public else [],
        "replies": responses.replies_to(found) if is_public else [],
        "discussed": is_public and discussion.is_open(found.forum),
        "journeys": trace.journeys([found])[found.pk],
        "decision": found.decisions.order_by("-at", "-pk").first()
        if found.state == ContributionState.REFUSED
        else None,
    }
    return render(request, "forums/contribution.html", context, status=200 if is_public else 410)


@signed_in
def contribute(request: HttpRequest, pk: int) -> HttpResponse:
    """To her draft on a question."""
    asked = Question.objects.filter(forum__in=Forum.objects.announced()).select_related("forum", "phase")
    question = get_object_or_404(asked, pk=pk)
    try:
        return redirect("forums:write", contributions.begin(question, by=request.user).pk)
    except NotAllowed as reason:
        messages.warning(request, str(reason))
        return redirect("forums:contributions", question.forum.slug)


@signed_in(keeps_post=True)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Her contribution as she writes it. What is typed is kept first, whatever happens next."""
    mine = _hers(request.user, pk)
    if mine.state == ContributionState.WITHDRAWN or not mine.question.is_open():
        return redirect("forums:my_contribution", pk)
    waited = waiting_post(request)
    post = request.POST if request.method == "POST" else waited
    if post is None:
        return _written(request, mine, _blank(request.user, mine))
    taken = WritingForm(person=request.user, files=mine.attachments.there()).fields
    fields, shown = read_page(post, lambda name: name in taken)
    outcome = mine.keep_each(fields, shown=shown, by=request.user.pk, tab=Tab.read(post))
    then = "" if waited else post.get("then", "")
    refused = _files(request, mine, then) if request.method == "POST" else []
    if outcome.is_whole and not refused and then != "send":
        return redirect(f"{request.path}?saved=1")
    form = WritingForm(_with_new(post, mine), person=request.user, files=mine.attachments.there())
    for name, why in outcome.refused.items():
        form.add_error(name, why)
    for kept in outcome.elsewhere:
        form.add_error(kept.name, _("In another window this was saved meanwhile: %s") % ", ".join(kept.values))
    if then == "send" and outcome.is_whole and not refused and form.is_valid():
        return _send(request, mine, form)
    return _written(request, mine, form, refused=refused, tried=then == "send", status=409)


def _blank(person: Person, mine: Contribution) -> WritingForm:
    """What is typed so far, not judged yet."""
    there = list(mine.attachments.there())
    return WritingForm(person=person, files=there, initial=as_written(mine, person, there))


def _with_new(post: QueryDict, mine: Contribution) -> QueryDict:
    """What was posted, with a language for the files that came along."""
    data = post.copy()
    for file in mine.attachments.there():
        data.setdefault(language_name(file), file.language or data.get("language", mine.language))
    return data


def _written(  # noqa: PLR0913 (what the page may show)
    request: HttpRequest, mine: Contribution, form: WritingForm, *, refused: Sequence[str] = (), tried: bool = False,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "contribution": mine, "forum": mine.forum, "question": mine.question, "form": form, "refused_files": refused,
        "shown": json.dumps({name: mine.kept(name).token for name in form.fields}),
        "last_save": clock(mine.last_save.at) if mine.last_save else "",
        "tried": tried,
        "uploads_to": reverse("forums:add_attachment", args=[mine.pk]),
        **scanned.offered(),
    }  # fmt: skip
    return render(request, "forums/write.html", context, status=status)


def _files(request: HttpRequest, mine: Contribution, then: str) -> list[str]:
    """Files that came with the form are kept, and one goes out or comes back; returns why not, in words."""
    refused = []
    for upload in request.FILES.getlist("files"):
        try:
            attachments.add(mine, upload, by=request.user)
        except (Refused, NotAllowed) as refusal:
            refused.append(str(refusal))
    move, _dash, number = then.partition("-")
    moves = {"remove": attachments.take_out, "keep": attachments.put_back}
    if move in moves and number.isdecimal():
        for file in mine.attachments.there().filter(pk=int(number)):
            moves[move](file, by=request.user)
    return refused


def _send(request: HttpRequest, mine: Contribution, form: WritingForm) -> HttpResponse:
    move = contributions.hand_in if mine.state == ContributionState.DRAFT else contributions.change
    try:
        sent = move(mine, form.wording, by=request.user, files=form.languages)
    except NotAllowed as reason:
        form.add_error(None, str(reason))
        return _written(request, mine, form, tried=True, status=409)
    messages.success(request, _("Handed in, with number %d.") % sent.number)
    return redirect("forums:my_contribution", mine.pk)


@signed_in(for_script=True)
@require_http_methods(["GET", "POST"])
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep the fields that a script posts. A GET gives a new token, as signing in again makes the old one invalid."""
    mine = _hers(request.user, pk)
    if request.method == "GET":
        return JsonResponse({"csrf": get_token(request)})
    if mine.state == ContributionState.WITHDRAWN or not mine.question.is_open():
        return JsonResponse({"closed": mine.get_state_display()}, status=409)
    taken = WritingForm(person=request.user, files=mine.attachments.there()).fields
    fields, shown = read_page(request.POST, lambda name: name in taken)
    outcome = mine.keep_each(fields, shown=shown, by=request.user.pk, tab=Tab.read(request.POST))
    elsewhere = {kept.name: kept for kept in outcome.elsewhere}
    settled = [name for name in fields if name not in outcome.refused and name not in elsewhere]
    return JsonResponse({
        "saved": {name: mine.kept(name).token for name in settled},
        "at": clock(timezone.now()),
        "wrong": {name: [] for name in settled} | {name: [why] for name, why in outcome.refused.items()},
        "elsewhere": {
            name: {"values": kept.values, "token": kept.token, "words": ", ".join(kept.values), "when": clock(kept.at)}
            for name, kept in elsewhere.items()
        },
    })  # fmt: skip


@signed_in(for_script=True)
@require_POST
def add_attachment(request: HttpRequest, pk: int) -> JsonResponse:
    """One file, sent by a script that shows its progress; the page then shows what is there."""
    mine = _hers(request.user, pk)
    upload = request.FILES.get("files")
    if upload is None:
        return JsonResponse({"refused": _("No file arrived.")}, status=400)
    try:
        file = attachments.add(mine, upload, by=request.user)
    except (Refused, NotAllowed) as refusal:
        return JsonResponse({"refused": str(refusal)}, status=409)
    return JsonResponse({"file": file.pk, "name": file.name}, status=201)


@signed_in
def my_attachment(request: HttpRequest, pk: int, file: int, name: str) -> FileResponse:
    """A file for its author, and once it was handed in for who moderates or enters contributions."""
    readable = Q(contribution__person=request.user)
    if request.user.is_staff and any(map(request.user.has_perm, READERS)):
        readable |= Q(since__isnull=False)
    rows = Attachment.objects.filter(readable, pk=file, contribution=pk, name=name).to_publish()
    return _handed_out(get_object_or_404(rows))


@public(cached=False)
def attachment(request: HttpRequest, slug: str, number: int, file: int, name: str) -> FileResponse:
    """A file of a contribution that is public; of any other one nobody gets it here."""
    rows = Attachment.objects.public().filter(contribution__forum__in=Forum.objects.announced())
    found = get_object_or_404(
        rows, pk=file, name=name, contribution__number=number, contribution__forum__slug=slug
    )  # fmt: skip
    return _handed_out(found)


def _handed_out(file: Attachment) -> FileResponse:
    if not file.file.storage.exists(file.file.name):
        raise Http404
    return saved_as(file.file, name=file.name, media_type=file.media_type)


@signed_in
def my_contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """Her contribution: where it stands, all its versions, and an appeal against a refusal."""
    mine = _hers(request.user, pk)
    decision = mine.decisions.select_related("appeal").order_by("-at", "-pk").first()
    is_refused = mine.state == ContributionState.REFUSED
    appealed = Appeal.objects.filter(decision=decision).first() if decision else None
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            moderation.appeal(mine, by=request.user, text=form.cleaned_data["text"])
            messages.success(request, _("Another moderator looks at it and answers you."))
            return redirect("forums:my_contribution", pk)
        except NotAllowed as reason:
            form.add_error(None, str(reason))
    files = _handed_in(mine)
    context = {
        "contribution": mine, "forum": mine.forum, "versions": _versions(mine, files),
        "attachments": [file for file in files if file.until is None],
        "decision": decision if is_refused else None, "appealed": appealed,
        "form": form if is_refused and not appealed else None,
        "open": mine.state != ContributionState.WITHDRAWN and mine.question.is_open(),
    }  # fmt: skip
    return render(request, "forums/my_contribution.html", context)


@signed_in
@require_POST
def withdraw_contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back; a draft is thrown away."""
    mine = _hers(request.user, pk)
    if mine.state == ContributionState.DRAFT:
        contributions.throw_away(mine, by=request.user)
        messages.success(request, _("The draft is gone."))
        return redirect("forums:contributions", mine.forum.slug)
    contributions.withdraw(mine, by=request.user)
    messages.success(request, _("Your contribution is withdrawn."))
    return redirect("forums:my_contribution", pk)


def _handed_in(contribution: Contribution) -> list[Attachment]:
    """The files of all its versions, of which it keeps its place at hand for their addresses."""
    files = list(contribution.attachments.exclude(since=None))
    for file in files:
        file.contribution = contribution
    return files


def _versions(contribution: Contribution, files: list[Attachment]) -> list[dict]:
    """Every version, the latest first, with the files that it had."""
    return [
        {
            "version": version,
            "files": [
                one for one in files if one.since <= version.number and (not one.until or version.number < one.until)
            ],
        }
        for version in contribution.versions.order_by("-number")
    ]


def clock(at) -> str:
    """The time of a save, with the day when it was not today."""
    at = timezone.localtime(at)
    return date_format(at, "H:i" if at.date() == timezone.localdate() else "j F Y, H:i")


def _hers(person: Person, pk: int) -> Contribution:
    """A contribution of hers that came in by the site; anybody else's is not there."""
    rows = Contribution.objects.mine(person).select_related("forum", "question__phase", "question__forum", "group")
    found = rows.filter(pk=pk).exclude(question=None).first()
    if found is None:
        raise Http404
    return found
