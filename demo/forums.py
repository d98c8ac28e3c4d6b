"""The forums of the demonstration: those of 2003 and 2004 as facts, and an invented one, through the usual doors."""

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, Person
from forums.models import Forum, StakeholderGroup
from forums.workflow import invitations, meetings, registrations
from forums.workflow.invitations import Guest
from instruments.models import Theme

CONTENT = Path(__file__).with_name("content") / "forums.toml"
ZONE = ZoneInfo("Europe/Brussels")
OPENING = time(9, 30)
TEXTS = ("title", "summary", "body", "report", "place")
PLAIN = ("slug", "kind", "level", "month", "capacity", "languages", "services", "online")


def load_forums() -> int:
    """Load the forums that are not there yet; returns how many were added."""
    items = tomllib.loads(CONTENT.read_text(encoding="utf-8"))["forum"]
    known = set(Forum.objects.values_list("slug", flat=True))
    new = [item for item in items if item["slug"] not in known]
    for item in new:
        with transaction.atomic():
            load_forum(item)
    return len(new)


def load_forum(item: dict) -> Forum:
    forum = Forum(**{name: item[name] for name in PLAIN if name in item}, demonstration=item["demo"])
    for name in TEXTS:
        for language in ("nl", "en"):
            setattr(forum, f"{name}_{language}", item.get(f"{name}_{language}", "").strip())
    forum.organiser = Organisation.objects.get(slug=item["organiser"])
    if "days_ahead" in item:
        forum.starts_at = thursday(item["days_ahead"])
        forum.ends_at = forum.starts_at + timedelta(hours=item["hours"])
    meetings.save(forum, by=None, reason="demonstration content")
    forum.themes.set(Theme.objects.filter(slug__in=item["themes"]))
    for part in item.get("programme", []):
        load_part(forum, part)
    for phase in item.get("phase", []):
        opens, closes = (timezone.now() + timedelta(days=phase[name]) for name in ("opens", "closes"))
        forum.phases.create(kind=phase["kind"], opens=opens, closes=closes)
    for position, question in enumerate(item.get("question", [])):
        texts = {name: text for name, text in question.items() if name != "phase"}
        forum.questions.create(phase=forum.phases.get(kind=question["phase"]), position=position, **texts)
    for slug, seats in item.get("seats", {}).items():
        forum.invitations.create(group=StakeholderGroup.objects.get(slug=slug), seats=seats)
    forum = meetings.publish(forum, by=None)
    for number, (group, organisation, listed) in enumerate(item.get("registrations", []), start=1):
        load_registration(forum, number, group, organisation, listed=listed)
    for slug, many in item.get("invited", {}).items():
        load_invited(forum, slug, many, declined=item["declined"].get(slug, 0))
    return forum


def thursday(days_ahead: int) -> datetime:
    """The first Thursday so many days from now, in the morning of Brussels."""
    day = timezone.localdate() + timedelta(days=days_ahead)
    return datetime.combine(day + timedelta(days=(3 - day.weekday()) % 7), OPENING, ZONE)


def load_part(forum: Forum, item: dict) -> None:
    day = forum.starts_at.astimezone(ZONE).date()
    starts, ends = (datetime.combine(day, time.fromisoformat(item[name]), ZONE) for name in ("from", "to"))
    texts = {name: text for name, text in item.items() if name not in {"from", "to"}}
    forum.programme.create(starts_at=starts, ends_at=ends, **texts)


def load_registration(forum: Forum, number: int, group: str, organisation: str, *, listed: bool) -> None:
    """Somebody invented, who has a number for a name."""
    details = registrations.Details(
        name=f"Demo {number}", group=StakeholderGroup.objects.get(slug=group), listed=listed,
        organisation=Organisation.objects.filter(slug=organisation).first(),
    )  # fmt: skip
    stakeholder = group == "ngos" and organisation
    person = Person.objects.filter(email="stakeholder@example.org").first() if stakeholder else None
    email = person.email if person else f"demo{number}@example.org"
    made = registrations.register(forum, details, email=email, language="nl", person=person)
    registrations.confirm(made)


def load_invited(forum: Forum, slug: str, many: int, *, declined: int) -> None:
    """People of a group who were invited, the first of whom declined."""
    invitation = forum.invitations.get(group__slug=slug)
    guests = [Guest(f"demo-{slug}-{number}@example.org", f"Demo {slug} {number}") for number in range(1, many + 1)]
    asked = invitations.add(invitation, guests)
    invitations.send(forum, [invitation])
    for invitee in forum.invitees.filter(pk__in=[one.pk for one in asked[:declined]]):
        invitations.decline(invitee)
