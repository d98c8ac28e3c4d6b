"""Signing in without the form, for tests of what comes after."""

from django.test import Client

from accounts.models import Person


def session_of(person: Person) -> str:
    """The key of a session in which she is signed in."""
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value
