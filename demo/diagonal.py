"""What the diagonal network of the demonstration wrote down, through its workflow; what is there stays as it is."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, Person
from instruments.models import Instrument, Theme
from networks.models import DiagonalNote, Link, Network, Opportunity, PolicyFeedback, Project, Recommendation
from networks.workflow import diagonal, proposals

CONTENT = Path(__file__).with_name("content") / "diagonal.toml"
ADDRESSEE = "voorbeelddienst-beleid"
MODELS = (Link, Opportunity, Recommendation, PolicyFeedback)
TEXTS = ("title", "text", "note")
RELATED = {"projects": Project, "networks": Network, "themes": Theme}
USUAL = {Link: "published", Opportunity: "published", Recommendation: "sent", PolicyFeedback: "sent"}


@transaction.atomic
def load_diagonal() -> int:
    """Load the notes that are not there yet, and compare the projects; returns how many notes were added."""
    data = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    facilitator = Person.objects.get(email="facilitator@example.org")
    added = 0
    for model in MODELS:
        for item in data.get(model._meta.model_name, []):
            note = _made(model, item)
            if note is not None and not _is_there(note):
                _load(note, item, facilitator)
                added += 1
    proposals.compute()
    return added


def _made(model: type[DiagonalNote], item: dict) -> DiagonalNote | None:
    """The note as it is to be, or nothing when the demonstration lacks what it is about."""
    note = model(demonstration=True)
    for text in TEXTS:
        for language in ("nl", "en"):
            if value := item.get(f"{text}_{language}"):
                setattr(note, f"{text}_{language}", value)
    if isinstance(note, Link) and not _connected(note, item):
        return None
    if model is Recommendation:
        found = Network.objects.filter(slug=item["network"]).first()
        if found is None:
            return None
        note.network = found
    if model is PolicyFeedback:
        note.addressee = Organisation.objects.get(slug=ADDRESSEE)
        note.starts_on = date(timezone.localdate().year - 1, 1, 1)
    return note


def _connected(link: Link, item: dict) -> bool:
    """Give a link its kind, its ends and its instrument; whether they are all there."""
    link.kind = item["kind"]
    for side in ("from", "to"):
        [(kind, slug)] = item[side].items()
        found = {"project": Project, "network": Network}[kind].objects.filter(slug=slug).first()
        setattr(link, f"{side}_{kind}", found)
    if "instrument" in item:
        link.instrument = Instrument.objects.filter(code=item["instrument"]).first()
    return bool(link.source and link.target and ("instrument" not in item or link.instrument))


def _is_there(note: DiagonalNote) -> bool:
    if isinstance(note, Link):
        ends = {name: getattr(note, name) for name in ("from_project", "from_network", "to_project", "to_network")}
        return Link.objects.filter(kind=note.kind, **ends).exists()
    return type(note).objects.filter(demonstration=True, title_nl=note.title_nl).exists()


def _load(note: DiagonalNote, item: dict, by: Person) -> None:
    sets = {name: model.objects.filter(slug__in=item[name]) for name, model in RELATED.items() if name in item}
    note = diagonal.save(note, by=by, sets=sets)
    state = item.get("state", USUAL[type(note)])
    if state == "draft":
        return
    if isinstance(note, Recommendation | PolicyFeedback):
        note = diagonal.send(note, by=by)
    else:
        note = diagonal.publish(note, by=by)
    if state in Recommendation.REPLIES:
        until = timezone.localdate() + timedelta(days=30) if state == Recommendation.State.PENDING else None
        said = diagonal.Reply(state, item["reply_nl"], item["reply_en"], until)
        note = diagonal.reply(note, said, by=by, organisation=None)
    if state == "answered":
        replied = {"reply_nl": item["reply_nl"], "reply_en": item["reply_en"]}
        note = diagonal.answer(note, by=by, on=timezone.localdate(), **replied)
    if state == "closed":
        note = diagonal.close(note, by=by, outcome_nl=item["outcome_nl"], outcome_en=item["outcome_en"])
    if item.get("public"):
        note = diagonal.publish(note, by=by)
    if state == "withdrawn":
        diagonal.withdraw(note, by=by, reason_nl=item["reason_nl"], reason_en=item["reason_en"])
