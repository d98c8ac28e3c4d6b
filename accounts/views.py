"""The desk's pages about organisations: who acts for them, and who asks to; and what the portal knows of a person."""

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import acting, personal_data, workflow
from accounts.forms import ErasureForm, InvitationForm, MessageForm, OrganisationForm, PersonForm, RoleForm
from accounts.models import Invitation, JoinRequest, Membership, Organisation
from plumbing.access import public, signed_in
from plumbing.bilingual import reader_language

WORDS_AT_MOST = 100
FOUND_SHOWN = 20


@signed_in
def organisations(request: HttpRequest) -> HttpResponse:
    asked = JoinRequest.objects.waiting().filter(person=request.user).select_related("organisation")
    return render(request, "accounts/organisations.html", {"memberships": acting.memberships(request), "asked": asked})


@signed_in
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Choose the organisation to act for, and go on where one was."""
    number = request.POST.get("organisation", "")
    if chosen := next((one for one in acting.memberships(request) if str(one.organisation_id) == number), None):
        acting.act_for(request, chosen.organisation)
        messages.success(request, _("You now act for %s.") % chosen.organisation)
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if ours else "desk")


@signed_in
def register(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            organisation = workflow.register_organisation(by=request.user, **form.cleaned_data)
        except workflow.NotAllowed as reason:
            form.add_error(None, str(reason))
        else:
            acting.act_for(request, organisation)
            messages.success(request, _("%s is registered. The editors will confirm it.") % organisation)
            return redirect("accounts:organisation", organisation.pk)
    return render(request, "accounts/register.html", {"form": form})


@signed_in
def join(request: HttpRequest) -> HttpResponse:
    """Look for an organisation that is here already."""
    words = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:WORDS_AT_MOST]
    found = Organisation.objects.to_join(request.user, words)[:FOUND_SHOWN] if words else []
    return render(request, "accounts/join.html", {"q": words, "found": found, "most": FOUND_SHOWN})


@signed_in
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.to_join(request.user, ""), pk=pk)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            workflow.ask_to_join(organisation, by=request.user, **form.cleaned_data)
        except workflow.NotAllowed as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Your question is on its way. You get the answer by mail."))
            return redirect("accounts:organisations")
    return render(request, "accounts/ask.html", {"form": form, "organisation": organisation})


@signed_in
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One of my organisations: who acts for it, and for the responsible who is invited and who asks to join."""
    mine = _mine(request, pk)
    people = mine.organisation.memberships.select_related("person").order_by("-role", "person__last_name", "person_id")
    context = {"mine": mine, "organisation": mine.organisation, "people": people}
    if mine.is_responsible:
        context["invitations"] = mine.organisation.invitations.undecided()
        context["join_requests"] = mine.organisation.join_requests.waiting().select_related("person")
    return render(request, "accounts/organisation.html", context)


@signed_in
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    mine = _responsible(request, pk)
    form = InvitationForm(request.POST if request.method == "POST" else None, initial={"language": reader_language()})
    if form.is_valid():
        try:
            workflow.invite(mine.organisation, **form.cleaned_data, by=request.user)
        except workflow.NotAllowed as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("The invitation is on its way to %s.") % form.cleaned_data["email"])
            return redirect("accounts:organisation", pk)
    return render(request, "accounts/invite.html", {"form": form, "organisation": mine.organisation})


