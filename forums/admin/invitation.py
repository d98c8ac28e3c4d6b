"""Who is invited to the forums: the page of a forum on which staff list and invite people, and the list of all."""

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.admin.options import ShowFacets
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forums import emails
from forums.admin.forms import GuestsForm, SendForm
from forums.models import Answer, Forum, Invitee, Language, Refusal
from forums.workflow import NotAllowed, invitations

KNOWN = ("forum", "email", "invitation", "answer", "invited_at", "declined_at")
LINK_SHOWN = "…"


def may_invite(request: HttpRequest) -> bool:
    """Whether this person lists and mails people."""
    return request.user.has_perms(["forums.add_invitee", "forums.publish_forum"])


def page(model_admin: ModelAdmin, request: HttpRequest, forum: Forum) -> HttpResponse:
    """The groups of a forum with who was asked and what they answered; people are added here, and invited."""
    move = request.POST.get("move")
    guests = GuestsForm(request.POST if move == "add" else None, forum=forum)
    sending = SendForm(request.POST if move == "send" else None, forum=forum)
    if guests.is_valid():
        _added(model_admin, request, guests)
        return redirect(request.path)
    if sending.is_valid():
        try:
            _sent(model_admin, request, forum, sending)
            return redirect(request.path)
        except NotAllowed as reason:
            sending.add_error(None, str(reason))
    rows = groups_of(forum)
    context = {
        **model_admin.admin_site.each_context(request), "opts": model_admin.opts, "original": forum,
        "title": _("Invitations to “%s”") % forum, "media": model_admin.media + guests.media, "guests": guests,
        "sending": sending, "rows": rows, "to_ask": sum(row["to_ask"] for row in rows),
        "problem": invitations.problem_with(forum), "examples": examples(forum),
    }  # fmt: skip
    return TemplateResponse(request, "admin/forums/forum/invitations.html", context)


def groups_of(forum: Forum) -> list[dict]:
    """Each invited group with its places, and how many of its people answered what."""
    people = list(forum.invitees.with_answer().values("invitation", "answered", "email"))
    refused = Refusal.objects.among([one["email"] for one in people if one["answered"] == Answer.NOT_ASKED])
    rows = []
    for invitation in forum.invitations.select_related("group"):
        own = [one for one in people if one["invitation"] == invitation.pk]
        unasked = [one["email"] for one in own if one["answered"] == Answer.NOT_ASKED and one["email"]]
        to_ask = sum(email not in refused for email in unasked)
        rows.append({
            "invitation": invitation, "people": len(own), "to_ask": to_ask, "refused": len(unasked) - to_ask,
            **{answer.name.lower(): sum(one["answered"] == answer for one in own) for answer in Answer},
        })  # fmt: skip
    return rows


def examples(forum: Forum) -> list[dict]:
    """The invitation as it goes out, in each language, with its link left out."""
    first = forum.invitations.select_related("group").first()
    if not first:
        return []
    return [
        {"language": language, "language_name": language.label}
        | emails.invitation_words(forum, Invitee(invitation=first, language=language), link=LINK_SHOWN)
        for language in Language
    ]


def _added(model_admin: ModelAdmin, request: HttpRequest, form: GuestsForm) -> None:
    given = form.cleaned_data
    people = [*invitations.people_of(given["organisations"]), *given["people"]]
    added = len(invitations.add(given["group"], people))
    said = ngettext("%(count)d person put on the list.", "%(count)d people put on the list.", added) % {"count": added}
    if there := len(people) - added:
        said += " " + ngettext(
            "%(count)d was there already.", "%(count)d were there already.", there
        ) % {"count": there}  # fmt: skip
    model_admin.message_user(request, said, messages.SUCCESS if added else messages.WARNING)


def _sent(model_admin: ModelAdmin, request: HttpRequest, forum: Forum, form: SendForm) -> None:
    sent = invitations.send(forum, form.cleaned_data["groups"])
    said = ngettext("%(count)d invitation sent.", "%(count)d invitations sent.", sent.invited) % {"count": sent.invited}
    if sent.invited:
        model_admin.log_change(request, forum, said)
    else:
        said = _("Nobody on these lists is still to be invited.")
    if sent.refused:
        said = f"{said} " + ngettext(
            "%(count)d asked for no invitations, and got none.", "%(count)d asked for no invitations, and got none.",
            sent.refused,
        ) % {"count": sent.refused}  # fmt: skip
    model_admin.message_user(request, said, messages.SUCCESS if sent.invited else messages.WARNING)


class AnswerFilter(SimpleListFilter):
    """By what people answered."""

    title = _("answer")
    parameter_name = "answer"

    def lookups(self, request, model_admin):
        return Answer.choices

    def queryset(self, request, queryset):
        return queryset.filter(answered=self.value()) if self.value() in Answer.values else queryset


@admin.register(Invitee)
class InviteeAdmin(admin.ModelAdmin):
    """Everybody on a list. People are added on the page of their forum; who was invited is never taken off."""

    list_display = ["__str__", "email", "organisation_label", "forum", "group", "answer"]
    list_filter = [AnswerFilter, "forum", "invitation__group", "language"]
    show_facets = ShowFacets.ALWAYS
    search_fields = ["name", "email", "organisation_name", "organisation__name_nl", "organisation__name_en"]
    list_select_related = ["forum", "invitation__group", "organisation"]
    list_per_page = 50
    ordering = ["-forum", "pk"]
    fields = [*KNOWN[:3], "name", "organisation", "organisation_name", "language", *KNOWN[3:]]
    readonly_fields = KNOWN
    autocomplete_fields = ["organisation"]
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).with_answer()

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        """Who was invited stays, so that nobody is invited twice."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.invited_at is None)

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.erased_at is None)

    @admin.display(description=_("stakeholder group"), ordering="invitation__group__position")
    def group(self, invitee: Invitee) -> str:
        return str(invitee.invitation.group)

    @admin.display(description=_("organisation"))
    def organisation_label(self, invitee: Invitee) -> str:
        return invitee.organisation_label or "–"

    @admin.display(description=_("answer"), ordering="answered")
    def answer(self, invitee: Invitee) -> str:
        return format_html('<span class="badge badge-{}">{}</span>', invitee.answered, Answer(invitee.answered).label)
