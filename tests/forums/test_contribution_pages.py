"""The ledger for everybody, and writing for who is signed in: kept while it is typed, hers alone until handed in."""

import csv
import io
import json

import pytest
from django.utils import timezone

from forums.models import Contribution, ContributionState, Forum, Phase
from forums.workflow import contributions, moderation, patience
from tests.factories import organisation, person
from tests.factories.forums import entered, forum, group, handed_in, question, registration, wording
from tests.reading import Page, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    found = person(email="an@example.org", language="en", first_name="An", last_name="Anders")
    client.force_login(found)
    return found


def ledger_of(made: Forum) -> str:
    return f"/en/forums/{made.slug}/contributions/"


def typed(**changes) -> dict:
    usual = {"text": "More time", "language": "en", "group": group().pk, "author_name": "An Anders", "organisation": "",
             "organisation_name": "Zon", "naming": "both", "then": "send"}  # fmt: skip
    fields = usual | changes
    return fields | {"shown": json.dumps(dict.fromkeys(fields, "0-"))}


def begun(client, made, author) -> tuple[Contribution, str]:
    path = client.get(f"/en/my/questions/{made.pk}/")["Location"]
    return Contribution.objects.get(person=author, question=made, number=None), path


def close(made) -> None:
    Phase.objects.filter(pk=made.phase_id).update(closes=timezone.now())


@pytest.mark.parametrize(("language", "first"), [("nl", "Brief over tijd"), ("en", "Letter about time")])
def test_the_line_of_the_editors_comes_first_for_who_reads_the_other_language(client, language, first):
    one = entered(at=forum(), text="Brief over tijd", gist="Letter about time", group=group("ngos"))
    shown = read(
        client,
        f"/{language}/forums/{one.forum.slug}/{'bijdragen' if language == 'nl' else 'contributions'}/{one.number}/",
    )
    places = {text: shown.text.index(text) for text in ("Brief over tijd", "Letter about time")}
    assert min(places, key=places.get) == first


def test_the_ledger_shows_every_number_and_the_text_of_what_is_public(client):
    made = question(of=forum(moderation="before"))
    public = entered(at=made.forum, text="Brief over tijd", gist="Letter about time", group=group("ngos"))
    waits, gone = handed_in(to=made, by=person(), text="Nog niet"), handed_in(to=made, by=person(), text="Terug")
    contributions.withdraw(gone, by=gone.person)
    found = read(client, ledger_of(made.forum))
    rows = found.texts("//ol[@class='contributions']/li")
    assert len(rows) == 3
    assert "Brief over tijd" in rows[0]
    assert "Letter about time" in rows[0]
    assert "waits for a moderator" in rows[1]
    assert "withdrawn" in rows[2]
    assert "Nog niet" not in found.text
    assert "Terug" not in found.text
    statuses = {one: client.get(f"{ledger_of(made.forum)}{one.number}/").status_code for one in (public, waits, gone)}
    assert list(statuses.values()) == [200, 410, 410]


def test_every_total_on_the_page_is_the_sum_of_its_rows(client):
    made = forum()
    for channel, slug in (("letter", "ngos"), ("letter", "employers"), ("mail", "ngos"), ("minutes", "research")):
        entered(at=made, channel=channel, group=group(slug))
    entered(at=made, group=None)
    found = read(client, ledger_of(made))
    tables = found.find("//table")
    assert len(tables) == 4
    for table in tables:
        *parts, total = [int(cell) for cell in table.xpath(".//td/text()")]
        assert sum(parts) == total == 5
    assert "not stated" in found.text


def test_the_ledger_is_open_data_and_a_formula_in_it_is_text(client):
    made = forum()
    entered(at=made, text="=HYPERLINK(1)", organisation_name="+Zon", naming="organisation")
    gone = handed_in(to=question(of=made), by=person(), text="Geheim")
    contributions.withdraw(gone, by=None)
    response = client.get(f"/en/forums/{made.slug}/contributions.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["number"], row["state"], row["channel"]) for row in rows] == [
        ("1", "published", "letter"), ("2", "withdrawn", "web"),
    ]  # fmt: skip
    assert (rows[0]["text"], rows[0]["author"]) == ("'=HYPERLINK(1)", "'+Zon")
    assert "Geheim" not in response.content.decode()


