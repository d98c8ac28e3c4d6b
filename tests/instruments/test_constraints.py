"""The database itself refuses what is wrong, whoever writes it."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Invitation, JoinRequest, Membership, Organisation, Person
from instruments.models import TERM_MODELS, Credit, Editing, Edition, File, Instrument, Link, State
from instruments.models.uses import Use
from plumbing.content_version import ContentVersion
from search.models import Document, Version
from tests.factories import file, instrument, organisation, person

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def change(model: type[models.Model], pk: int, **fields) -> None:
    model.objects.filter(pk=pk).update(**fields)


def instrument_with(**fields):
    return lambda: change(Instrument, instrument().pk, **fields)


def withdrawn_with(**fields):
    return lambda: change(Instrument, instrument(state=State.WITHDRAWN).pk, **fields)


def term_with(model: type[models.Model], **fields):
    return lambda: change(model, model.objects.first().pk, **fields)


def part_with(relation: str, other: dict | None = None, **fields):
    """A part of an instrument with these fields, next to another one with `other`."""

    def make() -> None:
        parts = getattr(instrument(), relation)
        if other is not None:
            parts.create(**other)
        parts.create(**fields)

    return make


def replaces_itself() -> None:
    edition = instrument().editions.create(label="1")
    change(Edition, edition.pk, replaces=edition)


def two_files_alike() -> None:
    made = instrument()
    file(of=made, content=b"same")
    file(of=made, content=b"same", name="other.csv")


def invited(**fields) -> None:
    usual = {
        "email": "new@example.org",
        "token_hash": str(len(fields) + Invitation.objects.count()),
        "expires_at": timezone.now() + timedelta(days=9),
    }
    Invitation.objects.create(**{"organisation": organisation(), **usual, **fields})


def invited_twice() -> None:
    where = organisation()
    invited(organisation=where)
    invited(organisation=where, email="NEW@example.org")


def asked_to_join(times: int = 1, **fields) -> None:
    who, where = person(), organisation()
    for _ in range(times):
        JoinRequest.objects.create(person=who, organisation=where, **fields)


def used(times: int = 1, kind: str = "view") -> None:
    made = instrument()
    for _ in range(times):
        Use.objects.create(instrument=made, day=NOW.date(), kind=kind)


def credited_twice() -> None:
    made, who = instrument(), organisation()
    for _ in range(2):
        made.credits.create(organisation=who, role="author")


def edits_twice() -> None:
    made, who = instrument(), person(role="curator")
    for _ in range(2):
        Editing.objects.create(instrument=made, person=who, seen_at=NOW)


def member_twice() -> None:
    who = person()
    where = organisation(member=who)
    Membership.objects.create(person=who, organisation=where)


def two_documents() -> None:
    for _ in range(2):
        Document.objects.create(kind="x", object_id=1, published=NOW, version=1, packed=b"", tsv_nl="", tsv_en="")


def file_with(**fields):
    return lambda: change(File, file(of=instrument()).pk, **fields)


WRONG = {
    "instrument_has_a_title": instrument_with(title_nl="", title_en=""),
    "instrument_type_known": instrument_with(type="comic"),
    "instrument_state_known": instrument_with(state="lost"),
    "instrument_cost_known": instrument_with(cost="dear"),
    "instrument_licence_known": instrument_with(licence="mine"),
    "instrument_languages_known": instrument_with(languages=["nl", "xx"]),
    "instrument_year_plausible": instrument_with(year=204),
    "instrument_published_when": instrument_with(published_at=None),
    "instrument_published_with_summary": instrument_with(summary_nl="", summary_en=""),
    "instrument_withdrawn_when": instrument_with(withdrawn_at=NOW),
    "instrument_withdrawn_with_reason": withdrawn_with(withdrawal_reason_nl="", withdrawal_reason_en=""),
    "instrument_replaced_when_withdrawn": lambda: change(Instrument, instrument().pk, replaced_by=instrument()),
    "instrument_code_not_empty": instrument_with(code=""),
    "edition_label_once": part_with("editions", {"label": "1"}, label="1"),
    "edition_not_replacing_itself": replaces_itself,
    "edition_year_plausible": part_with("editions", label="1", year=20044),
    "file_once_an_instrument": two_files_alike,
    "file_has_a_checksum": file_with(sha256="z" * 64),
    "file_has_a_name": file_with(name=""),
    "link_once_an_instrument": part_with("links", {"url": "https://example.org/"}, url="https://example.org/"),
    "link_is_a_web_address": part_with("links", url="javascript:alert(1)"),
    "credit_once": credited_twice,
    "credit_role_known": lambda: instrument().credits.create(organisation=organisation(), role="friend"),
    "editing_once_a_person": edits_twice,
    "person_email_once": lambda: [person(email="an@example.org"), Person.objects.create(email="AN@example.org")],
    "person_erased_is_nobody": lambda: change(Person, person(first_name="Ann").pk, erased_at=NOW, is_active=False),
    "invitation_role_known": lambda: invited(role="boss"),
    "invitation_language_known": lambda: invited(language="fr"),
    "invitation_expires_later": lambda: invited(expires_at=NOW - timedelta(days=1)),
    "invitation_ends_one_way": lambda: invited(accepted_at=NOW, withdrawn_at=NOW),
    "invitation_accepted_at_a_moment": lambda: invited(accepted_by=person()),
    "invitation_once_at_a_time": invited_twice,
    "join_request_answered_at_a_moment": lambda: asked_to_join(answer="accepted"),
    "join_request_once_at_a_time": lambda: asked_to_join(times=2),
    "use_once_a_day_and_kind": lambda: used(times=2),
    "use_kind_known": lambda: used(kind="glance"),
    "person_language_known": lambda: change(Person, person().pk, language="fr"),
    "organisation_has_a_name": lambda: change(Organisation, organisation().pk, name_nl="", name_en=""),
    "membership_once": member_twice,
    "membership_role_known": lambda: person().memberships.create(organisation=organisation(), role="boss"),
    "theme_not_its_own_parent": term_with(TERM_MODELS["theme"], parent=F("pk")),
    "content_version_one_row": lambda: ContentVersion.objects.create(pk=2),
    "search_version_one_row": lambda: Version.objects.create(pk=2),
    "search_document_once": two_documents,
}  # fmt: skip
for model in TERM_MODELS.values():
    name = model._meta.model_name
    WRONG[f"{name}_has_a_label"] = term_with(model, label_nl="", label_en="")
    WRONG[f"{name}_fits_the_mask"] = term_with(model, slot=62)
    WRONG[f"{name}_not_merged_into_itself"] = term_with(model, merged_into=F("pk"))
APPS = ("accounts", "instruments", "plumbing")
ELSEWHERE = {"Mail"}  # tests/plumbing/test_mail.py


def test_every_constraint_is_tried_here():
    declared = {
        constraint.name
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical") and model.__name__ not in ELSEWHERE
        for constraint in model._meta.constraints
    }
    assert declared <= set(WRONG)


@pytest.mark.parametrize("name", WRONG)
def test_a_row_that_breaks_the_rule_is_refused(name):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        WRONG[name]()
    assert refused.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize(
    "fields",
    [{"title_nl": ""}, {"title_en": ""}, {"languages": []}, {"year": None}, {"year": 1900}, {"year": 2100},
     {"code": None}, {"summary_en": ""}],
)  # fmt: skip
def test_what_is_merely_unknown_is_allowed(fields):
    made = instrument()
    change(Instrument, made.pk, **fields)
    assert Instrument.objects.filter(pk=made.pk, **{k: v for k, v in fields.items() if v is not None}).exists()


def test_a_file_belongs_to_an_edition_of_its_own_instrument():
    other = instrument().editions.create(label="1")
    made = file(of=instrument())
    assert refused_at_commit(lambda: change(File, made.pk, edition=other)) == "file_edition_same_instrument"
    change(File, made.pk, edition=made.instrument.editions.create(label="1"))
    connection.check_constraints()


def test_an_edition_replaces_one_of_its_own_instrument():
    other = instrument().editions.create(label="1")
    made = instrument().editions.create(label="1")
    assert refused_at_commit(lambda: change(Edition, made.pk, replaces=other)) == "edition_replaces_same_instrument"
    made.instrument.editions.create(label="2", replaces=made)
    connection.check_constraints()


def refused_at_commit(write) -> str:
    """The name of the deferred constraint that refuses what `write` did."""

    @transaction.atomic
    def commit() -> None:
        write()
        connection.check_constraints()

    with pytest.raises(IntegrityError) as refused:
        commit()
    return refused.value.__cause__.diag.constraint_name


SINGLE = ("time", "format")


@pytest.mark.parametrize("facet", TERM_MODELS)
def test_a_term_in_use_cannot_be_deleted(facet):
    made = TERM_MODELS[facet].objects.first()
    instrument(**({facet: made.slug} if facet in SINGLE else {f"{facet}s": [made.slug]}))

    def delete() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {made._meta.db_table} WHERE id = %s", [made.pk])

    assert "_fk_" in refused_at_commit(delete)


def test_parts_go_with_their_instrument_and_nothing_else_does():
    made = instrument(publisher=organisation())
    made.links.create(url="https://example.org/")
    made.credits.create(organisation=made.publisher, role="author")
    made.delete()
    assert not Link.objects.exists()
    assert not Credit.objects.exists()
    assert Organisation.objects.filter(pk=made.publisher_id).exists()
