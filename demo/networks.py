"""Phases, calls, networks and projects of the demonstration, through the workflow; what is there stays as it is."""

import tomllib
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from demo import files
from instruments.models import Instrument, Theme
from networks.models import Call, Meeting, Member, Network, ProgrammePhase, Project
from networks.workflow import publication
from plumbing.files import checksum, media_type

CONTENT = Path(__file__).with_name("content")
TEXTS = ("title", "summary", "text", "follow_up", "policy", "goals", "output", "impact", "achievements", "actions",
         "period_note", "means_note", "groups_note", "communication", "priority", "budget_note")  # fmt: skip
PLAIN = ("starts_on", "ends_on", "opens_on", "closes_on", "precision", "kind", "fund", "channels", "code")
# Who sat in a group, by role: the sources name kinds of organisations, no members.
GROUPS = {
    "pioneers": [
        ("member", "bedrijven die vooroplopen in hun vak", "companies that lead in their field"),
        ("member", "bemiddelende en beroepsorganisaties", "mediation and professional organisations"),
        ("member", "onderzoekscentra", "research centres"),
        ("member", "onderwijs- en opleidingsinstellingen", "education and training institutes"),
        ("expert", "academici en deskundige adviseurs, als begeleiders", "academics and consultants, supervising"),
    ],
    "diagonal": [
        ("steering", "kabinetten van de bevoegde ministers", "offices of the competent ministers"),
        ("strategic-partner", "strategische partners", "strategic partners"),
        ("member", "bedrijven", "companies"),
        ("member", "vertegenwoordigers van de sociale economie", "representatives of the social economy"),
        ("expert", "academici, adviesbureaus sociale economie, ervaren (ex-)bedrijfsleiders, sociale partners",
         "academics, consultancies for the social economy, experienced (former) company leaders, social partners"),
        ("facilitator", "procesbegeleider, nader te bepalen", "process facilitator, to be determined"),
    ],
}  # fmt: skip
STEERING = ("esf-agentschap", "administratie-werkgelegenheid")


@transaction.atomic
def load_networks() -> int:
    """Load what is not there yet; returns how many calls, networks and projects were added."""
    data = [tomllib.loads((CONTENT / name).read_text(encoding="utf-8")) for name in ("networks.toml", "projects.toml")]
    items = {
        kind: [item for one in data for item in one.get(kind, [])] for kind in ("phase", "call", "network", "project")
    }
    for item in items["phase"]:
        fields = {name: value for name, value in item.items() if name != "slug"}
        ProgrammePhase.objects.get_or_create(slug=item["slug"], defaults=fields)
    calls = _load(Call, items["call"], _nothing)
    networks = _load(Network, items["network"], _members_and_meetings)
    for item in items["network"]:
        if item["slug"] in networks:
            networks[item["slug"]].over.set(Network.objects.filter(slug__in=item.get("over", [])))
    projects = _load(Project, [_as_project(item, data[1]["usual"]) for item in items["project"]], _parts_of_project)
    publication.index([*calls.values(), *networks.values()])
    return len(calls) + len(networks) + len(projects)


def _load(model: type[Call | Network | Project], items: Iterable[dict], complete) -> dict:
    """The things that were not there yet, published, by their address."""
    known = set(model.objects.values_list("slug", flat=True))
    made = {}
    for item in items:
        if item["slug"] in known:
            continue
        thing = model(slug=item["slug"], demonstration=item.get("demo", False), **_columns(model, item))
        publication.save(thing, by=None, reason="demonstration content")
        thing.themes.set(Theme.objects.filter(slug__in=item.get("themes", [])))
        complete(thing, item)
        made[thing.slug] = publication.publish(thing, by=None)
    return made


def _columns(model: type, item: dict) -> dict:
    """The fields of a thing as its row has them; dates may be given in months from today."""
    columns = {name: item[name] for name in PLAIN if name in item}
    for text in TEXTS:
        for language in ("nl", "en"):
            if value := item.get(f"{text}_{language}"):
                columns[f"{text}_{language}"] = value.strip()
    for name in ("starts", "ends", "opens", "closes"):
        if f"{name}_in" in item:
            columns[f"{name}_on"] = in_months(item[f"{name}_in"], last=name in {"ends", "closes"})
    if "budget" in item:
        columns["budget"] = Decimal(item["budget"])
    for name, related in (("phase", ProgrammePhase), ("call", Call), ("promoter", Organisation)):
        if item.get(name) and hasattr(model, name):
            columns[name] = related.objects.get(slug=item[name])
    return columns


def in_months(months: int, *, last: bool = False) -> date:
    """The first or the last day of the month that lies so many months from today's."""
    today = timezone.localdate()
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1] if last else 1)


def _nothing(thing: Call, item: dict) -> None:
    """A call has no parts."""


