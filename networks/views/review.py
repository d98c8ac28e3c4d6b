"""The review page: one submission, everything about it, and everything that can be done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Person
from networks import emails, queue
from networks.forms.review import ReviewForm
from networks.forms.submission import cleaned
from networks.models import Kind, Stage, Submission
from networks.neighbours import Neighbour, neighbours
from networks.sheet import Asked, Reader, Sheet, pin, public_now
from networks.workflow import NotAllowed, acceptance, requests
from networks.workflow import review as workflow
from plumbing.access import staff

LIST = "admin:networks_submission_changelist"
PAGE = "admin:networks_submission_change"


@staff(permission="networks.review_submission")
def review(request: HttpRequest, pk: str, *, admin: ModelAdmin) -> HttpResponse:
    """Read it; POST keeps what was written, and then does what the button says: both or nothing."""
    if not pk.isdecimal():
        raise Http404
    shown = Submission.objects.reviewable_by(request.user).with_queue().prefetch_related("files")
    submission = get_object_or_404(shown, pk=pk)
    reading = read(submission, request.GET.get("round", ""), request.GET.get("beside", ""))
    own = submission.judgements.filter(by=request.user).first()
    form = ReviewForm(
        request.POST if request.method == "POST" else None, submission=submission, read=reading.sheet,
        person=request.user, own=own,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            told = act(request.POST.get("action", ""), submission, form, request.user)
        except NotAllowed as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, told)
            return redirect(after(request.POST.get("action", ""), submission, request.user))
    return TemplateResponse(
        request, "admin/networks/submission/review.html",
        page(request, submission, reading, form) | admin.admin_site.each_context(request) | {"opts": admin.opts},
        status=200 if form.is_valid() or not form.is_bound else 409,
    )  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What is on the page: the values of one round, beside those of another or what is public now."""

    sheet: Sheet
    number: int
    beside: str  # "", "last" or "public"
    choices: list[tuple[str, str]]
    asked: list[Asked]


def read(submission: Submission, number: str, beside: str) -> Reading:
    """The round that is asked for, or the last; beside the one before it, or what it would replace."""
    rounds = {one.number: one.typed for one in submission.rounds.all()}
    now = int(number) if number.isdecimal() and int(number) in rounds else submission.round
    choices = {}
    if now - 1 in rounds:
        choices["last"] = (_("Beside what was sent before"), rounds[now - 1])
    if (public := public_now(submission)) is not None:
        choices["public"] = (_("Beside what is public now"), public)
    beside = beside if beside in choices or beside == "nothing" else next(iter(choices), "nothing")
    compared = choices[beside][1] if beside in choices else None
    reader = Reader(submission)
    found = reader.sheet(rounds[now], compared)
    labels = [(name, label) for name, (label, _typed) in choices.items()] + [("nothing", _("By itself"))]
    return Reading(found, now, beside, labels if choices else [], pin(found, reader, rounds, now))


def page(request: HttpRequest, submission: Submission, reading: Reading, form: ReviewForm) -> dict:
    """What the template shows."""
    place, length = queue.place(submission)
    can_decide = submission.stage == Stage.SUBMITTED and reading.number == submission.round
    judgements = submission.judgements.select_related("by", "submission")
    shown = list(judgements.shown_to(request.user))
    return {
        "title": f"{submission.reference} {submission.title}",
        "submission": submission, "reading": reading, "form": form, "leaves": reading.sheet.leaves,
        "orphans": [one for one in reading.asked if one.request.field not in reading.sheet.cells],
        "open_requests": [one for one in reading.asked if not one.request.is_closed],
        "files": submission.files.all(),
        "behind": acceptance.cannot_go_over(submission, cleaned(submission)) if can_decide else [],
        "judgements": shown, "hidden_judgements": judgements.count() - len(shown),
        "history": history(submission), "rounds": list(submission.rounds.select_related("sent_by")),
        "mails": emails.about(submission),
        "neighbours": like_it(request, submission) if can_decide and submission.kind == Kind.RESULT else [],
        "place": place, "length": length, "left": queue.days_left(submission.due_on),
        "is_late": submission.is_late, "changed": queue.since_last_time(submission),
        "can_decide": can_decide, "is_open": submission.stage in {Stage.SUBMITTED, Stage.CHANGES_ASKED},
        "is_mine": submission.reviewer_id == request.user.pk,
        "may_decide": can_decide and submission.reviewer_id in {None, request.user.pk},
    }  # fmt: skip