def test_a_page_of_a_contribution_shows_its_versions_and_the_line_of_the_editors(client):
    made, who = question(of=forum(moderation="after")), person()
    one = handed_in(to=made, by=who, text="Eerst")
    contributions.change(one, wording("Daarna"), by=who)
    Contribution.objects.update(gist="Then")
    found = read(client, f"{ledger_of(made.forum)}1/")
    assert found.texts("//details/section/h2")[0].startswith("Version 2")
    assert "Eerst" in found.text
    assert found.find("//*[@lang='en'][text()='Then']")


def test_from_the_question_to_a_number(client, author):
    made = question(of=forum(moderation="after"))
    page = read(client, f"/en/forums/{made.forum.slug}/")
    assert page.leads_to(f"/en/my/questions/{made.pk}/")
    draft, path = begun(client, made, author)
    assert read(client, path).find("//input[@name='author_name']/@value") == ["An Anders"]
    response = client.post(path, typed())
    draft.refresh_from_db()
    assert (draft.number, draft.state, draft.text) == (1, ContributionState.PUBLISHED, "More time")
    assert draft.typed == {}
    assert "Handed in, with number 1." in read(client, response["Location"]).text
    assert "More time" in read(client, ledger_of(made.forum)).text


def test_what_is_typed_is_kept_at_each_save_and_is_there_again(client, author):
    draft, path = begun(client, question(), author)
    assert client.post(path, typed(text="Half a sen", naming="", then="")).status_code == 302
    assert read(client, path).texts("//textarea[@name='text']") == ["Half a sen"]
    assert Contribution.objects.get().number is None
    answer = client.post(
        f"/en/my/contributions/{draft.pk}/autosave/", {"text": "Half a sentence", "shown": json.dumps({"text": "1-"})}
    )
    assert answer.status_code == 200
    assert set(answer.json()["saved"]) == {"text"}
    assert read(client, path).texts("//textarea[@name='text']") == ["Half a sentence"]


def test_the_script_finds_each_field_with_a_box_for_what_is_said_beside_it_and_each_draft_apart(client, author):
    draft, path = begun(client, question(), author)
    [form] = read(client, path).find("//form[@id='writing']")
    assert form.get("data-draft") == f"contribution-{draft.pk}"
    boxes = set(form.xpath(".//@data-box"))
    assert boxes == set(json.loads(form.xpath(".//input[@name='shown']/@value")[0])) == set(typed()) - {"then", "shown"}


def test_so_many_an_hour_are_handed_in_and_no_more(client, author, monkeypatch):
    monkeypatch.setitem(patience.AN_HOUR, "contribution", 0)
    draft, path = begun(client, question(), author)
    found = Page(client.post(path, typed()))
    assert "That is a lot in one hour." in found.text
    assert found.texts("//textarea[@name='text']") == ["More time"]
    draft.refresh_from_db()
    assert draft.number is None
    assert draft.kept("text").values == ("More time",)


def test_what_another_window_saved_meanwhile_is_shown_and_not_overwritten(client, author):
    draft, path = begun(client, question(), author)
    client.post(path, typed(text="In the first window", then=""))
    found = Page(client.post(path, typed(text="In the second window")))
    assert "In another window this was saved meanwhile: In the first window" in found.text
    assert found.texts("//textarea[@name='text']") == ["In the second window"]
    draft.refresh_from_db()
    assert draft.number is None
    assert draft.kept("text").values == ("In the first window",)


