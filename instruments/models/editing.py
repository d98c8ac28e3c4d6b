"""Who has an instrument open at this moment, so that two curators know of each other."""

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from instruments.models.instrument import Instrument

FORGOTTEN_AFTER = timedelta(minutes=15)


class EditingQuerySet(models.QuerySet):
    def going_on(self) -> "EditingQuerySet":
        """Those that gave a sign of life in the last quarter of an hour."""
        return self.filter(seen_at__gte=timezone.now() - FORGOTTEN_AFTER)

    def by_others(self, person: Person, instrument: Instrument) -> "EditingQuerySet":
        return self.going_on().filter(instrument=instrument).exclude(person=person).select_related("person")

    def opened(self, person: Person, instrument: Instrument) -> None:
        """She has it open, now; those who are long gone are forgotten."""
        self.exclude(pk__in=self.going_on().values("pk")).delete()
        self.update_or_create(person=person, instrument=instrument, defaults={"seen_at": timezone.now()})

    def closed(self, person: Person, instrument: Instrument) -> None:
        self.filter(person=person, instrument=instrument).delete()


class Editing(models.Model):
    """A person has an instrument open in a form. Kept for a quarter of an hour after the last sign of life."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="being_edited")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(db_default=Now(), editable=False)
    seen_at = models.DateTimeField(db_index=True)

    objects = EditingQuerySet.as_manager()

    class Meta:
        verbose_name = _("instrument being edited")
        verbose_name_plural = _("instruments being edited")
        constraints = [models.UniqueConstraint(fields=["instrument", "person"], name="editing_once_a_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.instrument}"
