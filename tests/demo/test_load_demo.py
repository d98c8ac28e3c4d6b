"""The demonstration content: enough of everything, in both languages, with files that really open."""

import io
import re
import zipfile
from collections import Counter

import pytest
from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import Organisation, Person
from demo.load import ACCOUNTS, PASSWORD, load
from instruments.models import TERM_MODELS, File, Instrument, State, Theme, Type
from instruments.models.instrument import Language
from plumbing.files import checksum, media_type
from tests.forms import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_demonstration")]


@pytest.fixture(autouse=True)
def own_files():
    """The files of the demonstration, not of the test."""


def opened(kind: str) -> list[tuple[File, bytes]]:
    found = []
    for file in File.objects.filter(name__endswith=f".{kind}").select_related("instrument"):
        with file.file.open("rb") as content:
            found.append((file, content.read()))
    assert found
    return found


def test_loading_again_adds_nothing():
    def rows() -> list[int]:
        return [model.objects.count() for model in (Instrument, File, Organisation, Person, Instrument.history.model)]

    before = rows()
    assert load() == 0
    assert rows() == before


def test_what_is_missing_is_added_and_nothing_else():
    before = set(Instrument.objects.values_list("code", flat=True))
    lost = Instrument.objects.published().filter(files=None).exclude(code=None).first()
    Instrument.objects.filter(pk=lost.pk).update(code="somebody-elses")
    assert load() == 1
    assert set(Instrument.objects.values_list("code", flat=True)) == before | {"somebody-elses"}


def test_there_are_at_least_eighty_instruments_of_every_type():
    types = Counter(Instrument.objects.published().values_list("type", flat=True))
    assert sum(types.values()) >= 80
    assert set(types) == set(Type.values)
    assert min(types.values()) >= 3


def test_every_theme_of_both_levels_is_used():
    used = set(Instrument.objects.published().values_list("themes__slug", flat=True))
    for theme in Theme.objects.in_use():
        assert theme.slug in used or theme.children.filter(slug__in=used).exists(), theme.slug
    assert {theme.slug for theme in Theme.objects.exclude(parent=None)} <= used


@pytest.mark.parametrize("facet", [facet for facet in TERM_MODELS if facet not in {"goal", "sector", "theme"}])
def test_every_value_of_the_short_facets_is_used(facet):
    assert not TERM_MODELS[facet].objects.unused().exists()


def test_some_are_in_one_language_only():
    published = Instrument.objects.published()
    assert published.filter(title_en="").count() >= 3
    assert published.filter(title_nl="").count() >= 3
    assert published.exclude(title_nl="").exclude(title_en="").count() >= 60


def test_each_says_what_it_promises_for_whom_and_what_it_takes():
    for instrument in Instrument.objects.published().prefetch_related("audiences"):
        for language in ("nl", "en"):
            if getattr(instrument, f"title_{language}"):
                assert getattr(instrument, f"summary_{language}"), (instrument.code, language)
                assert getattr(instrument, f"body_{language}"), (instrument.code, language)
        assert instrument.audiences.all(), instrument.code


def test_there_is_something_in_every_state_for_a_curator_to_find():
    assert {*Instrument.objects.values_list("state", flat=True)} == set(State.values)
    assert Instrument.objects.with_stale_texts("en").exists()
    assert Instrument.objects.filter(state=State.WITHDRAWN).exclude(replaced_by=None).exists()


def test_what_was_written_for_the_demonstration_says_so():
    """Real frameworks carry no file of ours; whatever has one is our own work."""
    assert not Instrument.objects.filter(demonstration=False).exclude(files=None).exists()
    assert not Instrument.objects.filter(publisher__demonstration=True, demonstration=False).exists()
    assert Instrument.objects.filter(demonstration=False).count() >= 5


def test_every_file_is_what_it_says_it_is():
    for kind in ("pdf", "xlsx", "html"):
        for file, content in opened(kind):
            upload = io.BytesIO(content)
            upload.chunks = lambda upload=upload: iter([upload.getvalue()])
            assert (file.size, file.sha256) == (len(content), checksum(upload)), file.name
            assert media_type(io.BytesIO(content), file.name) == file.media_type, file.name
            assert file.language in Language.values
            assert file.accessibility == "yes"


