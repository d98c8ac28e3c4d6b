"""The policy feedback report: its numbers are those of the rows, and its three forms agree."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader

from networks import policy_report, promises
from networks.models import Link, PolicyFeedback, Recommendation, Round, Stage, Submission
from networks.workflow import submissions
from tests.factories import diagonal as made
from tests.factories import instrument, person
from tests.factories.networks import network, product, project, submission

pytestmark = pytest.mark.django_db
START, END = date(2006, 1, 1), date(2006, 12, 31)
INSIDE, OUTSIDE = (
    datetime(2006, 12, 31, 22, 30, tzinfo=UTC),
    datetime(2006, 12, 31, 23, 30, tzinfo=UTC),
)  # Brussels is ahead
PERIOD = "?from=2006-01-01&to=2006-12-31"


def at(moment, thing, *columns):
    """Put it into the past."""
    type(thing).objects.filter(pk=thing.pk).update(**dict.fromkeys(columns, moment))
    return thing


def replied(outcome, moment=INSIDE, **fields):
    return at(
        moment, made.recommendation(state=outcome, **fields), "sent_at", *(["replied_at"] if outcome != "sent" else [])
    )


def figures(**days):
    return policy_report.made(START, END, today=days.get("today", date(2007, 6, 1))).figures


def address(name, language="en"):
    with translation.override(language):
        return reverse(f"networks:{name}") + PERIOD


@pytest.fixture
def a_year():
    """Something of everything in the period, and something of everything just after it."""
    theme = project(themes=["diversity"], title_nl="Loopt")
    group = network(title_nl="Netwerk divers", title_en="Diverse network", starts_on=date(2005, 9, 1))
    network(title_nl="Later", starts_on=date(2007, 1, 1))
    network(title_nl="Zonder begin")
    project(starts_on=date(2007, 1, 1), ends_on=None)
    for moment in (INSIDE, OUTSIDE):
        made_here = at(moment, instrument(themes=["diversity"]), "published_at")
        product(instrument=made_here, project=theme)
        at(moment, made.link(source=theme, target=group), "published_at") if moment == INSIDE else None
        at(moment, made.opportunity(), "published_at")
        for outcome in ("adopted", "adopted", "declined", "pending", "sent"):
            replied(outcome, moment, to=group, themes=["diversity"], title_en=f"To be {outcome}")
        at(moment, made.feedback(state="answered", title_en="Answered feedback"), "sent_at")
        at(moment, made.feedback(), "sent_at")
    instrument()
    made.recommendation(state="withdrawn")
    return group


def test_counts_what_happened_in_the_period_and_nothing_else(a_year):
    assert figures() == {
        "networks": 1, "projects": 1, "results": 1, "links": 1, "opportunities": 1, "recommendations": 5, "adopted": 2,
        "declined": 1, "pending": 1, "unanswered": 1, "feedback": 2, "feedback_answered": 1, "received": 0,
        "in_time": 0, "late": 0, "waiting": 0, "overdue": 0, "taken_back": 0,
    }  # fmt: skip


def test_has_a_row_for_each_recommendation_and_feedback(a_year):
    recommended, fed_back, themes = policy_report.made(START, END, today=END).tables
    assert len(recommended.rows) == 5
    assert len(fed_back.rows) == 2
    assert [row[1:] for row in themes.rows if row[0] == "Diversiteit"] == [[1, 1, 5, 0]]


def test_of_a_period_without_anything_says_so_in_each_table():
    report = policy_report.made(START, END, today=END)
    assert set(report.figures.values()) == {0}
    assert all(not table.rows and table.nothing for table in report.tables)


class TestSubmissions:
    """Received, and answered in time: by the promise that was made when they were sent."""

    def sent(self, moment, answered=None, to=Stage.DECLINED):
        one = submission(stage="submitted")
        Round.objects.filter(submission=one).update(sent_at=moment)
        one.moves.update(at=moment)
        if answered:
            one.refresh_from_db()
            if to == Stage.WITHDRAWN:
                submissions.withdraw(one, by=None)
            else:
                one.moves.create(from_stage="submitted", to_stage=to)
            one.moves.filter(to_stage=to).update(at=answered)
        return one

    def test_are_counted_by_what_became_of_them(self):
        handed_in = datetime(2006, 3, 1, 9, 0, tzinfo=UTC)
        due = promises.answer_by(date(2006, 3, 1))
        noon = datetime(due.year, due.month, due.day, 12, 0, tzinfo=UTC)
        self.sent(handed_in, noon)
        self.sent(handed_in, noon, to=Stage.CHANGES_ASKED)
        self.sent(handed_in, noon + timedelta(days=1))
        self.sent(handed_in, noon, to=Stage.WITHDRAWN)
        self.sent(handed_in)
        self.sent(OUTSIDE)
        submission()
        expected = {"received": 5, "in_time": 2, "late": 1, "taken_back": 1}
        assert figures().items() >= (expected | {"overdue": 1, "waiting": 0}).items()
        assert figures(today=due).items() >= (expected | {"overdue": 0, "waiting": 1}).items()

    def test_sent_again_are_promised_an_answer_sooner(self):
        one = self.sent(
            datetime(2006, 3, 1, 9, 0, tzinfo=UTC), datetime(2006, 3, 2, 9, 0, tzinfo=UTC), Stage.CHANGES_ASKED
        )
        again = datetime(2006, 3, 3, 9, 0, tzinfo=UTC)
        Round.objects.create(submission=one, number=2, typed={})
        Round.objects.filter(number=2).update(sent_at=again)
        one.moves.create(from_stage="changes-asked", to_stage="submitted", at=again)
        one.moves.create(from_stage="submitted", to_stage="accepted", at=again + timedelta(days=20))
        assert promises.answer_by(again.date(), again=True) < (again + timedelta(days=20)).date()
        assert figures().items() >= {"received": 2, "in_time": 1, "late": 1}.items()
        assert Submission.objects.count() == 1


class TestItsThreeForms:
    @pytest.fixture(autouse=True)
    def facilitator(self, client):
        client.force_login(person(role="facilitator"))

    def page(self, client, language):
        return html.fromstring(client.get(address("policy_report", language)).content)

    def of_page(self, client, language):
        page = self.page(client, language)
        numbers = {one.getprevious().text: int(one.text) for one in page.xpath("//dd[@data-figure]")}
        rows = [[cell.text or "" for cell in row.xpath("./th|./td")] for row in page.xpath("//tbody/tr")]
        return numbers, rows

    def of_workbook(self, client, language):
        book = load_workbook(io.BytesIO(client.get(address("policy_report_xlsx", language)).content))
        figures_sheet, *tables = book.worksheets
        numbers = {label: value for label, value, *_ in figures_sheet.iter_rows(values_only=True, max_col=2)
                   if isinstance(value, int)}  # fmt: skip
        rows = [["" if cell is None else str(cell) for cell in row]
                for sheet in tables for row in sheet.iter_rows(min_row=2, values_only=True)]  # fmt: skip
        return numbers, rows

    def of_pdf(self, client, language):
        reader = PdfReader(io.BytesIO(client.get(address("policy_report_pdf", language)).content))
        return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())

    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_agree(self, client, a_year, language):
        numbers, rows = self.of_page(client, language)
        assert (numbers, rows) == self.of_workbook(client, language)
        _reader, text = self.of_pdf(client, language)
        assert all(f"{label} {number}" in text for label, number in numbers.items())
        assert len(rows) == 8
        squeezed = text.replace(" ", "")
        assert all(cell.replace(" ", "") in squeezed for row in rows for cell in row if len(cell) < 12)

    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_the_pdf_is_accessible(self, client, a_year, language):
        reader, _text = self.of_pdf(client, language)
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert reader.trailer["/Root"]["/Lang"].startswith(language)
        assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()
        assert reader.metadata.title

    def test_a_title_that_looks_like_a_formula_stays_a_text(self, client):
        replied("adopted", title_nl="=1+1", title_en="=1+1")
        book = load_workbook(io.BytesIO(client.get(address("policy_report_xlsx")).content))
        [cell] = [cell for row in book.worksheets[1].iter_rows() for cell in row if cell.value == "=1+1"]
        assert cell.data_type == "s"

    def test_texts_with_marks_of_the_layout_program_stay_texts(self, client):
        replied("adopted", title_en="#panic() *bold* $x$ [a] \\ _b_ <label> @ref")
        _reader, text = self.of_pdf(client, "en")
        assert "#panic()" in text

    @pytest.mark.parametrize(
        "query",
        ["", "?from=x&to=y", "?from=2006-02-30", "?from=2007-01-01&to=2006-01-01", "?from=0001-01-01&to=9999-12-31"],
    )
    @pytest.mark.parametrize("name", ["policy_report", "policy_report_pdf", "policy_report_xlsx"])
    def test_any_period_gives_a_report(self, client, name, query):
        assert client.get(address(name).partition("?")[0] + query).status_code == 200

    def test_a_day_that_is_none_is_told(self, client):
        page = client.get(address("policy_report").partition("?")[0] + "?from=2006-02-30&to=x").content.decode()
        assert "The first day is no date" in page
        assert f'value="{timezone.localdate():%Y}-01-01"' in page


def test_takes_as_many_statements_for_much_as_for_little(django_assert_max_num_queries, a_year):
    with django_assert_max_num_queries(16):
        policy_report.made(START, END, today=END)


def test_every_number_is_computed_from_the_rows(a_year):
    before = figures()
    Link.objects.all().update(published_at=OUTSIDE)
    Recommendation.objects.filter(state="sent").update(sent_at=OUTSIDE)
    PolicyFeedback.objects.all().update(sent_at=OUTSIDE)
    after = figures()
    assert (after["links"], after["unanswered"], after["feedback"]) == (0, 0, 0)
    assert before["recommendations"] - after["recommendations"] == 1