@pytest.mark.parametrize(
    ("field", "value"),
    [("text", ""), ("text", " "), ("text", "x" * 20_001), ("language", "fr"), ("group", ""), ("group", "x"),
     ("author_name", ""), ("organisation_name", ""), ("naming", "nobody"), ("author_name", "x" * 151)],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field_kept_and_not_handed_in(client, author, field, value):
    draft, path = begun(client, question(), author)
    found = Page(client.post(path, typed(**{field: value})))
    assert found.response.status_code == 409
    assert found.find(f"//*[contains(@class, 'form-errors')]//a[starts-with(@href, '#id_{field}')]")
    draft.refresh_from_db()
    assert draft.number is None
    assert draft.kept("text").values == ((value,) if field == "text" else ("More time",))


def test_it_is_for_an_organisation_of_her_own_only(client, author):
    mine, theirs = organisation(name_en="Mine", member=author, confirmed=True), organisation(confirmed=True)
    draft, path = begun(client, question(of=forum(moderation="after")), author)
    for other in (theirs, organisation(name_en="Not confirmed", member=author)):
        assert client.post(path, typed(organisation=other.pk)).status_code == 409
    draft.refresh_from_db()
    tokens = {name: draft.kept(name).token for name in typed()}
    fields = typed(organisation=mine.pk)
    client.post(path, fields | {"shown": json.dumps(tokens)})
    draft.refresh_from_db()
    assert draft.organisation == mine


def test_her_registration_says_for_which_group_she_speaks(client, author):
    made = question()
    registration(of=made.forum, email=author.email, person=author, confirmed=False, group_slug="ngos")
    _draft, path = begun(client, made, author)
    assert read(client, path).find("//input[@name='group'][@checked]/@value") == [str(group("ngos").pk)]


def test_when_the_phase_closes_what_was_typed_is_kept_and_no_more_is_taken(client, author):
    made = question()
    draft, path = begun(client, made, author)
    client.post(path, typed(then=""))
    close(made)
    assert client.post(path, typed())["Location"] == f"/en/my/contributions/{draft.pk}/"
    answer = client.post(f"/en/my/contributions/{draft.pk}/autosave/", {"text": "x", "shown": '{"text": "0-"}'})
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert (draft.number, draft.kept("text").values) == (None, ("More time",))
    assert client.get(f"/en/my/questions/{made.pk}/")["Location"] == ledger_of(made.forum)


def test_she_changes_it_while_the_phase_is_open(client, author):
    made = question(of=forum(moderation="after"))
    one = handed_in(to=made, by=author)
    path = f"/en/my/contributions/{one.pk}/write/"
    assert read(client, path).texts("//textarea[@name='text']") == ["Meer tijd"]
    client.post(path, typed(text="More time and money"))
    one.refresh_from_db()
    assert (one.version, one.text) == (2, "More time and money")


def test_she_withdraws_it_and_throws_a_draft_away(client, author):
    made = question(of=forum(moderation="after"))
    draft, _path = begun(client, made, author)
    client.post(f"/en/my/contributions/{draft.pk}/withdraw/")
    assert not Contribution.objects.exists()
    one = handed_in(to=made, by=author)
    assert client.get(f"/en/my/contributions/{one.pk}/withdraw/").status_code == 405
    client.post(f"/en/my/contributions/{one.pk}/withdraw/")
    one.refresh_from_db()
    assert one.state == ContributionState.WITHDRAWN
    assert "withdrew" in Page(client.get(f"{ledger_of(made.forum)}1/")).text


def test_she_reads_why_it_was_refused_and_appeals_once(client, author):
    one = handed_in(to=question(), by=author)
    moderation.refuse(one, by=person(role="moderator"), ground="off-topic", reason="Over iets anders")
    path = f"/en/my/contributions/{one.pk}/"
    assert "Over iets anders" in read(client, path).text
    assert Page(client.post(path, {"text": " "})).find("//*[contains(@class, 'form-errors')]")
    client.post(path, {"text": "It is about the forum"})
    found = read(client, path)
    assert "It is about the forum" in found.text
    assert not found.find("//textarea")
    public = Page(client.get(f"{ledger_of(one.forum)}1/"))
    assert "not about this forum" in public.text
    assert "Over iets anders" not in public.text


def test_what_is_hers_is_there_for_nobody_else(client):
    made = question(of=forum(moderation="after"))
    one = handed_in(to=made, by=person())
    paths = [f"/en/my/contributions/{one.pk}/{page}" for page in ("", "write/", "withdraw/", "autosave/")]
    assert [client.post(path).status_code for path in paths] == [302, 302, 302, 401]
    for stranger in (person(), person(role="moderator"), person(superuser=True)):
        client.force_login(stranger)
        assert {client.post(path).status_code for path in paths} == {404}
    one.refresh_from_db()
    assert one.state == ContributionState.PUBLISHED


def test_of_a_forum_that_is_a_draft_nobody_sees_or_writes_anything(client, author):
    made = question(of=forum(state="draft"))
    entered(at=made.forum)
    for path in (ledger_of(made.forum), f"{ledger_of(made.forum)}1/", f"/en/my/questions/{made.pk}/"):
        assert client.get(path).status_code == 404


def test_the_ledger_takes_as_many_statements_for_thirty_as_for_one(client, django_assert_num_queries):
    made = forum()
    entered(at=made)
    with django_assert_num_queries(9):
        client.get(ledger_of(made))
    for _ in range(29):
        entered(at=made, organisation=organisation())
    with django_assert_num_queries(9):
        client.get(ledger_of(made))
