"""The search documents: one narrow row per published thing. Design and measurements: docs/architecture.md."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models


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