def like_it(request: HttpRequest, submission: Submission) -> list[Neighbour]:
    """What has a title like it, each with its page for reviewers."""
    others = Submission.objects.reviewable_by(request.user)
    return neighbours(submission, others, address=lambda other: reverse(PAGE, args=[other.pk]))


def history(submission: Submission) -> list:
    """Moves and handovers together, the last one first."""
    moves, handovers = submission.moves.select_related("by"), submission.handovers.select_related("by", "to")
    return sorted([*moves, *handovers], key=attrgetter("at"), reverse=True)


def act(action: str, submission: Submission, form: ReviewForm, by: Person) -> str:
    """Keep what she wrote, go through the door that she chose, and say so. NotAllowed when nothing was done."""
    name, _dash, number = action.partition(":")
    door = DOORS.get(name, saved)
    with transaction.atomic():
        written = workflow.write_down(submission, by=by, texts=form.requests, marks=form.marks)
        told = door(submission, form, by, int(number) if number.isdecimal() else 0)
    if written and door is not asked:
        noted = ngettext("%(count)d request is noted.", "%(count)d requests are noted.", written) % {"count": written}
        return f"{told} {noted}"
    return told


def after(action: str, submission: Submission, person: Person) -> str:
    """Where to go: on with this one, or the next that nobody else has."""
    if action == "next":
        following = Submission.objects.next_for(person, besides=submission.pk)
        return reverse(PAGE, args=[following.pk]) if following else reverse(LIST)
    anchor = f"#request-{action.partition(':')[2]}" if action.startswith("close:") else ""
    return reverse(PAGE, args=[submission.pk]) + anchor


def saved(submission: Submission, form: ReviewForm, by: Person, number: int) -> str:
    return _("%(reference)s is kept.") % {"reference": submission.reference}


def taken(submission: Submission, form: ReviewForm, by: Person, number: int) -> str:
    workflow.take(submission, by=by)
    return _("You have it now.")


def taken_over(submission: Submission, form: ReviewForm, by: Person, number: int) -> str:
    workflow.hand_over(submission, to=by, by=by)
    return _("You have it now.")


def handed_over(submission: Submission, form: ReviewForm, by: Person, number: int) -> str:
    to = form.cleaned_data["to"]
    workflow.hand_over(submission, to=to, by=by, note=form.cleaned_data["word"])
    return _("%(person)s has it now.") % {"person": to} if to else _("It is back in the queue.")


def asked(submission: Submission, form: ReviewForm, by: Person, number: int) -> str:
    workflow.ask_changes(submission, by=by, **form.decision("note", "read_round"))
    return _("Changes are asked. The mail waits for you in the outbox.")


def accepted(submission: Submission, form: ReviewForm, by: Person, number: int) -> str:
    workflow.accept(
        submission, by=by, publish=form.cleaned_data.get("publish", False),
        **form.decision("note", "read_round", "leave_behind", "with_judgements"),
    )  # fmt: skip
    return _("It is accepted. The mail waits for you in the outbox.")


def declined(submission: Submission, form: ReviewForm, by: Person, number: int) -> str:
    said = form.decision("note", "read_round", "with_judgements")
    workflow.decline(submission, by=by, reason=said.pop("note"), **said)
    return _("It is declined. The mail waits for you in the outbox.")


def closed(submission: Submission, form: ReviewForm, by: Person, number: int) -> str:
    requests.close(get_object_or_404(submission.requests, pk=number), by=by)
    return _("The request is closed.")


def taken_back(submission: Submission, form: ReviewForm, by: Person, number: int) -> str:
    requests.take_back(get_object_or_404(submission.requests, pk=number), by=by)
    return _("The request is taken back.")


type Door = Callable[[Submission, ReviewForm, Person, int], str]
DOORS: dict[str, Door] = {
    "take": taken,
    "take-over": taken_over,
    "hand-over": handed_over,
    "ask": asked,
    "accept": accepted,
    "decline": declined,
    "close": closed,
    "take-back": taken_back,
}
