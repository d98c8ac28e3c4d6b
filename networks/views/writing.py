"""The form of a submission, step by step. What is typed is kept first, whatever happens next."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation, Person
from networks import rules
from networks.forms.result import FileRow, WhatForm
from networks.forms.steps import Missing, Part, Row, Step, StepForm, Text
from networks.forms.submission import faults_in_draft, missing, step_numbered, step_of, steps
from networks.models import FieldRequest, Submission
from networks.neighbours import neighbours
from networks.sheet import in_words
from networks.workflow import NotAllowed, files, submissions
from plumbing import scanned, uploads
from plumbing.access import signed_in, waiting_post
from plumbing.bilingual import LANGUAGES, other_language, reader_language
from plumbing.typed import Kept, Outcome, Tab, read_page

type Values = Mapping[str, list[str]]


@signed_in(keeps_post=True)
def step(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One step of the form."""
    submission = get_object_or_404(Submission.objects.shared_with(request.user).with_place(), pk=pk)
    here = step_numbered(submission, number)
    if here is None:
        raise Http404
    if not submission.is_editable:
        return redirect(submission)
    waited = waiting_post(request)
    post = request.POST if request.method == "POST" else waited
    if post is None:
        return render(request, "networks/desk/step.html", step_page(request, submission, here))
    fields, shown = read_page(post, here.form.takes)
    hers = {name: values for name, values in fields.items() if post.get(f"choice-{name}") != "theirs"}
    outcome = submission.keep_each(hers, shown=shown, by=request.user.pk, tab=Tab.read(post))
    then = "" if waited else post.get("then", "")
    refused = _files(request, submission, then) if request.method == "POST" else []
    if outcome.is_whole and not refused:
        return _go_on(request, submission, here, then)
    page = step_page(request, submission, here, outcome, hers) | {"refused_files": refused}
    return render(request, "networks/desk/step.html", page, status=409)


def _files(request: HttpRequest, submission: Submission, then: str) -> list[str]:
    """Files that came with the form are kept, and one that she wants out goes; returns why not, in words."""
    refused = []
    for upload in request.FILES.getlist("files"):
        try:
            files.add(submission, upload, by=request.user)
        except (uploads.Refused, NotAllowed) as refusal:
            refused.append(str(refusal))
    number = then.removeprefix("remove-")
    if number != then and number.isdecimal():
        for file in submission.files.filter(pk=int(number)):
            files.remove(file)
    return refused


def _go_on(request: HttpRequest, submission: Submission, here: Step, then: str) -> HttpResponse:
    """Where the button leads: to another step, the same one, the other language, or the editors."""
    if then == "send":
        return _send(request, submission, here)
    number = int(then) if then.isdecimal() and step_numbered(submission, int(then)) else here.number
    with override(other_language(reader_language()) if then == "language" else reader_language()):
        return redirect(f"{reverse('networks:submission_step', args=[submission.pk, number])}?saved=1")


def _send(request: HttpRequest, submission: Submission, here: Step) -> HttpResponse:
    if not rules.may_send(request.user, submission):
        raise PermissionDenied
    refusal = ""
    if not missing(submission):
        try:
            return redirect(submissions.send(submission, by=request.user))
        except NotAllowed as reason:
            refusal = str(reason)
    page = step_page(request, submission, here) | {"refusal": refusal, "tried": True}
    return render(request, "networks/desk/step.html", page, status=409)


@signed_in(for_script=True)
@require_http_methods(["GET", "POST"])
def autosave(request: HttpRequest, pk: int) -> JsonResponse:
    """Keep the fields that a script posts. A GET gives a new token, as signing in again makes the old one invalid."""
    submission = get_object_or_404(Submission.objects.shared_with(request.user), pk=pk)
    if request.method == "GET":
        return JsonResponse({"csrf": get_token(request)})
    if not submission.is_editable:
        return JsonResponse({"closed": submission.get_stage_display()}, status=409)
    fields, shown = read_page(request.POST, lambda name: step_of(submission, name))
    outcome = submission.keep_each(fields, shown=shown, by=request.user.pk, tab=Tab.read(request.POST))
    elsewhere = {other.name: other for other in meanwhile(submission, outcome)}
    settled = [name for name in fields if name not in outcome.refused]
    return JsonResponse({
        "saved": {name: submission.kept(name).token for name in settled if name not in elsewhere},
        "at": clock(timezone.now()),
        "wrong": faults_in_draft(submission, settled) | {name: [why] for name, why in outcome.refused.items()},
        "elsewhere": {
            name: {"values": other.kept.values, "token": other.kept.token, "words": other.words, "when": other.when}
            for name, other in elsewhere.items()
        },
    })  # fmt: skip


@signed_in
def like_it(request: HttpRequest, pk: int) -> HttpResponse:
    """What looks like the title as it is typed: a part of the page, asked for while she types."""
    submission = get_object_or_404(Submission.objects.shared_with(request.user), pk=pk)
    titles = [request.GET.get(f"title_{language}", "").replace("\x00", "")[:300] for language in LANGUAGES]
    found = neighbours(submission, Submission.objects.shared_with(request.user), titles)
    return render(request, "networks/desk/includes/neighbours.html", {"neighbours": found})


@dataclass(frozen=True)
class Meanwhile:
    """A field that somebody else saved since the page was read: what it holds now, in words, and who saved it when."""

    kept: Kept
    words: str
    when: str

    @property
    def name(self) -> str:
        return self.kept.name


