"""Panels of a person's desk. An app contributes them by a function `panels(request)` in its module desk.py."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Panel:
    """A template that draws one `<section class="panel">`, and what it needs to know: `{{ panel.NAME }}` in it."""

    template: str
    context: dict = field(default_factory=dict)