def test_every_pdf_is_tagged_and_says_its_language_and_title():
    for file, content in opened("pdf"):
        assert content.startswith(b"%PDF-"), file.name
        reader = PdfReader(io.BytesIO(content))
        catalog = reader.trailer["/Root"]
        assert catalog["/Lang"].startswith(file.language), file.name
        assert catalog["/MarkInfo"]["/Marked"], file.name
        assert catalog["/StructTreeRoot"], file.name
        assert catalog["/ViewerPreferences"]["/DisplayDocTitle"], file.name
        assert reader.metadata.title == getattr(file.instrument, f"title_{file.language}"), file.name
        assert b"pdfuaid" in content or "pdfuaid" in str(catalog["/Metadata"].get_data()), file.name


def test_every_pdf_has_the_words_of_its_instrument():
    for file, content in opened("pdf")[:10]:
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        words = re.findall(r"\w+", getattr(file.instrument, f"title_{file.language}"))
        assert words[0] in text, file.name


def test_every_checklist_opens_and_can_be_filled_in():
    for file, content in opened("xlsx"):
        sheet = load_workbook(io.BytesIO(content)).active
        assert sheet["A1"].value == getattr(file.instrument, f"title_{file.language}"), file.name
        assert sheet.max_row > 8, file.name
        assert sheet.data_validations.dataValidation, file.name
        assert not [name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "vba" in name.lower()]


def test_every_exercise_is_one_page_that_needs_nothing_else():
    for file, content in opened("html"):
        page = html.fromstring(content.decode())
        assert page.xpath("/html/@lang") == [file.language], file.name
        assert len(page.xpath("//h1")) == 1, file.name
        assert page.xpath("//title")[0].text, file.name
        assert not page.xpath("//script | //@src | //link[@rel='stylesheet']"), file.name


def test_no_private_person_is_named():
    """Accounts are roles, or speak for an invented organisation and bear its name; addresses are those of nobody."""
    roles = {f"{role}@example.org" for role in ACCOUNTS}
    assert roles <= {person.email for person in Person.objects.all()}
    for speaker in Person.objects.exclude(email__in=roles):
        assert re.fullmatch(r"demo-[a-z-]+@example\.org", speaker.email)
        organisation = speaker.memberships.get().organisation
        assert organisation.demonstration
        assert speaker.last_name in {organisation.name_nl, organisation.name_en}
        assert not speaker.has_usable_password()
    assert {person.first_name for person in Person.objects.all()} <= {"Demo"}
    texts = "\n".join(
        str(value)
        for instrument in Instrument.objects.all()
        for name, value in vars(instrument).items()
        if name.endswith(("_nl", "_en")) and isinstance(value, str)
    )
    assert not re.findall(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Dhr|Mevr|Meneer|Mevrouw)\b\.? [A-Z]\w+", texts)
    assert not [address for address in re.findall(r"[\w.]+@[\w.]+", texts) if not address.endswith("example.org")]


def test_the_promoter_chooses_for_which_organisation_she_acts(client):
    promoter = Person.objects.get(email="promoter@example.org")
    assert sorted(promoter.memberships.values_list("role", flat=True)) == ["contributor", "responsible"]
    client.force_login(promoter)
    assert client.get("/nl/mijn/").content.decode().count('name="organisation"') > 0


@pytest.mark.parametrize(("language", "said"), [("nl", "Budget niet vermeld"), ("en", "Budget not stated")])
def test_the_call_whose_budget_nobody_stated_says_so(client, language, said):
    address = "/nl/oproepen/call-2002/" if language == "nl" else "/en/calls/call-2002/"
    assert said in text_of(client.get(address))


@pytest.mark.parametrize("role", ACCOUNTS)
def test_the_printed_password_opens_every_account(client, role):
    assert client.login(email=f"{role}@example.org", password=PASSWORD)
