"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.contrib.sites.shortcuts import get_current_site
from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Person
from plumbing import mail
from plumbing.bilingual import reader_language


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff start in the admin, everybody else at her own desk."""
        return reverse("admin:index") if request.user.is_staff else reverse("desk")

    def save_user(self, request: HttpRequest, user: Person, form: Form, commit: bool = True) -> Person:
        """Who signs up on a page in English gets mails in English. What proved another address proves nothing here."""
        user.language = reader_language()
        if not self.is_email_verified(request, form.cleaned_data["email"]):
            self.unstash_verified_email(request)
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """By the outbox, as all mail: a mail server that is away fails nobody who signs up. Codes stay secret."""
        request = allauth_context.request
        site = {"request": request, "email": email, "current_site": get_current_site(request)}
        message = self.render_mail(template_prefix, email, site | context)
        mail.post(subject=message.subject, text=message.body, to=email, language=reader_language(), secret=True)
