"""Calls, projects, networks and submissions, through the workflow like everybody's."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count

from accounts.models import Organisation, Person
from networks.models import Call, Network, Partner, Product, ProgrammePhase, Project, Stage, State, Submission
from networks.workflow import publication, submissions
from tests.factories import accounts
from tests.factories.instruments import term

_numbers = count(1)


def _made(thing: Call | Project | Network, *, themes: Iterable[str], state: str, by: Person | None):
    publication.save(thing, by=by)
    thing.themes.set([term("theme", slug) for slug in themes])
    if state != State.DRAFT:
        thing = publication.publish(thing, by=by)
    if state == State.WITHDRAWN:
        thing = publication.withdraw(thing, by=by, reason_nl="Stopgezet", reason_en="Stopped")
    return thing


def _texts(words: str, number: int, fields: Mapping) -> dict:
    """Title and summary in both languages; `title_en=""` makes it Dutch only."""
    texts = {
        "title_nl": f"{words} {number}", "title_en": f"{words} (English) {number}",
        "summary_nl": "Waarover het gaat", "summary_en": "What it is about",
    }  # fmt: skip
    return {name: text for name, text in texts.items() if fields.get(f"title_{name[-2:]}", "given") != ""}


def call(*, state: str = State.PUBLISHED, themes: Iterable[str] = (), by: Person | None = None, **fields) -> Call:
    """A call, published unless said otherwise."""
    made = Call(**(_texts("Oproep", next(_numbers), fields) | fields))
    return _made(made, themes=themes, state=state, by=by)


def project(
    *, state: str = State.PUBLISHED, themes: Iterable[str] = ("learning",), promoter: Organisation | None = None,
    partners: Iterable[Organisation] = (), by: Person | None = None, **fields,
) -> Project:  # fmt: skip
    """A project that runs from September 2005 to December 2007, with a promoter."""
    usual = {"starts_on": date(2005, 9, 1), "ends_on": date(2007, 12, 31)}
    made = Project(**(_texts("Project", next(_numbers), fields) | usual | fields))
    made.promoter = promoter or accounts.organisation(confirmed=True)
    made = _made(made, themes=themes, state=state, by=by)
    if Partner.objects.bulk_create(Partner(project=made, organisation=partner) for partner in partners):
        publication.index([made])
    return made


def network(
    *, state: str = State.PUBLISHED, themes: Iterable[str] = ("learning",), projects: Iterable[Project] = (),
    by: Person | None = None, **fields,
) -> Network:  # fmt: skip
    """A thematic learning network."""
    made = Network(**(_texts("Netwerk", next(_numbers), fields) | {"kind": Network.Kind.THEMATIC} | fields))
    made = _made(made, themes=themes, state=state, by=by)
    if projects := list(projects):
        made.projects.set(projects)
        publication.index([made])
    return made


def phase(**fields) -> ProgrammePhase:
    number = next(_numbers)
    return ProgrammePhase.objects.create(
        **({"slug": f"phase-{number}", "title_nl": f"Fase {number}", "title_en": f"Phase {number}"} | fields)
    )


def product(*, instrument, project: Project | None = None, network: Network | None = None) -> Product:
    return Product.objects.create(instrument=instrument, project=project, network=network)


def promoter(**fields) -> tuple[Person, Organisation]:
    """Somebody who acts for a confirmed organisation, and the organisation."""
    person = accounts.person(**fields)
    return person, accounts.organisation(member=person, confirmed=True)


def submission(
    *, by: Person | None = None, organisation: Organisation | None = None, stage: str = Stage.DRAFT,
    fields: Mapping[str, Iterable[str]] | None = None, **columns,
) -> Submission:  # fmt: skip
    """A submission as far as `draft`, `submitted` or `withdrawn`."""
    organisation = organisation or accounts.organisation(confirmed=True)
    typed = {"title_nl": [f"Resultaat {next(_numbers)}"]} | dict(fields or {})
    made = submissions.begin(by=by, organisation=organisation, fields=typed, **columns)
    if stage == Stage.SUBMITTED:
        made = submissions.send(made, by=by)
    if stage == Stage.WITHDRAWN:
        made = submissions.withdraw(made, by=by)
    return made
