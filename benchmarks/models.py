"""What the usual Django way would have beside the tables of the portal."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models

from instruments.models import Instrument


class Stored(models.Model):
    """The stored vector beside the instrument, as one would have it."""

    instrument = models.OneToOneField(
        Instrument, on_delete=models.DO_NOTHING, primary_key=True, db_column="object_id", related_name="stored"
    )
    tsv_nl = SearchVectorField()
    tsv_en = SearchVectorField()

    class Meta:
        app_label = "benchmarks"
        managed = False
        db_table = "search_document"

    def __str__(self) -> str:
        return str(self.pk)
