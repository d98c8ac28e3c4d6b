"""News of the demonstration: what the sources tell, and invented items in every state, through the usual doors."""

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from forums.models import Forum
from instruments.models import Instrument, Theme
from networks.models import Network, Project
from news import workflow
from news.models import NewsItem

CONTENT = Path(__file__).with_name("content") / "news.toml"
ZONE = ZoneInfo("Europe/Brussels")
MORNING = time(9)
TEXTS = ("title", "summary", "body", "outdated")
TOLD_OF = {"network": Network, "project": Project, "forum": Forum}


def load_news() -> int:
    """Load the items that are not there yet; returns how many were added."""
    items = tomllib.loads(CONTENT.read_text(encoding="utf-8"))["news"]
    known = set(NewsItem.objects.values_list("slug", flat=True))
    new = [item for item in items if item["slug"] not in known]
    for item in new:
        with transaction.atomic():
            load_item(item)
    return len(new)


def load_item(item: dict) -> NewsItem:
    curator = Person.objects.get(email="curator@example.org")
    made = NewsItem(slug=item["slug"], demonstration=item["demo"], current_until=item.get("current_until"))
    for name in TEXTS:
        for language in ("nl", "en"):
            setattr(made, f"{name}_{language}", item.get(f"{name}_{language}", "").strip())
    for field, model in TOLD_OF.items():
        if field in item:
            setattr(made, field, model.objects.get(slug=item[field]))
    if "instrument" in item:
        made.instrument = Instrument.objects.get(code=item["instrument"])
    if "current_days" in item:
        made.current_until = timezone.localdate() + timedelta(days=item["current_days"])
    workflow.save(made, by=curator, reason="demonstration content")
    made.themes.set(Theme.objects.filter(slug__in=item.get("themes", [])))
    workflow.index([made])
    if item.get("draft"):
        return made
    day = item.get("on") or timezone.localdate() + timedelta(days=item["days"])
    at = datetime.combine(day, MORNING, ZONE)
    made = workflow.publish(made, by=curator, at=at, precision=item.get("precision", "day"))
    if item.get("withdrawn"):
        return workflow.withdraw(made, by=curator, reason_nl=item["reason_nl"], reason_en=item["reason_en"])
    return made
