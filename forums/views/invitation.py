"""An invitation to a forum, for who has the link in the mail: she registers, or says that she does not come."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from forums import links
from forums.forms import InvitedForm
from forums.models import Invitee, Registration, RegistrationState
from forums.models.invitation import COMES
from forums.views.registration import about, count_try
from forums.workflow import NotAllowed, invitations, registrations
from plumbing.access import public
from plumbing.bilingual import reader_language


@public(cached=False)
@csrf_exempt
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Answered by a button, never by following the link alone, which programs that read mail do too."""
    invitee = links.invitee_of(token)
    if invitee is None:
        raise Http404
    move = request.POST.get("move", "")
    form = InvitedForm(request.POST if move == "register" else None, invitee=invitee)
    problem = ""
    try:
        if move == "register" and form.is_valid():
            count_try(request)
            return redirect(_registered(invitee, form))
        if move in MOVES:
            MOVES[move](invitee)
            return redirect(f"{request.path}?done={move}")
    except NotAllowed as reason:
        problem = str(reason)
    response = render(request, "forums/invitation.html", about(invitee.forum) | {
        "invitee": invitee, "form": form, "problem": problem, "done": request.GET.get("done", ""),
        "comes": invitee.registration if invitee.registration and invitee.registration.state in COMES else None,
        "own_link": _own_link(invitee), "refuses": invitations.refuses(invitee), "over": invitee.forum.is_over(),
        "opens": registrations.opens(invitee.forum),
    })  # fmt: skip
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


MOVES = {
    "decline": invitations.decline,
    "refuse": invitations.refuse,
    "take-back": invitations.take_back_refusal,
}


def _registered(invitee: Invitee, form: InvitedForm) -> str:
    """Register her, or who she gave the invitation to; where to go then."""
    made = registrations.register(
        invitee.forum, form.details, email=form.cleaned_data["email"], language=reader_language(), invitee=invitee
    )
    if _is_hers(made, invitee):
        return reverse("forums:registration", args=[links.token(made)])
    return f"{reverse('forums:register', args=[invitee.forum.slug])}?sent=1"


def _own_link(invitee: Invitee) -> str:
    """To her registration, when it is of the address that was invited: the link reached nobody else."""
    if invitee.registration and _is_hers(invitee.registration, invitee):
        return reverse("forums:registration", args=[links.token(invitee.registration)])
    return ""


def _is_hers(registration: Registration, invitee: Invitee) -> bool:
    return registration.email.lower() == invitee.email.lower() and registration.state != RegistrationState.UNCONFIRMED
