"""The form of a result: lenient while somebody drafts, complete when she sends."""

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override

from networks.forms.result import starting_from
from networks.forms.submission import cleaned, missing, step_of, steps
from networks.models import Kind, SubmissionFile
from networks.workflow import submissions
from tests import factories
from tests.factories import accounts, networks

pytestmark = pytest.mark.django_db

COMPLETE = {
    "title_nl": ["Onthaal in tien stappen"],
    "type": ["guide"],
    "languages": ["nl"],
    "year": ["2007"],
    "summary_nl": ["Nieuwe collega's voelen zich thuis."],
    "themes": ["diversity", "recruitment"],
    "audiences": ["sme"],
    "url": ["example.org/onthaal"],
    "licence": ["CC-BY-4.0"],
    "rights": ["on"],
    "supported": ["no"],
}


def draft(**fields):
    return networks.submission(fields=COMPLETE | fields)


def wrong(submission) -> set[str]:
    return {found.fault.name for found in missing(submission)}


def in_draft(submission) -> set[str]:
    """The fields beside which something is said while she types."""
    return {fault.name for step in steps(submission) for fault in step.form(submission).faults()}


def test_nothing_is_missing_from_a_complete_result():
    assert missing(draft()) == []


def test_an_empty_draft_says_nothing_until_it_is_sent():
    empty = networks.submission(fields={"title_nl": []})
    assert in_draft(empty) == set()
    assert wrong(empty) == {
        "title_nl", "type", "languages", "summary_nl", "themes", "audiences", "url", "licence", "rights", "supported",
    }  # fmt: skip


def test_what_is_missing_says_where_and_what_to_do():
    with override("en"):
        (found,) = missing(draft(rights=[]))
    assert (found.step.number, found.fault.anchor) == (5, "id_rights")
    assert "Say that you may publish it" in found.fault.message


def test_a_link_to_one_of_several_boxes_leads_to_the_first():
    (found,) = missing(draft(themes=[]))
    assert found.fault.anchor == "id_themes_0"


@pytest.mark.parametrize(
    ("field", "typed"),
    [("title_nl", "x" * 201), ("year", "volgend jaar"), ("year", "3000"), ("url", "geen adres"), ("themes", "no-such"),
     ("tags", ",".join(map(str, range(13)))), ("type", "no-such"), ("summary_en", "x" * 601)],
)  # fmt: skip
def test_what_cannot_be_read_is_kept_and_told_at_once(field, typed):
    submission = draft(**{field: [typed]})
    assert field in in_draft(submission)
    assert submission.as_data()[field] == typed
    assert field in wrong(submission)


def test_a_language_that_is_begun_is_demanded_whole():
    assert wrong(draft(title_en=["Welcome in ten steps"])) == set()  # the summary stands on another page
    assert wrong(draft(body_en=["How it works"])) == {"summary_en"}


def test_a_boxes_browser_would_not_cut_what_is_pasted():
    form = steps(draft())[0].form(draft())
    assert "maxlength" not in str(form["title_nl"])
    assert "required" not in str(form["title_nl"])


def test_who_is_supported_ticks_the_duties_or_says_why_not():
    assert wrong(draft(supported=["yes"])) == {"duties"}
    assert wrong(draft(supported=["yes"], duties=["logo"], duties_note=["De slogan komt nog."])) == set()
    every = ["logo", "slogan", "colophon", "support", "website", "copy"]
    assert wrong(draft(supported=["yes"], duties=every)) == set()


def test_there_is_something_to_take_along():
    assert wrong(draft(url=[])) == {"url"}
    assert wrong(draft(**{"url": [], "link-0-url": ["https://example.org/"]})) == set()


def test_an_empty_row_is_no_row_and_a_half_one_is_told():
    submission = draft(**{"link-0-url": [""], "link-2-label_nl": ["Meer"], "credit-1-organisation": ["Vormingsplus"]})
    assert wrong(submission) == {"link-2-url", "credit-1-role"}
    assert in_draft(submission) == set()


def test_a_file_needs_a_language_and_no_virus():
    submission = draft(url=[])
    file = SubmissionFile.objects.create(
        submission=submission, file=ContentFile(b"x", "a.txt"), name="a.txt", media_type="text/plain", size=1,
        sha256="0" * 64,
    )  # fmt: skip
    assert wrong(submission) == {f"file-{file.pk}-language"}
    submission.keep({f"file-{file.pk}-language": ["nl"]}, seen=None, by=1)
    assert wrong(submission) == set()
    file.scan, file.scanned_at = "infected", file.added_at
    file.scanned_at = submission.begun_at
    file.save()
    assert wrong(submission) == {f"file-{file.pk}-language"}


def test_a_new_edition_says_which_and_starts_from_what_is_published():
    published = factories.instrument(
        tags=["onthaal"], url="https://example.org/", licence="CC-BY-4.0", languages=["nl"]
    )
    published.credits.create(organisation=accounts.organisation(name_nl="De Werkplaats"), role="author")
    submission = networks.submission(fields=starting_from(published), about=published)
    assert wrong(submission) == {"edition_label", "rights", "supported"}
    made = cleaned(submission)
    assert made["title_en"] == published.title_en
    assert made["tags"] == ["onthaal"]
    assert made["credits"][0]["organisation"].name_nl == "De Werkplaats"


def test_what_it_makes_has_everything_an_instrument_needs():
    accounts.organisation(name_nl="De Werkplaats", name_en="The Workshop")
    submission = draft(**{
        "tags": ["onthaal, Meter"], "time": ["half-hour"], "link-0-url": ["https://example.org/meer"],
        "link-0-label_nl": ["Meer"], "credit-0-organisation": ["the workshop"], "credit-0-role": ["author"],
        "credit-1-organisation": ["Onbekend vzw"], "credit-1-role": ["partner"],
    })  # fmt: skip
    made = cleaned(submission)
    assert (made["type"], made["year"], made["languages"], made["licence"]) == ("guide", 2007, ["nl"], "CC-BY-4.0")
    assert made["url"] == "https://example.org/onthaal"
    assert {theme.slug for theme in made["themes"]} == {"diversity", "recruitment"}
    assert made["time"].slug == "half-hour"
    assert made["tags"] == ["Meter", "onthaal"]
    assert made["links"] == [
        {"url": "https://example.org/meer", "language": "", "label_nl": "Meer", "label_en": ""}
    ]  # fmt: skip
    assert [credit["organisation"] and credit["organisation"].name_en for credit in made["credits"]] == [
        "The Workshop", None,
    ]  # fmt: skip
    assert made["cost"] == "unknown"


def test_every_field_that_may_be_typed_belongs_to_a_step():
    submission = draft()
    assert step_of(submission, "title_nl").number == 1
    assert step_of(submission, "link-19-url").number == 4
    assert step_of(submission, "file-123456-title_nl").number == 4
    for name in ("link-20-url", "link-0-nothing", "stage", "", "title_fr", "link--1-url"):
        assert step_of(submission, name) is None


def test_steps_of_a_result_are_numbered_as_they_stand():
    assert [step.number for step in steps(draft())] == [1, 2, 3, 4, 5, 6]
    assert draft().kind == Kind.RESULT
    submissions.send(draft(), by=None)
