"""The demonstration content, through the same doors as real content: so it holds no state the site could not reach."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Membership, Organisation, Person
from demo import files
from demo.diagonal import load_diagonal
from demo.discussions import load_discussions
from demo.forums import load_forums
from demo.networks import load_networks
from demo.news import load_news
from demo.strategy import load_strategy
from demo.submissions import load_submissions
from instruments import workflow
from instruments.models import TERM_MODELS, Edition, File, Instrument, State, Type
from plumbing.files import checksum, media_type

CONTENT = Path(__file__).with_name("content")
PASSWORD = "demo-kenniscentrum"  # noqa: S105 - printed by `make demo`, and only ever a demonstration's
FIRST_PUBLICATION = datetime(2004, 12, 6, 9, 0, tzinfo=UTC)
TEXTS = {"title": "title", "summary": "summary", "body": "body", "use": "usage", "whom": "whom", "purpose": "purpose",
         "people": "people", "outcome": "outcome"}  # fmt: skip
ACCOUNTS = {
    "curator": {"is_staff": True, "first_name": "Demo", "last_name": "Curator"},
    "moderator": {"is_staff": True, "first_name": "Demo", "last_name": "Moderator"},
    "facilitator": {"is_staff": True, "first_name": "Demo", "last_name": "Facilitator"},
    "steering": {"first_name": "Demo", "last_name": "Steering group"},
    "administrator": {"is_staff": True, "is_superuser": True, "first_name": "Demo", "last_name": "Administrator"},
    "promoter": {"first_name": "Demo", "last_name": "Promoter"},
    "stakeholder": {"first_name": "Demo", "last_name": "Stakeholder", "language": "en"},
}


def content() -> tuple[list[dict], list[dict]]:
    """All organisations, and all instruments in an order that mixes the files but is the same every time."""
    organisations, instruments = [], []
    for path in sorted(CONTENT.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        organisations += data.get("organisation", [])
        instruments += data.get("instrument", [])
    return organisations, sorted(instruments, key=lambda item: sha256(item["id"].encode()).digest())


def load(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Load what is not there yet; returns the number of instruments added. May be run again at any time."""
    organisations, instruments = content()
    with transaction.atomic():
        load_accounts()
        for item in organisations:
            load_organisation(item)
        load_promoter_membership()
    known = set(Instrument.objects.exclude(code=None).values_list("code", flat=True))
    new = [item for item in instruments if item["id"] not in known]
    moments = publication_moments(len(instruments))
    for number, item in enumerate(instruments):
        moment = next(moments)
        if item["id"] not in known:
            with transaction.atomic():
                load_instrument(item, moment)
            progress(number + 1, len(instruments))
    if new:
        with transaction.atomic():
            link_related(instruments)
            load_states()
    load_networks()
    load_forums()
    load_submissions()
    load_diagonal()
    load_strategy()
    load_discussions()
    load_news()
    return len(new)


def publication_moments(number: int) -> Iterator[datetime]:
    """From the opening of the portal until a week ago, evenly spread."""
    end = datetime.now(UTC) - timedelta(days=7)
    step = (end - FIRST_PUBLICATION) / max(number, 1)
    return (FIRST_PUBLICATION + step * place for place in range(number))


def load_accounts() -> None:
    for role, fields in ACCOUNTS.items():
        email = f"{role}@example.org"
        if not Person.objects.filter(email=email).exists():
            person = Person.objects.create_user(email, PASSWORD, **fields)
            person.emailaddress_set.create(email=email, verified=True, primary=True)
            person.groups.set(Group.objects.filter(name=role))


def load_organisation(item: dict) -> Organisation:
    fields = {
        "name_nl": item["name_nl"],
        "name_en": item["name_en"],
        "kind": item["kind"],
        "website": item.get("website", ""),
        "confirmed": True,
        "demonstration": item["demo"],
    }
    return Organisation.objects.get_or_create(slug=item["slug"], defaults=fields)[0]


def load_promoter_membership() -> None:
    """The promoter answers for one organisation and helps another, so that she chooses for which of them she acts."""
    promoter = Person.objects.get(email="promoter@example.org")
    organisations = Organisation.objects.filter(demonstration=True).order_by("slug")
    roles = (Membership.Role.RESPONSIBLE, Membership.Role.CONTRIBUTOR)
    for organisation, role in zip(organisations, roles, strict=False):
        Membership.objects.get_or_create(person=promoter, organisation=organisation, defaults={"role": role})


