"""Contributions: the ledger and its rows for everybody, and writing one, for who is signed in."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Person
from forums import ledger, responses, trace
from forums.contribution_forms import FIELDS, AppealForm, WritingForm, as_written
from forums.models import Appeal, Contribution, ContributionState, Forum, Question
from forums.workflow import NotAllowed, contributions, moderation
from forums.workflow import responses as discussion
from plumbing.access import public, signed_in, waiting_post
from plumbing.typed import Tab, read_page


@public
def contribution_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The ledger of a forum, with the text of what is public."""
    forum = get_object_or_404(Forum.objects.announced(), slug=slug)
    found = ledger.of(forum)
    numbers = found.by_question()
    questions = [
        {"question": question, "count": numbers[question.pk], "open": contributions.is_open(question)}
        for question in forum.questions.select_related("phase", "forum")
    ]
    context = {"forum": forum, "ledger": found, "entries": found.entries(), "questions": questions}
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
    context = {
        "contribution": found,
        "forum": found.forum,
        "is_public": is_public,
        "versions": found.versions.order_by("-number") if is_public else [],
        "responses": responses.count([found.pk])[found.pk] if is_public else None,
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
    if mine.state == ContributionState.WITHDRAWN or not contributions.is_open(mine.question):
        return redirect("forums:my_contribution", pk)
    waited = waiting_post(request)
    post = request.POST if request.method == "POST" else waited
    form, then = WritingForm(person=request.user, initial=as_written(mine, request.user)), ""
    if post is not None:
        fields, shown = read_page(post, lambda name: name in FIELDS)
        outcome = mine.keep_each(fields, shown=shown, by=request.user.pk, tab=Tab.read(post))
        form = WritingForm(post, person=request.user)
        then = "" if waited or not outcome.is_whole else post.get("then", "")
        for name, why in outcome.refused.items():
            form.add_error(name, why)
        for kept in outcome.elsewhere:
            form.add_error(kept.name, _("In another window this was saved meanwhile: %s") % ", ".join(kept.values))
        if then == "send" and form.is_valid():
            return _send(request, mine, form)
        if then == "" and outcome.is_whole:
            return redirect(f"{request.path}?saved=1")
    context = {
        "contribution": mine, "forum": mine.forum, "question": mine.question, "form": form,
        "shown": json.dumps({name: mine.kept(name).token for name in FIELDS}),
        "last_save": clock(mine.last_save.at) if mine.last_save else "",
        "tried": then == "send",
    }  # fmt: skip
    return render(request, "forums/write.html", context, status=409 if then == "send" else 200)


def _send(request: HttpRequest, mine: Contribution, form: WritingForm) -> HttpResponse:
    move = contributions.hand_in if mine.state == ContributionState.DRAFT else contributions.change
    try:
        sent = move(mine, form.wording, by=request.user)
    except NotAllowed as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Handed in, with number %d.") % sent.number)
    return redirect("forums:my_contribution", mine.pk)


@signed_in(for_script=True)
@require_http_methods(["GET", "POST"])
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep the fields that a script posts. A GET gives a new token, as signing in again makes the old one invalid."""
    mine = _hers(request.user, pk)
    if request.method == "GET":
        return JsonResponse({"csrf": get_token(request)})
    if mine.state == ContributionState.WITHDRAWN or not contributions.is_open(mine.question):
        return JsonResponse({"closed": mine.get_state_display()}, status=409)
    fields, shown = read_page(request.POST, lambda name: name in FIELDS)
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
    context = {
        "contribution": mine, "forum": mine.forum, "versions": mine.versions.order_by("-number"),
        "decision": decision if is_refused else None, "appealed": appealed,
        "form": form if is_refused and not appealed else None,
        "open": mine.state != ContributionState.WITHDRAWN and contributions.is_open(mine.question),
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
