"""A person's desk: the panels that the apps contribute, in this order."""

from collections.abc import Iterator

from django.http import HttpRequest

import accounts.desk
import forums.desk
import networks.desk
from plumbing.panels import Panel

SOURCES = (accounts.desk.panels, networks.desk.panels, forums.desk.panels)


def panels(request: HttpRequest) -> Iterator[Panel]:
    """What is on the desk of the visitor."""
    if request.user.is_staff:
        yield Panel("includes/desk_staff.html")
    for contribute in SOURCES:
        yield from contribute(request)
