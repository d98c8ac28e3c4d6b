"""The board of the diagonal network: for its facilitator and its steering group."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Person
from networks import notes, promises
from networks.forms.diagonal import (
    FORMS,
    AnswerForm,
    CloseForm,
    FilterForm,
    JudgeForm,
    ReplyForm,
    SendForm,
    WithdrawForm,
)
from networks.models import DiagonalNote, Link, Opportunity, Proposal, Recommendation
from networks.reasons import Reasons
from networks.workflow import ChangedMeanwhile, NotAllowed, diagonal, proposals
from plumbing.access import holding
from plumbing.bilingual import LANGUAGES, STALE

FEW, MANY = 6, 25  # of each kind on the board, and on a page of its own
LOOK, WRITE, DECIDE = "networks.view_proposal", "networks.add_link", "networks.decide_diagonal"


@holding(LOOK)
def board(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    waiting = form.narrowed(Proposal.objects.to_judge())
    first = list(waiting.with_projects()[:FEW])
    kinds = [_section(kind, form) for kind in notes.KINDS]
    return render(
        request, "networks/board/board.html",
        {
            "form": form, "kinds": kinds, "query": _query(request), **_shared(request),
            "proposals": _said(first), "proposals_total": waiting.count(), "link_kinds": Link.Kind.choices,
        },
    )  # fmt: skip


def _section(kind: notes.NoteKind, form: FilterForm) -> dict:
    """What is at work of a kind, the most urgent or newest first, and how many there are in all."""
    everything = form.narrowed(kind.objects.all())
    at_work = everything.at_work()
    shown = at_work.order_by(*_urgency(kind.model)).with_age().with_subjects()[:FEW]
    return {"kind": kind, "notes": list(shown), "at_work": at_work.count(), "total": everything.count()}


def _urgency(model: type[DiagonalNote]) -> tuple:
    return (models.F("due_on").asc(nulls_last=True), "-pk") if model is Recommendation else ("-pk",)


@holding(LOOK)
def proposals_list(request: HttpRequest) -> HttpResponse:
    """Proposals by what became of them."""
    state = request.GET.get("state", Proposal.State.OPEN)
    if state not in Proposal.State.values:
        state = Proposal.State.OPEN
    form = FilterForm(request.GET)
    found = form.narrowed(Proposal.objects.filter(state=state)).with_projects().select_related("judged_by", "link")
    page = Paginator(found.order_by("-score", "pk"), MANY).get_page(request.GET.get("page"))
    return render(
        request, "networks/board/proposals.html",
        {
            "form": form, "page": page, "proposals": _said(page.object_list), "state": state,
            "states": Proposal.State.choices, "link_kinds": Link.Kind.choices, "query": _query(request),
            **_shared(request),
        },
    )  # fmt: skip


@require_POST
@holding(DECIDE)
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep, dismiss, or ask again."""
    proposal = get_object_or_404(Proposal, pk=pk)
    form = JudgeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what is to be done with this proposal."))
        return redirect("networks:proposals")
    chosen = form.cleaned_data
    try:
        if chosen["decision"] == "keep":
            link = proposals.keep(proposal, by=request.user, **({"kind": chosen["kind"]} if chosen["kind"] else {}))
            messages.success(request, _("Kept as a link, in draft: write what they have in common, then publish it."))
            return redirect("networks:board_edit", "link", link.pk)
        if chosen["decision"] == "dismiss":
            proposals.dismiss(proposal, by=request.user, note=chosen["note"])
            messages.success(request, _("Dismissed: it is not asked again."))
        else:
            proposals.ask_again(proposal, by=request.user)
            messages.success(request, _("It waits to be judged again."))
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect("networks:proposals")


@holding(LOOK)
def notes_list(request: HttpRequest, kind: str) -> HttpResponse:
    """All of a kind, in every state."""
    form, found = FilterForm(request.GET), notes.BY_NAME[kind]
    everything = form.narrowed(found.objects.all()).order_by(*_urgency(found.model)).with_age().with_subjects()
    page = Paginator(everything, MANY).get_page(request.GET.get("page"))
    return render(
        request, "networks/board/notes.html",
        {"form": form, "kind": found, "page": page, "query": _query(request),
         **_shared(request)},
    )  # fmt: skip


