"""The Dutch interface text is complete, and what is wrong with it is said."""

import pytest
from babel.messages.mofile import read_mo
from django.utils.translation import gettext, override

from plumbing import messages

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("Themes")
_("Hello %(name)s") % {"name": "you"}
ngettext("%(count)s result", "%(count)s results", 2)
pgettext("month", "May")
f"{_('inside an f-string')}"
"""
TEMPLATE = """{% load i18n %}
<div>
    <h1>{% translate "It's here" %}</h1>
  <p title="{% translate 'a title' %}">{% blocktranslate trimmed count found=n %}
    One file
  {% plural %}
    {{ found }} files
  {% endblocktranslate %}</p>
      {% translate "May" context "verb" %}
  {# Translators: on a button #}
  {% translate "Go" %}
</div>
"""


@pytest.fixture
def sources(tmp_path):
    app = tmp_path / "things"
    for folder in ("templates", "migrations"):
        (app / folder).mkdir(parents=True)
    (app / "views.py").write_text(PYTHON)
    (app / "migrations" / "0001_initial.py").write_text('_("only in a migration")')
    (app / "templates" / "page.html").write_text(TEMPLATE)
    return tmp_path


@pytest.fixture
def catalog(sources):
    return messages.found(sources, [sources / "things"])


def test_texts_are_found_in_code_and_templates(catalog):
    texts = {(message.id, message.context) for message in catalog if message.id}
    assert texts == {
        ("Themes", None),
        ("Hello %(name)s", None),
        (("%(count)s result", "%(count)s results"), None),
        ("May", "month"),
        ("inside an f-string", None),
        ("It's here", None),
        ("a title", None),
        (("One file", "%(found)s files"), None),
        ("May", "verb"),
        ("Go", None),
    }


def test_the_file_stays_as_it_is_when_code_moves(sources, catalog):
    before = messages.written(catalog)
    path = sources / "things" / "views.py"
    path.write_text("\n\n\n" + path.read_text())
    assert messages.written(messages.found(sources, [sources / "things"])) == before
    assert b"things/views.py" in before


def test_a_note_to_translators_comes_along(catalog):
    assert catalog["Go"].auto_comments == ["on a button"]


def test_known_translations_are_kept_and_nothing_is_guessed(sources, catalog):
    known = messages.found(sources, [sources / "things"])
    known["Themes"].string = "Thema's"
    path = sources / "things" / "views.py"
    path.write_text(path.read_text().replace("Hello %(name)s", "Hello, %(name)s"))
    known["Hello %(name)s"].string = "Dag %(name)s"
    catalog = messages.updated(messages.found(sources, [sources / "things"]), known)
    assert catalog["Themes"].string == "Thema's"
    assert not catalog["Hello, %(name)s"].string


@pytest.mark.parametrize(
    ("text", "translation", "problem"),
    [
        ("Themes", "", "untranslated"),
        ("Hello %(name)s", "Dag", "placeholders differ"),
        ("Hello %(name)s", "Dag %(naam)s", "placeholders differ"),
        ("Themes", "Thema's ", "spaces at the ends differ"),
    ],
)
def test_what_is_wrong_is_said(catalog, sources, text, translation, problem):
    known = translated(messages.found(sources, [sources / "things"]))
    assert messages.problems(catalog, known) == []
    known[text].string = translation
    assert messages.problems(catalog, known) == [f"{problem}: {text!r}"]


def test_a_missing_a_doubtful_and_an_unused_text_are_said(catalog, sources):
    known = translated(messages.found(sources, [sources / "things"]))
    known.delete("Themes")
    known["Go"].flags.add("fuzzy")
    known.add("Old", "Oud")
    assert set(messages.problems(catalog, known)) == {"missing: 'Themes'", "fuzzy: 'Go'", "no longer used: 'Old'"}


def translated(catalog):
    for message in catalog:
        if message.id:
            message.string = message.id
    return catalog


def test_it_compiles_when_the_text_is_newer_and_only_then(catalog, tmp_path):
    path = messages.po_path(tmp_path)
    path.parent.mkdir(parents=True)
    catalog["Themes"].string = "Thema's"
    path.write_bytes(messages.written(catalog))
    assert messages.compile_if_stale(tmp_path)
    assert not messages.compile_if_stale(tmp_path)
    with path.with_suffix(".mo").open("rb") as file:
        assert read_mo(file)["Themes"].string == "Thema's"
    assert {one.name for one in path.parent.iterdir()} == {"django.po", "django.mo"}


def test_texts_of_packages_are_compiled_along_and_ours_go_first(catalog, tmp_path):
    path = messages.po_path(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(messages.written(translated(catalog)))
    path.with_name("packages.po").write_text(
        'msgid "Sign out"\nmsgstr "Afmelden"\n\nmsgid "Themes"\nmsgstr "Onderwerpen"\n'
    )
    messages.compile_if_stale(tmp_path)
    with path.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    assert (compiled["Sign out"].string, compiled["Themes"].string) == ("Afmelden", "Themes")


def test_a_template_that_cannot_be_read_is_named(sources):
    (sources / "things" / "templates" / "page.html").write_text("{% blocktranslate %}{% if x %}{% endblocktranslate %}")
    with pytest.raises(messages.UnreadableSourceError, match=r"things/templates/page\.html"):
        messages.found(sources, [sources / "things"])


def test_who_read_the_texts_before_they_were_there_reads_them_afterwards(tmp_path, settings):
    catalog = tmp_path / "nl" / "LC_MESSAGES" / "django.po"
    catalog.parent.mkdir(parents=True)
    catalog.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8"\n\nmsgid "Soapbox"\nmsgstr "Zeepkist"\n'
    )
    settings.LOCALE_PATHS = [tmp_path]
    with override("nl"):
        assert gettext("Soapbox") == "Soapbox"
    messages.compile_if_stale(tmp_path)
    with override("nl"):
        assert gettext("Soapbox") == "Zeepkist"
