"""The search documents: one narrow row per published thing. Design and measurements: docs/architecture.md."""

from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Document(models.Model):
    """What the search knows of one published thing: two vectors, one per interface language, and its packed facets."""

    kind = models.CharField(max_length=20)
    object_id = models.IntegerField()
    published = models.DateField()
    version = models.BigIntegerField()
    packed = models.BinaryField()
    tsv_nl = SearchVectorField()
    tsv_en = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_document_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Version(models.Model):
    """One row: counts the changes of the documents. Its lock makes the order of commits the order of versions."""

    number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="search_version_one_row")]

    def __str__(self) -> str:
        return str(self.number)


class Used(models.Model):
    """How much a thing is used: the sum of its uses, each worth half of one that comes a year later.

    The app that counts uses keeps it, by a trigger. A use is worth `2 ** (days since the portal opened / 365)`, so that
    nothing has to be aged. No row: never used.
    """

    kind = models.CharField(max_length=20)
    object_id = models.IntegerField()
    score = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_used_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class SynonymGroupQuerySet(models.QuerySet):
    def equal_and_narrower(self) -> "SynonymGroupQuerySet":
        """(id, Dutch terms, English terms, ids of narrower groups) of every group in use, in one statement."""
        narrower = ArrayAgg("narrower", filter=models.Q(narrower__active=True), order_by="narrower", default=[])
        groups = self.filter(active=True).order_by("pk").annotate(narrower_ids=narrower)
        return groups.values_list("pk", "terms_nl", "terms_en", "narrower_ids")


class SynonymGroup(models.Model):
    """Terms that mean the same, in both languages; how the search uses them stands in search/thesaurus.py."""

    terms_nl = ArrayField(models.CharField(max_length=120), verbose_name=_("Dutch terms"), blank=True, default=list)
    terms_en = ArrayField(models.CharField(max_length=120), verbose_name=_("English terms"), blank=True, default=list)
    narrower = models.ManyToManyField(
        "self", verbose_name=_("narrower groups"), symmetrical=False, blank=True, related_name="broader",
        help_text=_("Who searches for a term of this group finds these too, never the other way round."),
    )  # fmt: skip
    note = models.TextField(
        _("note"), blank=True, help_text=_("For colleagues: why these are equal, or what was left out.")
    )
    active = models.BooleanField(_("in use"), default=True)

    objects = SynonymGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group of synonyms")
        verbose_name_plural = _("groups of synonyms")
        ordering = ["terms_nl", "terms_en"]
        constraints = [
            models.CheckConstraint(
                name="synonym_group_two_terms",
                condition=models.Q(terms_nl__len__gte=2)
                | models.Q(terms_en__len__gte=2)
                | models.Q(terms_nl__len=1, terms_en__len=1),
                violation_error_message=_("Give at least two terms."),
            ),
            models.CheckConstraint(
                name="synonym_group_no_empty_term",
                condition=~models.Q(terms_nl__contains=[""]) & ~models.Q(terms_en__contains=[""]),
                violation_error_message=_("A term cannot be empty."),
            ),
        ]

    def __str__(self) -> str:
        return " = ".join(dict.fromkeys([*self.terms_nl[:1], *self.terms_en[:1]]))


class Word(models.Model):
    """A word of the documents, and in how many it stands: what a misspelt word is corrected to."""

    language = models.CharField(max_length=2)
    word = models.CharField(max_length=40)
    documents = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="search_word_once")]

    def __str__(self) -> str:
        return self.word


class SearchedQuerySet(models.QuerySet):
    def since(self, day: date) -> "SearchedQuerySet":
        return self.filter(day__gte=day)

    def by_query(self) -> "SearchedQuerySet":
        """One row per words and language: `searches`, `clicked`, and `found` the last time."""
        last = ArrayAgg("results", order_by="-day")
        return self.order_by().values("language", "query").annotate(
            searches=models.Sum("times"), clicked=models.Sum("clicks"),
            found=models.Func(last, template="(%(expressions)s)[1]", output_field=models.IntegerField()),
        )  # fmt: skip

    def without_results(self) -> "SearchedQuerySet":
        """Of `by_query`: what found nothing the last time."""
        return self.filter(found=0)

    def without_click(self) -> "SearchedQuerySet":
        """Of `by_query`: what found something that nobody opened."""
        return self.filter(found__gt=0, clicked=0)


class Searched(models.Model):
    """How often something was searched on a day, and what that gave. No person, no address, no time of day."""

    day = models.DateField(_("day"))
    language = models.CharField(_("language"), max_length=2)
    query = models.CharField(_("searched"), max_length=100)
    times = models.PositiveIntegerField(_("times"), default=1)
    results = models.PositiveIntegerField(_("results, the last time"))
    clicks = models.PositiveIntegerField(_("clicks on a result"), default=0)

    objects = SearchedQuerySet.as_manager()

    class Meta:
        verbose_name = _("search of a day")
        verbose_name_plural = _("search log")
        ordering = ["-day", "-times"]
        constraints = [models.UniqueConstraint(fields=["day", "language", "query"], name="searched_once_a_day")]

    def __str__(self) -> str:
        return f"{self.query} ({self.day})"


class Wish(models.Model):
    """Something that visitors looked for, did not find, and told the curators."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("taken care of")
        DECLINED = "declined", _("not taken up")

    language = models.CharField(_("language"), max_length=2)
    query = models.CharField(_("looked for"), max_length=100)
    times = models.PositiveIntegerField(_("times"), default=1)
    first_on = models.DateField(_("first time"), auto_now_add=True)
    last_on = models.DateField(_("last time"), auto_now=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        ordering = ["-times", "-last_on"]
        constraints = [
            models.UniqueConstraint(fields=["language", "query"], name="wish_once"),
            models.CheckConstraint(condition=models.Q(state__in=["open", "done", "declined"]), name="wish_state_known"),
        ]

    def __str__(self) -> str:
        return self.query
