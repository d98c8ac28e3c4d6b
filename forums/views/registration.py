"""Registering for a forum: without an account, with one, and by the link in the mail."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from forums import calendars, dates, links
from forums.forms import AccountRegistrationForm, DetailsForm, RegistrationForm, details_of
from forums.models import Forum, Registration, RegistrationState
from forums.workflow import NotAllowed, registrations
from plumbing import limits
from plumbing.access import public, signed_in
from plumbing.bilingual import reader_language

TRIES_AN_HOUR = 20  # from one address: an office behind one address may come with several


@public(cached=False)
@csrf_exempt
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Asking for a place without an account. The form acts for nobody, so it needs no token, and the page no cookie."""
    forum = get_object_or_404(Forum.objects.announced(), slug=slug)
    form = RegistrationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if form.is_robot:
            return redirect(f"{reverse('forums:register', args=[slug])}?sent=1")
        try:
            count_try(request)
            registrations.register(forum, form.details, email=form.cleaned_data["email"], language=reader_language())
        except NotAllowed as reason:
            form.add_error(None, str(reason))
        else:
            return redirect(f"{reverse('forums:register', args=[slug])}?sent=1")
    context = about(forum) | {"form": form, "sent": request.GET.get("sent") == "1"}
    return render(request, "forums/register.html", context)


@signed_in
def register_with_account(request: HttpRequest, slug: str) -> HttpResponse:
    """A place for who is signed in: her address is known to be right, so there is nothing to confirm."""
    forum = get_object_or_404(Forum.objects.announced(), slug=slug)
    mine = forum.registrations.confirmed().of_address(request.user.email).first()
    if mine:
        return redirect("forums:registration", links.token(mine))
    form = AccountRegistrationForm(
        request.POST if request.method == "POST" else None, person=request.user,
        initial={"name": request.user.get_full_name()},
    )  # fmt: skip
    if form.is_valid():
        try:
            made = registrations.register(
                forum, form.details, email=request.user.email, language=reader_language(), person=request.user
            )
        except NotAllowed as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("forums:registration", links.token(made))
    return render(request, "forums/register.html", about(forum) | {"form": form, "with_account": True})


@public(cached=False)
@csrf_exempt
@never_cache
def registration(request: HttpRequest, token: str) -> HttpResponse:
    """A registration, for who has its link: confirmed, changed or cancelled by a button, never by following a link
    alone, which programs that read mail do too.
    """
    found = links.registration_of(token)
    if found is None:
        raise Http404
    form = DetailsForm(request.POST if request.POST.get("move") == "change" else None, initial=details_of(found))
    problem = ""
    try:
        if _made(request.POST.get("move", ""), found, form):
            return redirect(f"{request.path}?done={request.POST['move']}")
    except NotAllowed as reason:
        problem = str(reason)
    response = render(request, "forums/registration.html", about(found.forum) | {
        "registration": found, "form": form, "problem": problem, "done": request.GET.get("done", ""),
        "place_in_queue": place_in_queue(found), "States": RegistrationState, "over": found.forum.is_over(),
    })  # fmt: skip
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _made(move: str, found: Registration, form: DetailsForm) -> bool:
    """Make the move that a button asked for; whether there was one."""
    if move == "confirm":
        registrations.confirm(found)
    elif move == "cancel":
        registrations.cancel(found)
    elif move == "change" and form.is_valid():
        registrations.change(found, form.details)
    else:
        return False
    return True


def place_in_queue(registration: Registration) -> int:
    """How many wait as long or longer; 0 for who does not wait."""
    if registration.state != RegistrationState.WAITING:
        return 0
    ahead = list(registration.forum.registrations.queue().values_list("pk", flat=True))
    return ahead.index(registration.pk) + 1


def about(forum: Forum) -> dict:
    """What every page around a registration says of the forum."""
    return {
        "forum": forum,
        "when": dates.when(forum),
        "where": calendars.where(forum),
        "open": registrations.is_open(forum),
    }


def count_try(request: HttpRequest) -> None:
    """One more from this address; NotAllowed when there were many."""
    if not limits.allowed(
        "forums.register", request.META.get("REMOTE_ADDR", ""), at_most=TRIES_AN_HOUR, per=timedelta(hours=1)
    ):
        raise NotAllowed(_("Many registrations came from your network. Please try again in an hour."))
