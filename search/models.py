"""The search documents: one narrow row per published thing. Design and measurements: docs/architecture.md."""

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
