"""The workshop of the editors. Everything is a plain form; htmx brings a step into the page and swaps what changed."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forums import missing
from forums.models import Strategy, StrategyVersion, VersionState
from forums.workflow import ChangedMeanwhile, NotAllowed
from forums.workflow import strategy as strategies
from forums.workshop import Board
from forums.workshop_forms import FilterForm, StepForm
from forums.workshop_steps import FOR_CONTRIBUTIONS, FOR_STATEMENTS, STEPS, Step
from plumbing.access import View

EDIT, PUBLISH = "forums.change_strategyversion", "forums.publish_strategyversion"


def editors(view: View | None = None, *, permission: str = EDIT) -> Callable:
    """Staff with the right; staff without it get 403, and for strangers there is no workshop."""
    if view is None:
        return lambda view: editors(view, permission=permission)

    @login_required
    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_staff:
            raise Http404
        if not request.user.has_perm(permission):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    wrapper.access = permission
    return wrapper


@editors
def workshops(request: HttpRequest) -> HttpResponse:
    """All strategies, with the draft that is worked on."""
    found = Strategy.objects.prefetch_related("versions")
    return render(request, "forums/workshop/workshops.html", {"strategies": found})


@editors
@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the draft of the next version; when somebody just did, that one is opened."""
    strategy = get_object_or_404(Strategy, slug=slug)
    if not strategy.versions.filter(state=VersionState.DRAFT).exists():
        strategies.begin(strategy, by=request.user)
    return redirect("forums:workshop", slug)


@editors
def workshop(request: HttpRequest, slug: str) -> HttpResponse:
    """Contributions on one side, statements on the other."""
    board = _board(slug)
    if request.htmx and request.htmx.target == "contributions":
        return render(request, "forums/workshop/contributions.html", _listed(request, board))
    return render(request, "forums/workshop/workshop.html", _listed(request, board) | _around(request, board))


def _listed(request: HttpRequest, board: Board) -> dict:
    """The side of the contributions."""
    form = FilterForm(request.GET, board=board)
    page = board.page(form.wanted, request.GET.get("page"))
    kept = {name: value for name, value in request.GET.items() if name in form.fields and value}
    return {
        "board": board,
        "strategy": board.version.strategy,
        "filter": form,
        "page": page,
        "query": urlencode(kept),
        "here": request.get_full_path(),
    }


def _around(request: HttpRequest, board: Board) -> dict:
    return {
        "for_contributions": [(name, STEPS[name].label) for name in FOR_CONTRIBUTIONS],
        "for_statements": [(name, STEPS[name].label) for name in FOR_STATEMENTS],
        "missing": missing.of(board.version),
        "may_publish": request.user.has_perm(PUBLISH),
    }


@editors
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """One step on what was ticked: its form, and what it does."""
    board = _board(slug)
    asked = request.POST if request.method == "POST" else request.GET
    name = asked.get("do", "")
    if name not in STEPS:
        raise Http404
    made = STEPS[name]
    contributions, statements = board.chosen(asked.getlist("c"), asked.getlist("s"))
    back = _back(request, asked.get("back", ""), slug)
    context = {"board": board, "strategy": board.version.strategy, "name": name, "step": made, "back": back}
    if lacks := made.lacks(contributions, statements):
        return _step_page(request, context | {"lacks": lacks})
    form = made.form(
        request.POST if request.method == "POST" else None, board=board, contributions=contributions,
        statements=statements, initial={"parts": asked.get("parts", "")} if name == "split" else None,
    )  # fmt: skip
    context |= {"form": form, "contributions": contributions, "statements": statements}
    if request.method == "POST" and form.is_valid() and _acted(made, form, request):
        return _changed(request, board, contributions, back)
    return _step_page(request, context)


def _acted(made: Step, form: StepForm, request: HttpRequest) -> bool:
    """Make the move, all of it or nothing; why it could not be made is said in the form."""
    try:
        with transaction.atomic():
            made.act(form, request.user)
    except NotAllowed as error:
        form.add_error(None, str(error))
    except ChangedMeanwhile as error:
        form.add_error(
            None,
            _("Somebody else changed this since you opened it. It now says: “%s”. Nothing of yours is saved yet.")
            % (error.theirs or "–"),
        )
        form.data = form.data.copy()
        form.data["seen"] = str(form.board.seen)
    return not form.errors


def _changed(request: HttpRequest, board: Board, contributions: list, back: str) -> HttpResponse:
    """Back to the workshop; with htmx only what changed comes along."""
    if not request.htmx:
        return redirect(back)
    fresh = Board(board.version)
    before = {one["chapter"].pk: _shown(one) for one in board.chapters}
    context = {
        "board": fresh,
        "strategy": board.version.strategy,
        "rows": fresh.rows(fresh.contributions.filter(pk__in=[one.pk for one in contributions])),
        "chapters": [one for one in fresh.chapters if before.get(one["chapter"].pk) != _shown(one)],
        "is_new": len(before) != len(fresh.chapters),
        "here": back,
    } | _around(request, fresh)
    return render(request, "forums/workshop/changed.html", context)


def _shown(chapter: dict) -> list[tuple]:
    """What a chapter of the board shows, to tell whether it changed."""
    return [(one.pk, one.number, str(one), one.behind, one.is_reserved) for one in chapter["statements"]]


@editors(permission=PUBLISH)
@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish the draft; while something is missing, the workshop says what."""
    board = _board(slug)
    try:
        version = strategies.publish(board.version, by=request.user)
    except NotAllowed as error:
        context = _listed(request, board) | _around(request, board) | {"refused": str(error)}
        return render(request, "forums/workshop/workshop.html", context, status=409)
    return redirect(version)


def _step_page(request: HttpRequest, context: dict) -> HttpResponse:
    template = "forums/workshop/step_form.html" if request.htmx else "forums/workshop/step.html"
    return render(request, template, context)


def _board(slug: str) -> Board:
    drafts = StrategyVersion.objects.filter(state=VersionState.DRAFT).select_related("strategy")
    return Board(get_object_or_404(drafts, strategy__slug=slug))


def _back(request: HttpRequest, address: str, slug: str) -> str:
    """Where the workshop was, filters and page included; never another site."""
    home = reverse("forums:workshop", args=[slug])
    own = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith(home)
    return address if own else home
