"""What curators ask of the catalogue: what waits, what is wrong, what hangs on what."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from operator import or_

from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from taggit.models import Tag, TaggedItem

from accounts.models import Organisation
from instruments.models.choices import State
from instruments.models.vocabulary import Term, Theme
from plumbing.bilingual import other_language

LIKE = 0.6  # from here on two titles are taken for the same thing; tests/instruments/test_likeness.py
SHORTEST_TITLE = 5


class Curation(models.QuerySet):
    """Questions of curators, on the QuerySet of instruments."""

    def titled_like(self, titles: Iterable[str]) -> "Curation":
        """Those whose title looks like one of these, the likest first; `likeness` says how much, from 0 to 1."""
        return like_titles(self, titles, {"nl": "title_nl", "en": "title_en"})

    def drafts(self) -> "Curation":
        return self.filter(state=State.DRAFT)

    def not_withdrawn(self) -> "Curation":
        return self.exclude(state=State.WITHDRAWN)

    def with_missing_texts(self, language: str) -> "Curation":
        """Not withdrawn, with at least one text that exists in the other language only."""
        return self.not_withdrawn().filter(reduce(or_, (missing(name, language) for name in self.translatable)))

    def with_stale_texts(self, language: str) -> "Curation":
        """Not withdrawn, with at least one text whose source changed since."""
        return self.not_withdrawn().exclude(**{f"stale_{language}": {}})

    def awaiting_translation(self, language: str) -> "Curation":
        """What a translator into `language` has to do, oldest first; `waiting_since` says how long it waits."""
        history = self.model.history.model.objects
        last_up_to_date = history.filter(id=OuterRef("id"), **{f"stale_{language}": {}}).order_by("-history_id")
        fell_behind = (
            history.filter(
                id=OuterRef("pk"), history_id__gt=Coalesce(Subquery(last_up_to_date.values("history_id")[:1]), 0)
            )
            .exclude(**{f"stale_{language}": {}})
            .order_by("history_id")
        )
        behind = ~Q(**{f"stale_{language}": {}})
        return (
            self.not_withdrawn()
            .filter(reduce(or_, (missing(name, language) for name in self.translatable), behind))
            .annotate(waiting_since=Coalesce(Subquery(fell_behind.values("history_date")[:1]), "created_at"))
            .order_by("waiting_since", "pk")
        )

    @property
    def translatable(self) -> tuple[str, ...]:
        """The texts that a translator works on; the reason of a withdrawal is nobody's homework."""
        return tuple(name for name in self.model.bilingual_texts if name != "withdrawal_reason")

    def count_translation_work(self, language: str) -> dict[str, int]:
        """How many texts are `missing` and `stale` in a language, over all these instruments, in one statement."""
        open_to_work = self.not_withdrawn().order_by()
        counts = open_to_work.aggregate(
            **{f"missing_{name}": Count("pk", filter=missing(name, language)) for name in self.translatable},
            **{
                f"stale_{name}": Count("pk", filter=Q(**{f"stale_{language}__has_key": name}))
                for name in self.translatable
            },
        )
        return {
            kind: sum(number for key, number in counts.items() if key.startswith(kind)) for kind in ("missing", "stale")
        }

    def without_anything_to_take(self) -> "Curation":
        """Published, and neither a file nor a link nor a web address: a promise without a thing."""
        return self.published().filter(files=None, links=None, url="")

    def with_file_without_language(self) -> "Curation":
        return self.not_withdrawn().filter(files__language="").distinct()

    def with_inaccessible_file(self) -> "Curation":
        return self.published().filter(files__accessibility="no").distinct()

    def with_unchecked_file(self) -> "Curation":
        return self.published().filter(files__accessibility="unknown").distinct()

    def checks_overdue(self, today: date) -> "Curation":
        """Published, and not checked for a year."""
        a_year_ago = today.replace(year=today.year - 1, day=min(today.day, 28))
        return self.published().filter(Q(checked_on__lt=a_year_ago) | Q(checked_on=None))

    def filed_under(self, heading: Term | Tag | Organisation) -> "Curation":
        """The instruments that carry a term (or a narrower theme) or a tag, or that an organisation publishes."""
        if isinstance(heading, Tag):
            tagged = TaggedItem.objects.filter(
                tag=heading, content_type__app_label="instruments", content_type__model="instrument"
            )
            return self.filter(pk__in=tagged.values("object_id"))
        if isinstance(heading, Organisation):
            return self.filter(publisher=heading)
        headings = Q(pk=heading.pk)
        if isinstance(heading, Theme):
            headings |= Q(parent=heading.pk)
        return self.filter(pk__in=type(heading).objects.filter(headings).order_by().values("instruments"))


def like_titles(things: models.QuerySet, titles: Iterable[str], columns: Mapping[str, str]) -> models.QuerySet:
    """Narrow to what has a title in one of these columns that looks like one of the titles; see `Curation.titled_like`.

    The index finds what is somewhat like it (`%%`, which pg_trgm has at 0.3); LIKE says what is like enough.
    """
    asked = [title for title in titles if len(title.strip()) >= SHORTEST_TITLE]
    if not asked:
        return things.none()
    near = [Q(**{f"{column}__trigram_similar": title}) for title in asked for column in columns.values()]
    measures = [TrigramSimilarity(column, title) for title in asked for column in columns.values()]
    likeness = Greatest(*measures) if len(measures) > 1 else measures[0]
    return (
        things.filter(reduce(or_, near))
        .annotate(likeness=likeness)
        .filter(likeness__gte=LIKE)
        .order_by("-likeness", "pk")
    )


def missing(name: str, language: str) -> Q:
    """True of a row whose text `name` is empty in `language` and not in the other one."""
    return Q(**{f"{name}_{language}": ""}) & ~Q(**{f"{name}_{other_language(language)}": ""})