def _as_project(item: dict, usual: dict) -> dict:
    """An invented project has what such projects usually have, beside its own."""
    if "network" not in item:
        return item
    chair = {"group": "steering", "organisation": item["promoter"], "role_nl": "voorzitter", "role_en": "chair"}
    own = {"networks": [item["network"]], "code": f"DEMO-{item['slug'].upper()}"[:40],
           "seats": [*usual["seats"], chair]}  # fmt: skip
    return usual | own | item


def _parts_of_project(project: Project, item: dict) -> None:
    for position, seat in enumerate(item.get("seats", [])):
        organisation = seat.get("organisation")
        project.seats.create(
            group=seat["group"], internal=seat.get("internal", False), position=position,
            organisation=Organisation.objects.get(slug=organisation) if organisation else None,
            role_nl=seat.get("role_nl", ""), role_en=seat.get("role_en", ""),
        )  # fmt: skip
    means = [("esf", "esf", False), ("flanders", "flanders", True), ("promoter", "promoter_pays", True)]
    for position, (source, name, cofinancing) in enumerate(means):
        if name in item:
            project.means.create(source=source, amount=item[name], cofinancing=cofinancing, position=position)
    if "partner" in item:
        project.partners.create(organisation=Organisation.objects.get(slug=item["partner"]))
    project.networks.set(Network.objects.filter(slug__in=item.get("networks", [])))
    network = project.networks.first()
    for instrument in Instrument.objects.filter(code__in=item.get("products", [])):
        project.products.create(instrument=instrument, network=network)


def _members_and_meetings(network: Network, item: dict) -> None:
    members = item.get("members", [])
    if isinstance(members, str):
        for position, (role, nl, en) in enumerate(GROUPS[members], start=len(STEERING)):
            network.members.create(role=role, label_nl=nl, label_en=en, position=position)
    if members == "diagonal":
        for position, slug in enumerate(STEERING):
            organisation = Organisation.objects.get(slug=slug)
            network.members.create(role=Member.Role.STEERING, organisation=organisation, position=position)
    if isinstance(members, list):
        for position, slug in enumerate(members):
            role = Member.Role.FACILITATOR if position == 0 else Member.Role.MEMBER
            since = network.starts_on + timedelta(days=90 * position)
            network.members.create(role=role, organisation=Organisation.objects.get(slug=slug), since=since,
                                   until=network.ends_on, position=position)  # fmt: skip
        _meetings(network)


def _meetings(network: Network) -> None:
    """One meeting when it started, with an agenda and a report; and one that comes, while the network runs."""
    start = _at(network.starts_on + timedelta(days=17), hour=9)
    first = network.meetings.create(
        title_nl="Startdag", title_en="Opening day", starts_at=start, ends_at=start + timedelta(hours=7), public=True,
        demonstration=True, place_nl="bij een van de leden", place_en="at one of the members",
        text_nl="Elk bedrijf brengt één vraag mee, en één ding dat het de anderen kan tonen.",
        text_en="Each company brings one question, and one thing that it can show to the others.",
        report_nl="De vragen zijn gebundeld tot vier onderwerpen. Elk onderwerp heeft een trekker en een datum.",
        report_en="The questions were gathered into four subjects. Each subject has somebody who leads it, and a date.",
    )  # fmt: skip
    for language in ("nl", "en"):
        _agenda(first, language)
    if not network.ends_on or network.ends_on > timezone.localdate():
        coming = _at(timezone.localdate() + timedelta(days=24 + network.pk % 20), hour=13)
        network.meetings.create(
            title_nl="Op bezoek", title_en="A visit", starts_at=coming, ends_at=coming + timedelta(hours=3),
            public=True, demonstration=True, place_nl="nader te bepalen", place_en="to be determined",
            text_nl="Een van de leden opent de deuren; de anderen kijken en stellen vragen.",
            text_en="One of the members opens its doors; the others look and ask questions.",
        )  # fmt: skip


def _at(day: date, *, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, 30)))


def _agenda(meeting: Meeting, language: str) -> None:
    """The agenda of a meeting, as an accessible PDF."""
    words = {"nl": ("Agenda", "agenda"), "en": ("Agenda", "agenda")}[language]
    item = {
        f"title_{language}": f"{getattr(meeting, f'title_{language}')}: {words[1]}",
        f"summary_{language}": getattr(meeting, f"text_{language}"),
        f"body_{language}": {
            "nl": "1. Kennismaken\n2. De vragen van de leden\n3. Onderwerpen kiezen\n4. Wie doet wat en wanneer",
            "en": "1. Who we are\n2. The questions of the members\n3. Choosing subjects\n4. Who does what by when",
        }[language],
    }
    content = files.pdf(item, language, type_label=words[0], publisher=str(meeting.network.title))
    name = f"{words[1]}-{meeting.network.slug}-{language}.pdf"
    file = ContentFile(content, name)
    meeting.documents.create(
        title_nl=words[0] if language == "nl" else "", title_en=words[0] if language == "en" else "", file=file,
        name=name, language=language, media_type=media_type(file, name), size=len(content), sha256=checksum(file),
    )  # fmt: skip
