"""What a cell means: a text, terms of the vocabulary, a publisher, a year."""

import re
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _

from instruments.exchange.columns import COLUMNS, Column
from instruments.exchange.names import Key, Names, NotUnderstood, Organisations, Tags, term_names
from instruments.exchange.notation import clean, separated
from instruments.models import Language, Licence, Type
from instruments.models.instrument import TAGS_AT_MOST

YEARS = (1900, 2100)
TAG_LENGTH = 100
# Control characters, halves of characters, and what Windows text leaves behind when it is taken for UTF-8
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
SEVERAL_LINES = {"summary_nl", "summary_en", "body_nl", "body_en"}
Value = str | int | None | frozenset[Key]


class Cells:
    """Reads cells with the vocabulary, the organisations and the tags as they are now."""

    def __init__(self) -> None:
        self.types = _choices(Type, lambda word: _("“%(word)s” is not a type.") % {"word": word})
        self.licences = _choices(Licence, lambda word: _("“%(word)s” is not a licence.") % {"word": word})
        for value in Licence.values:
            self.licences.add(value, value.removesuffix("-4.0"))
        self.languages = _choices(Language, lambda word: _("“%(word)s” is not a language code.") % {"word": word})
        self.terms = {
            column.name: term_names(column.facet, _unknown_term(column)) for column in COLUMNS.values() if column.facet
        }
        self.organisations = Organisations()
        self.tags = Tags()
        self.readers: dict[str, Callable[[Column, str], Value]] = {
            "id": lambda column, text: text,
            "text": lambda column, text: text,
            "type": self._type,
            "term": lambda column, text: self.terms[column.name][text] if text else None,
            "year": _year,
            "publisher": lambda column, text: self.organisations.find_or_note(text) if text else None,
            "licence": lambda column, text: self.licences[text] if text else Licence.UNKNOWN.value,
            "url": _url,
        }
        self.list_readers: dict[str, Callable[[Column, list[str]], Value]] = {
            "terms": lambda column, items: frozenset(self.terms[column.name][item] for item in items),
            "languages": lambda column, items: frozenset(self.languages[item] for item in items),
            "tags": self._tags,
        }

    def read(self, column: Column, cell: str | list[str]) -> Value:
        """What the cell means to the instrument: a text, an id, or a set of ids; a name stands for something new.

        Raises NotUnderstood.
        """
        if column.is_list:
            items = [clean(item) for item in (cell if isinstance(cell, list) else separated(cell))]
            for item in items:
                _check_text(column, item)
            return self.list_readers[column.kind](column, list(filter(None, items)))
        text = clean(cell)
        _check_text(column, text)
        return self.readers[column.kind](column, text)

    def _type(self, column: Column, text: str) -> Value:
        if not text:
            raise NotUnderstood(_("is empty; every instrument has a type."))
        return self.types[text]

    def _tags(self, column: Column, items: list[str]) -> Value:
        if too_long := next((item for item in items if len(item) > TAG_LENGTH), ""):
            message = _("the tag “%(tag)s…” is longer than %(most)s characters.")
            raise NotUnderstood(message % {"tag": too_long[:30], "most": TAG_LENGTH})
        tags = frozenset(map(self.tags.find_or_note, items))
        if len(tags) > TAGS_AT_MOST:
            raise NotUnderstood(_("%(tags)s tags; at most %(most)s.") % {"tags": len(tags), "most": TAGS_AT_MOST})
        return tags


def _check_text(column: Column, text: str) -> None:
    if len(text) > column.limit:
        message = _("%(length)s characters long; at most %(most)s.")
        raise NotUnderstood(message % {"length": len(text), "most": column.limit})
    if found := FORBIDDEN.search(text):
        place = {"code": f"U+{ord(found.group()):04X}", "place": found.start() + 1}
        raise NotUnderstood(_("the character %(code)s at place %(place)s is not text.") % place)
    if "\n" in text and column.name not in SEVERAL_LINES:
        raise NotUnderstood(_("must stand on one line."))


def _year(column: Column, text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise NotUnderstood(_("“%(text)s” is not a year.") % {"text": text})
    if not YEARS[0] <= int(text) <= YEARS[1]:
        message = _("%(year)s is not between %(from)s and %(to)s.")
        raise NotUnderstood(message % {"year": text, "from": YEARS[0], "to": YEARS[1]})
    return int(text)


def _url(column: Column, text: str) -> str:
    if text:
        try:
            URLValidator(schemes=["http", "https"])(text)
        except ValidationError as error:
            message = _("“%(text)s” is not a web address; it begins with http:// or https://.")
            raise NotUnderstood(message % {"text": text[:60]}) from error
    return text


def _choices(choices: type[TextChoices], unknown: Callable[[str], str]) -> Names:
    """Choices by value and by label in both languages."""
    names = Names(unknown)
    labels: dict[str, list[str]] = {value: [] for value in choices.values}
    for language in ("nl", "en"):
        with translation.override(language):
            for value, label in choices.choices:
                labels[value].append(str(label))
    for value, both in labels.items():
        names.add(value, value, both)
    return names


def _unknown_term(column: Column) -> Callable[[str], str]:
    return lambda word: _("“%(word)s” is not one of the terms of %(column)s.") % {"word": word, "column": column.name}
