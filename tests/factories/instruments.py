"""Instruments and what belongs to them, through the workflow like everybody's."""

from collections.abc import Iterable
from itertools import count

from django.core.files.base import ContentFile
from django.utils import timezone
from taggit.models import TaggedItem

from accounts.models import Person
from instruments import documents, workflow
from instruments.models import TERM_MODELS, File, Instrument, State, Term
from plumbing.files import checksum, clean_name, media_type

_numbers = count(1)
MANY = {
    "themes": "theme",
    "audiences": "audience",
    "sectors": "sector",
    "sizes": "size",
    "phases": "phase",
    "goals": "goal",
}


def term(facet: str, slug: str, **fields) -> Term:
    """A term of the vocabulary, made if the portal does not start with it."""
    model = TERM_MODELS[facet]
    fields = {"label_nl": f"{slug} (nl)", "label_en": f"{slug} (en)"} | fields
    return model.objects.get_or_create(slug=slug, defaults=fields)[0]


def instrument(
    *, state: str = State.PUBLISHED, by: Person | None = None, tags: Iterable[str] = (), reason: str = "",
    related: Iterable[Instrument] = (), themes: Iterable[str] = ("learning",), audiences: Iterable[str] = ("sme",),
    sectors: Iterable[str] = (), sizes: Iterable[str] = (), phases: Iterable[str] = (), goals: Iterable[str] = (),
    time: str = "", format: str = "", published_at=None, **fields,  # noqa: A002 (the field is called so)
) -> Instrument:  # fmt: skip
    """An instrument in both languages; terms are given by their addresses. `title_en=""` makes it Dutch only."""
    number = next(_numbers)
    texts = {
        f"{name}_{language}": f"{words} {number}"
        for name, language, words in (
            ("title", "nl", "Instrument"), ("title", "en", "Instrument (English)"),
            ("summary", "nl", "Wat het u belooft"), ("summary", "en", "What it promises you"),
        )
        if fields.get(f"title_{language}", "given") != ""
    }  # fmt: skip
    made = Instrument(**({"type": "guide"} | texts | fields))
    made.time = term("time", time) if time else None
    made.format = term("format", format) if format else None
    workflow.save(made, by=by)
    chosen = {
        "themes": themes,
        "audiences": audiences,
        "sectors": sectors,
        "sizes": sizes,
        "phases": phases,
        "goals": goals,
    }
    for field, slugs in chosen.items():
        if slugs := list(slugs):
            getattr(made, field).set([term(MANY[field], slug) for slug in slugs])
    made.tags.set(list(tags))
    made.related.set(related)
    workflow.index([made])
    if state == State.DRAFT:
        return made
    made = workflow.publish(made, by=by, at=published_at)
    if state == State.WITHDRAWN:
        made = workflow.withdraw(made, by=by, reason_nl="Verouderd", reason_en=reason or "Out of date")
    return made


def file(
    *,
    of: Instrument,
    name: str = "checklist.csv",
    content: bytes = b"Question;Answer\n",
    language: str = "nl",
    **fields,
) -> File:
    """A file of an instrument."""
    upload = ContentFile(content, name=clean_name(name))
    return File.objects.create(
        instrument=of, file=upload, name=upload.name, language=language, size=len(content), sha256=checksum(upload),
        media_type=media_type(upload, name), **fields,
    )  # fmt: skip


def many(number: int, *, like: Instrument | None = None, **fields) -> list[Instrument]:
    """Published instruments written at once, for tests of long lists; filed under the vocabulary of `like`, or none."""
    usual = {
        "type": "guide",
        "summary_nl": "Wat het u belooft",
        "state": State.PUBLISHED,
        "published_at": timezone.now(),
    }
    if like:
        usual |= {name: getattr(like, name) for name in ("type", "time", "format", "languages", "year")}
    made = Instrument.objects.bulk_create(
        Instrument(slug=f"one-of-many-{n}", title_nl=f"Een van velen {n}", **(usual | fields))
        for n in (next(_numbers) for _ in range(number))
    )
    if like:
        for name in MANY:
            through = getattr(Instrument, name).through
            column = getattr(Instrument, name).field.m2m_reverse_field_name()
            terms = list(getattr(like, name).all())
            through.objects.bulk_create(through(instrument=one, **{column: term}) for one in made for term in terms)
        for tag in like.tags.all():
            TaggedItem.objects.bulk_create(TaggedItem(content_object=one, tag=tag) for one in made)
    documents.write([instrument.pk for instrument in made])
    return made