def meanwhile(submission: Submission, outcome: Outcome) -> Iterator[Meanwhile]:
    """What others saved, for her to choose from."""
    people = Person.objects.in_bulk({kept.by for kept in outcome.elsewhere if kept.by})
    for kept in outcome.elsewhere:
        by = people.get(kept.by)
        yield Meanwhile(kept, words_of(submission, kept), f"{clock(kept.at)}{f', {by}' if by else ''}")


def words_of(submission: Submission, kept: Kept) -> str:
    """What a field holds, as a reader understands it."""
    step = step_of(submission, kept.name)
    fields = step.form(submission).every_field() if step else ()
    bound = next((one for one in fields if one.html_name == kept.name), None)
    return in_words(bound) if bound else ", ".join(kept.values)


def clock(at: datetime) -> str:
    """The time of a save, with the day when it was not today."""
    at = timezone.localtime(at)
    return date_format(at, "H:i" if at.date() == timezone.localdate() else "j F Y, H:i")


@dataclass
class Box:
    """A field with what is said beside it."""

    bound: BoundField
    meanwhile: Meanwhile | None = None
    refused: str = ""
    asked: "list[Asked]" = field(default_factory=list)


@dataclass
class Asked:
    """What a reviewer asks, with the box for the answer while there is something to answer."""

    request: FieldRequest
    box: Box | None = None


@dataclass
class Piece:
    """What stands together on the page: a text in two languages, a field alone, or rows."""

    kind: str
    name: str
    text: Text | None = None
    boxes: list[Box] = field(default_factory=list)
    rows: list[tuple[Row, list[Box]]] = field(default_factory=list)
    row: type[Row] | None = None
    asked: list[Asked] = field(default_factory=list)


def frame(request: HttpRequest, submission: Submission) -> dict:
    """What every page of a submission shows: its steps with what is missing in each, and who may send it."""
    lacking = missing(submission) if submission.is_editable else []
    by_step: dict[int, list[Missing]] = {}
    for one in lacking:
        by_step.setdefault(one.step.number, []).append(one)
    begun = {found.number for name, values in submission.typed.items() if any(values)
             if (found := step_of(submission, name))}  # fmt: skip
    return {
        "submission": submission,
        "steps": [
            {"step": one, "missing": len(by_step.get(one.number, ())), "is_begun": one.number in begun}
            for one in steps(submission)
        ],
        "missing": lacking,
        "last_step": steps(submission)[-1],
        "asked": [(one, step_of(submission, one.field)) for one in submission.told],
        "may_send": rules.may_send(request.user, submission),
        "last_save": last_save(submission),
    }


def last_save(submission: Submission) -> dict | None:
    """When something was typed last, and by whom."""
    kept = submission.last_save
    return kept and {"said": saved(kept.at), "by": Person.objects.filter(pk=kept.by).first()}


def saved(at: datetime) -> str:
    """When it was saved, in words."""
    if timezone.localdate(at) == timezone.localdate():
        return f"{gettext('Saved at')} {clock(at)}"
    return gettext("Saved on %(moment)s") % {"moment": clock(at)}


def step_page(
    request: HttpRequest, submission: Submission, here: Step, outcome: Outcome | None = None,
    hers: Values | None = None,
) -> dict:  # fmt: skip
    """The page of a step. After a save that was not whole, with her text in the fields that could not be kept."""
    outcome = outcome or Outcome()
    others = {other.name: other for other in meanwhile(submission, outcome)}
    data = submission.as_data()
    for name in (*others, *outcome.refused):
        data.setlist(name, (hers or {})[name])
    form = here.form(submission, data=data, writing=True, sending="check" in request.GET)
    numbers = [one.number for one in steps(submission)]
    context = frame(request, submission) | {
        "step": here,
        "groups": [
            (group, [piece(form, part, others, outcome.refused) for part in parts]) for group, parts in form.shown()
        ],
        "shown": json.dumps({bound.html_name: submission.kept(bound.html_name).token for bound in form.every_field()}),
        "previous": here.number - 1 if here.number - 1 in numbers else None,
        "next": here.number + 1 if here.number + 1 in numbers else None,
        "is_last": here.number == numbers[-1],
        "others": others,
        "refused": outcome.refused,
        "saved": "saved" in request.GET and not others,
    }
    if here.form is WhatForm:
        context["neighbours"] = neighbours(submission, Submission.objects.shared_with(request.user))
    if FileRow in here.form.repeated:
        context |= scanned.offered() | {"uploads_to": reverse("networks:add_file", args=[submission.pk])}
    if any(row.name in {"credit", "partner", "seat"} for row in here.form.repeated):
        context["organisations"] = Organisation.objects.filter(confirmed=True)
    if context["is_last"] and not context["may_send"]:
        context["senders"] = list(rules.who_may_send(submission))
    return context


def piece(form: StepForm, part: Part, others: Mapping[str, Meanwhile], refused: Mapping[str, str]) -> Piece:
    """A part of the step, each field with what is said beside it."""

    def box(one: BoundField) -> Box:
        name = one.html_name
        return Box(one, others.get(name), refused.get(name, ""), asked(name))

    def asked(name: str) -> list[Asked]:
        here = [request for request in form.submission.told if request.field == name]
        return [Asked(one, box(form[one.answer_name]) if one.answer_name in form.fields else None) for one in here]

    rows = [(row, [box(one) for one in row]) for row in part.rows]
    there = asked(part.name) if part.row else []
    return Piece(part.kind, part.name, part.text, [box(one) for one in part.fields], rows, part.row, there)