@signed_in
@require_POST
def withdraw(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    mine = _responsible(request, pk)
    found = get_object_or_404(mine.organisation.invitations.all(), pk=invitation)
    return _done(
        request, pk, lambda: workflow.withdraw_invitation(found, by=request.user), _("The invitation is withdrawn.")
    )


@signed_in
@require_POST
def change_role(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    mine = _responsible(request, pk)
    found = get_object_or_404(mine.organisation.memberships.select_related("person"), pk=member)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return redirect("accounts:organisation", pk)
    return _done(
        request, pk, lambda: workflow.change_role(found, form.cleaned_data["role"], by=request.user),
        _("The role of %s is changed.") % found.person,
    )  # fmt: skip


@signed_in
def remove(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Asks first: the person is told by mail."""
    mine = _responsible(request, pk)
    found = get_object_or_404(mine.organisation.memberships.select_related("person"), pk=member)
    if request.method == "POST":
        return _done(
            request, pk, lambda: workflow.remove(found, by=request.user),
            _("%s no longer acts for this organisation.") % found.person,
        )  # fmt: skip
    return render(request, "accounts/remove.html", {"organisation": mine.organisation, "member": found})


@signed_in
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    mine = _mine(request, pk)
    if request.method == "POST":
        try:
            workflow.remove(mine, by=request.user)
        except workflow.NotAllowed as reason:
            messages.error(request, str(reason))
            return redirect("accounts:organisation", pk)
        messages.success(request, _("You no longer act for %s.") % mine.organisation)
        return redirect("accounts:organisations")
    return render(request, "accounts/leave.html", {"organisation": mine.organisation})


@signed_in
@require_POST
def answer(request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
    """Yes or no to somebody who asks to act for the organisation."""
    mine = _responsible(request, pk)
    found = get_object_or_404(mine.organisation.join_requests.select_related("person"), pk=request_pk)
    return _done(
        request, pk,
        lambda: workflow.answer_join_request(found, accept=request.POST.get("answer") == "yes", by=request.user),
        _("%s gets your answer by mail.") % found.person,
    )  # fmt: skip


@public(cached=False)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link of an invitation leads, with or without an account.

    Who has the link reads the mail of the invited address, so an account made with it needs no other proof.
    """
    found = Invitation.objects.by_token(token).select_related("organisation", "invited_by").first()
    if found is None:
        return render(
            request, "accounts/invitation.html", {"reason": _("This link leads to no invitation.")}, status=404
        )
    person = request.user if request.user.is_authenticated else None
    if person and request.method == "POST":
        try:
            membership = workflow.accept_invitation(found, by=person)
        except workflow.NotAllowed as reason:
            messages.error(request, str(reason))
            return redirect(request.path)
        acting.act_for(request, membership.organisation)
        messages.success(request, _("You now act for %s.") % membership.organisation)
        return redirect("desk")
    reason = workflow.why_not_accepted(found, person)
    if not person and not reason:
        get_adapter(request).stash_verified_email(request, found.email)
    return render(request, "accounts/invitation.html", {"invitation": found, "reason": reason, "person": person})


@signed_in
def own_data(request: HttpRequest) -> HttpResponse:
    """My name, and the ways to take my data along or to have them erased."""
    form = PersonForm(request.POST if request.method == "POST" else None, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:data")
    return render(request, "accounts/data.html", {"form": form})


@signed_in
@require_safe
def export(request: HttpRequest) -> JsonResponse:
    """All that the portal knows of me, as a file."""
    return JsonResponse(
        personal_data.export(request.user),
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": 'attachment; filename="kenniscentrum-mvo.json"'},
    )


@signed_in
@reauthentication_required
def erase(request: HttpRequest) -> HttpResponse:
    """Asks for the password first: a session that was left open erases nobody."""
    form = ErasureForm(request.POST if request.method == "POST" else None, person=request.user)
    if form.is_valid():
        try:
            workflow.erase(request.user, by=request.user)
        except workflow.NotAllowed as reason:
            form.add_error(None, str(reason))
        else:
            logout(request)
            return render(request, "accounts/erased.html")
    return render(request, "accounts/erase.html", {"form": form})


def _mine(request: HttpRequest, pk: int) -> Membership:
    """My membership of an organisation; strangers find nothing there."""
    return get_object_or_404(Membership.objects.of(request.user), organisation=pk)


def _responsible(request: HttpRequest, pk: int) -> Membership:
    """My membership, if I am responsible; colleagues who are not may not."""
    mine = _mine(request, pk)
    if not mine.is_responsible:
        raise PermissionDenied
    return mine


def _done(request: HttpRequest, pk: int, move: Callable[[], object], told: str) -> HttpResponse:
    """Make a move, say how it went, and return to the organisation."""
    try:
        move()
    except workflow.NotAllowed as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, told)
    if Membership.objects.of(request.user).filter(organisation=pk).exists():
        return redirect("accounts:organisation", pk)
    return redirect("accounts:organisations")
