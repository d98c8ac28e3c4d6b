"""The Dutch interface text: found in code and templates, checked and compiled, without GNU gettext.

English is the source. `locale/nl/LC_MESSAGES/django.po` names files but no lines, so that a change of code elsewhere in
a file leaves it alone.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from tokenize import TokenError

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.template import templatize

SINGULAR, PLURAL, CONTEXT, CONTEXT_PLURAL = None, (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": SINGULAR,
    "gettext": SINGULAR,
    "gettext_lazy": SINGULAR,
    "gettext_noop": SINGULAR,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": CONTEXT,
    "pgettext_lazy": CONTEXT,
    "npgettext": CONTEXT_PLURAL,
    "npgettext_lazy": CONTEXT_PLURAL,
}
TRANSLATORS = ("Translators:",)
SKIPPED_FOLDERS = {"migrations", "tests", "__pycache__"}
# What a translation must carry over unchanged: %(name)s, %s, {name}, the converters of addresses, and tags
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|<\w+:\w+>|</?[a-z]\w*")


class UnreadableSourceError(Exception):
    """A template or module that cannot be read for texts."""


class QuietCatalog(Catalog):
    """A catalogue whose head names no date and no program, so that it changes only when a text does."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale_identifier)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]


def po_path(locale_dir: Path) -> Path:
    """Where the Dutch of a folder of texts is kept."""
    return locale_dir / "nl" / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    """The catalogue in `path`, an empty one if there is no such file."""
    if not path.exists():
        return Catalog(locale="nl")
    with path.open("rb") as file:
        return read_po(file, locale="nl", abort_invalid=True)


def found(root: Path, folders: list[Path]) -> QuietCatalog:
    """All texts to translate in the Python files and templates of `folders`, in order of file and place."""
    catalog = QuietCatalog(locale="nl", header_comment="# Dutch interface text; English is the source.", fuzzy=False)
    for path in _sources(folders):
        name = path.relative_to(root).as_posix()
        for _line, message, comments, context in _messages(path, name):
            catalog.add(message, locations=[(name, None)], auto_comments=comments, context=context)
    for message in catalog:
        message.locations = sorted(set(message.locations))
    return catalog


def updated(catalog: QuietCatalog, known: Catalog) -> QuietCatalog:
    """`catalog` with the translations of `known`. Nothing is guessed: a changed source text starts untranslated."""
    for message in catalog:
        before = known.get(message.id, message.context) if message.id else None
        if before is not None:
            message.string = before.string
            message.user_comments = before.user_comments
            message.flags |= before.flags & {"fuzzy"}
    return catalog


def written(catalog: Catalog) -> bytes:
    """The content of the .po file."""
    target = BytesIO()
    write_po(target, catalog, width=110, ignore_obsolete=True, include_lineno=False)
    return target.getvalue()


def problems(catalog: QuietCatalog, known: Catalog) -> list[str]:
    """What is wrong with `known`, given the texts found in the sources; a sentence each."""
    said = []
    for message in catalog:
        if message.id:
            said += [f"{problem}: {_first(message)!r}" for problem in _problems_of(message, known)]
    wanted = {_key(message) for message in catalog}
    said += [f"no longer used: {_first(message)!r}" for message in known if message.id and _key(message) not in wanted]
    return said


def compile_if_stale(locale_dir: Path) -> bool:
    """Write django.mo when a source is newer, and read it anew: whoever asked for a text before it was there got none.

    Its sources are django.po, and packages.po for texts of packages that we word ourselves.
    """
    is_new = _compiled_if_stale(locale_dir)
    translation_file_changed(sender=None, file_path=po_path(locale_dir).with_suffix(".mo"))
    return is_new


def _compiled_if_stale(locale_dir: Path) -> bool:
    """It is written whole at once, so that a reader never sees half of it."""
    own = po_path(locale_dir)
    sources = [path for path in (own, own.with_name("packages.po")) if path.exists()]
    target = own.with_suffix(".mo")
    newest = max((path.stat().st_mtime_ns for path in sources), default=0)
    if not sources or (target.exists() and target.stat().st_mtime_ns >= newest):
        return False
    catalog = read(sources[-1])
    for message in read(own):
        catalog.delete(message.id, message.context)
        catalog.add(message.id, message.string, context=message.context, flags=message.flags)
    with NamedTemporaryFile(dir=target.parent, prefix=".django", suffix=".tmp", delete=False) as file:
        write_mo(file, catalog)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(target)
    return True


def _sources(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            wanted = path.suffix == ".py" or ("templates" in path.parts and path.suffix in {".html", ".txt", ".xml"})
            if wanted and not SKIPPED_FOLDERS & set(path.relative_to(folder).parts):
                yield path


def _messages(path: Path, name: str) -> list[tuple]:
    source = path.read_text("utf-8")
    try:
        if path.suffix != ".py":
            # one line per tag and no indentation, for Python's tokenizer
            source = "\n".join(line.strip() for line in templatize(source, origin=name).splitlines())
        return list(extract("python", BytesIO(source.encode()), KEYWORDS, TRANSLATORS, strip_comment_tags=True))
    except (SyntaxError, TokenError) as error:
        raise UnreadableSourceError(f"{name}: {error}") from error


def _problems_of(message: Message, known: Catalog) -> Iterator[str]:
    translation = known.get(message.id, message.context)
    if translation is None:
        yield "missing"
        return
    strings = translation.string if isinstance(translation.string, tuple | list) else [translation.string]
    if translation.fuzzy:
        yield "fuzzy"
    if not all(strings) or bool(message.pluralizable) != (len(strings) > 1):
        yield "untranslated"
        return
    sources = message.id if message.pluralizable else [message.id]
    for number, string in enumerate(strings):
        allowed = sources if number == 0 else sources[-1:]
        if sorted(PLACEHOLDER.findall(string)) not in [sorted(PLACEHOLDER.findall(source)) for source in allowed]:
            yield "placeholders differ"
        if _edges(string) != _edges(sources[min(number, len(sources) - 1)]):
            yield "spaces at the ends differ"


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _first(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def _key(message: Message) -> tuple:
    return _first(message), message.context
