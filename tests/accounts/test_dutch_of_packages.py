"""The account pages and mails come from a package; in Dutch they speak to the visitor as our own pages do."""

import re
from pathlib import Path

import allauth
from django.conf import settings
from django.utils.translation import gettext, override

from plumbing import messages

PACKAGE = messages.read(messages.po_path(Path(allauth.__file__).parent / "locale"))
OURS = messages.read(messages.po_path(settings.LOCALE_PATHS[0]).with_name("packages.po"))
SHOWN = ("account/", "mfa/", "templates/account/", "templates/mfa/")
FAMILIAR = re.compile(r"\b(je|jij|jou|jouw|jezelf|ingelogd|inloggen)\b", re.IGNORECASE)


def test_nobody_is_addressed_as_a_friend():
    shown = [
        message.id
        for message in PACKAGE
        if isinstance(message.id, str) and any(place.startswith(SHOWN) for place, _ in message.locations)
    ]
    assert len(shown) > 200
    with override("nl"):
        assert [text for text in shown if FAMILIAR.search(gettext(text))] == []


def test_what_we_word_ourselves_is_still_a_text_of_the_package():
    ours = [message for message in OURS if ("allauth", None) in message.locations]
    assert len(ours) > 100
    assert [message.id for message in ours if PACKAGE.get(message.id, message.context) is None] == []


def test_what_we_word_ourselves_is_complete_and_keeps_its_placeholders():
    assert messages.problems(OURS, OURS) == []