@holding(LOOK)
def note(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One note with its history and what can be done now."""
    found = get_object_or_404(notes.BY_NAME[kind].objects.with_age().with_subjects(), pk=pk)
    may_decide = request.user.has_perm(DECIDE)
    return render(
        request, "networks/board/note.html",
        {
            "kind": notes.BY_NAME[kind], "note": found, **_shared(request),
            "moves": [(name, notes.MOVES[name]) for name in diagonal.possible(found)] if may_decide else [],
            "may_edit": _may_edit(request, found), "history": found.moves.select_related("by"),
            "answering": _answering(found), "texts": _texts(found), "evidence": notes.evidence(found),
        },
    )  # fmt: skip


def _may_edit(request: HttpRequest, there: DiagonalNote) -> bool:
    """Drafts are open to who writes; what everybody reads is changed by who may publish it."""
    right = DECIDE if there.published_at else WRITE
    return diagonal.is_open_to_edits(there) and request.user.has_perm(right)


def _texts(there: DiagonalNote) -> list[dict]:
    """The texts side by side, and which of them fell behind."""
    return [
        {
            "label": getattr(type(there), name).verbose_name,
            **{language: getattr(there, f"{name}_{language}") for language in LANGUAGES},
            **{f"stale_{language}": there.text_state(name, language) == STALE for language in LANGUAGES},
        }
        for name in ("note", "text")
        if name in there.bilingual_texts
    ]


def _answering(found: DiagonalNote) -> dict | None:
    """Whom a recommendation reaches, before it is sent."""
    if not isinstance(found, Recommendation) or found.state != Recommendation.State.DRAFT:
        return None
    today = timezone.localdate()
    return {
        "organisations": found.network.answering(today), "people": found.network.responsible_people(today).count(),
    }  # fmt: skip


@holding(WRITE)
def add(request: HttpRequest, kind: str) -> HttpResponse:
    found = notes.BY_NAME[kind]
    return _written(request, found, found.model())


@holding(WRITE)
def edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    found = notes.BY_NAME[kind]
    there = get_object_or_404(found.objects, pk=pk)
    if not _may_edit(request, there):
        raise PermissionDenied
    return _written(request, found, there)


def _written(request: HttpRequest, kind: notes.NoteKind, there: DiagonalNote) -> HttpResponse:
    form = FORMS[kind.model](request.POST if request.method == "POST" else None, instance=there)
    if request.method == "POST" and form.is_valid():
        try:
            saved = diagonal.save(form.instance, by=request.user, sets=form.sets, read_version=form.read_version)
        except ChangedMeanwhile as error:
            form.overtaken(error.theirs)
        except NotAllowed as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(saved.get_board_url())
    return render(request, "networks/board/form.html", {"form": form, "kind": kind, "note": there, **_shared(request)})


@holding(DECIDE)
def move(request: HttpRequest, kind: str, pk: int, move: str) -> HttpResponse:
    """Publish, send, close, answer or withdraw it: a page that asks what is needed, then does it."""
    there = get_object_or_404(notes.BY_NAME[kind].objects, pk=pk)
    form = _move_form(request, there, move)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            ACTIONS[move](there, by=request.user, **(form.cleaned_data if form else {}))
        except NotAllowed as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Done."))
        return redirect(there.get_board_url())
    if move not in diagonal.possible(there):
        messages.error(request, _("That cannot be done now."))
        return redirect(there.get_board_url())
    return render(
        request, "networks/board/move.html",
        {"form": form, "kind": notes.BY_NAME[kind], "note": there, "words": notes.MOVES[move], "move": move,
         "answering": _answering(there), **_shared(request)},
    )  # fmt: skip


def _move_form(request: HttpRequest, there: DiagonalNote, move: str):
    """The form that a move asks for, or nothing where there is nothing to ask."""
    typed = request.POST if request.method == "POST" else None
    if move == "send" and isinstance(there, Recommendation):
        due = promises.after(timezone.localdate(), diagonal.REPLY_WITHIN)
        return SendForm(typed, initial={"due_on": due})
    if move == "answer" and there.sent_at:
        return AnswerForm(typed, feedback=there, initial={"on": timezone.localdate()})
    if move == "close" and isinstance(there, Opportunity):
        return CloseForm(typed)
    forms = {"reply": ReplyForm, "withdraw": WithdrawForm}
    return forms[move](typed) if move in forms else None


def _replied(there: Recommendation, *, by: Person, **said) -> None:
    """The facilitator notes what the network said by another way than the portal."""
    diagonal.reply(there, diagonal.Reply(**said), by=by, organisation=None)


ACTIONS: dict[str, Callable] = {
    "publish": diagonal.publish, "send": diagonal.send, "reply": _replied, "answer": diagonal.answer,
    "close": diagonal.close, "withdraw": diagonal.withdraw,
}  # fmt: skip


def _said(found: list[Proposal]) -> list[dict]:
    """Proposals with their reasons in words."""
    reasons = Reasons(found)
    return [{"proposal": proposal, "reasons": reasons.of(proposal)} for proposal in found]


def _shared(request: HttpRequest) -> dict:
    """What every page of the board shows, and what the visitor may do there."""
    return {
        "note_kinds": notes.KINDS, "today": timezone.localdate(), "may_write": request.user.has_perm(WRITE),
        "may_decide": request.user.has_perm(DECIDE),
    }  # fmt: skip


def _query(request: HttpRequest) -> str:
    """The parameters without the page, to go on with."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""