def load_instrument(item: dict, published_at: datetime) -> Instrument:
    instrument = Instrument(
        code=item["id"], type=item["type"], cost=item.get("cost", "unknown"), languages=item.get("languages", []),
        year=item.get("year"), licence=item.get("licence", "unknown"), url=item.get("url", ""),
        demonstration=item["demo"], checked_on=timezone.localdate() - timedelta(days=len(item["id"]) * 9),
        publisher=Organisation.objects.get(slug=item["publisher"]) if item.get("publisher") else None,
        time=TERM_MODELS["time"].objects.get(slug=item["time"]) if item.get("time") else None,
        format=TERM_MODELS["format"].objects.get(slug=item["format"]) if item.get("format") else None,
    )  # fmt: skip
    for key, field in TEXTS.items():
        for language in ("nl", "en"):
            setattr(instrument, f"{field}_{language}", item.get(f"{key}_{language}", "").strip())
    workflow.save(instrument, by=None, reason="demonstration content")
    for facet, field in (
        ("theme", "themes"),
        ("audience", "audiences"),
        ("sector", "sectors"),
        ("size", "sizes"),
        ("phase", "phases"),
    ):
        getattr(instrument, field).set(TERM_MODELS[facet].objects.filter(slug__in=item.get(field, [])))
    instrument.goals.set(TERM_MODELS["goal"].objects.filter(number__in=item.get("goals", [])))
    instrument.tags.set([tag.lower() for tag in item.get("tags", [])])
    edition = load_editions(instrument, item)
    for kind, _, language in (name.partition("-") for name in item.get("files", [])):
        load_file(instrument, edition, item, kind, language)
    load_partner(instrument)
    workflow.index([instrument])
    return workflow.publish(instrument, by=None, at=published_at)


def load_partner(instrument: Instrument) -> None:
    """Every third demonstration instrument was made together with another invented organisation."""
    invented = Organisation.objects.filter(demonstration=True).exclude(pk=instrument.publisher_id).order_by("slug")
    if instrument.demonstration and len(instrument.code) % 3 == 0:
        instrument.credits.create(organisation=invented[len(instrument.code) % len(invented)], role="partner")


def load_editions(instrument: Instrument, item: dict) -> Edition | None:
    """The editions in order, each replacing the one before; returns the newest."""
    edition = None
    for fields in item.get("editions", []) or ([{"label": "1", "year": item["year"]}] if item.get("year") else []):
        edition = instrument.editions.create(
            label=fields["label"],
            year=fields.get("year"),
            note_nl=fields.get("note_nl", ""),
            note_en=fields.get("note_en", ""),
            replaces=edition,
        )
    return edition


def load_file(instrument: Instrument, edition: Edition | None, item: dict, kind: str, language: str) -> File:
    with override(language):
        label = str(Type(item["type"]).label)
        publisher = str(instrument.publisher.name) if instrument.publisher else ""
    content = {
        "pdf": lambda: files.pdf(item, language, type_label=label, publisher=publisher),
        "xlsx": lambda: files.xlsx(item, language),
        "html": lambda: files.html(item, language),
    }[kind]()
    name = f"{instrument.slug}-{language}.{kind}"
    file = ContentFile(content, name)
    return instrument.files.create(
        edition=edition, file=file, name=name, language=language, size=len(content),
        media_type=media_type(file, name), sha256=checksum(file), accessibility="yes",
        title_nl=item.get("title_nl", ""), title_en=item.get("title_en", ""),
    )  # fmt: skip


def link_related(items: list[dict]) -> None:
    by_code = {
        instrument.code: instrument for instrument in Instrument.objects.filter(code__in=[item["id"] for item in items])
    }
    for item in items:
        by_code[item["id"]].related.add(*(by_code[code] for code in item.get("related", []) if code in by_code))


def load_states() -> None:
    """Something in every state, so that a curator finds work waiting: a tombstone, drafts, stale translations."""
    curator = Person.objects.get(email="curator@example.org")
    demonstration = (
        Instrument.objects.filter(demonstration=True, state=State.PUBLISHED).exclude(title_nl="").exclude(title_en="")
    )
    *stale, old, new = demonstration.order_by("pk")[:5]
    workflow.withdraw(
        old,
        by=curator,
        replaced_by=new,
        reason_nl="De inhoud is opgegaan in een nieuwer instrument.",
        reason_en="Its content has become part of a newer instrument.",
    )
    for instrument in stale:
        instrument.summary_nl += " Nu met een voorbeeld uit een bedrijf van twaalf mensen."
        workflow.save(instrument, by=curator, reason="example added")
        workflow.index([instrument])
    for title_nl, title_en in (
        ("Onthaalmap voor nieuwe collega's", "Welcome pack for new colleagues"),
        ("Gesprekskaarten over afval", ""),
    ):
        draft = Instrument(type=Type.WORKING_INSTRUMENT, title_nl=title_nl, title_en=title_en, demonstration=True)
        workflow.index([workflow.save(draft, by=curator)])
