"""News items, through the workflow like everybody's."""

from collections.abc import Iterable
from datetime import datetime
from itertools import count

from accounts.models import Person
from networks.models.publication import State
from news import workflow
from news.models import NewsItem
from tests.factories.instruments import term

_numbers = count(1)


def news(
    *, state: str = State.PUBLISHED, themes: Iterable[str] = (), at: datetime | None = None, precision: str = "day",
    by: Person | None = None, **fields,
) -> NewsItem:  # fmt: skip
    """An item in both languages, published now unless said otherwise; `title_en=""` makes it Dutch only."""
    number = next(_numbers)
    texts = {
        "title_nl": f"Bericht {number}", "title_en": f"Item {number}",
        "summary_nl": "Waarover het gaat", "summary_en": "What it is about",
    }  # fmt: skip
    texts = {name: text for name, text in texts.items() if fields.get(f"title_{name[-2:]}", "given") != ""}
    made = workflow.save(NewsItem(**(texts | fields)), by=by)
    made.themes.set([term("theme", slug) for slug in themes])
    workflow.index([made])
    if state != State.DRAFT:
        made = workflow.publish(made, by=by, at=at, precision=precision)
    if state == State.WITHDRAWN:
        made = workflow.withdraw(made, by=by, reason_nl="Vergissing", reason_en="A mistake")
    return made
