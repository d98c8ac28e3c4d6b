"""What a published result does: numbers without persons, and a sentence for a report in either language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from instruments.models import Instrument, Use
from plumbing.bilingual import LANGUAGES, pick


@dataclass(frozen=True)
class Impact:
    """How often an instrument was opened, taken home, and reached from elsewhere, since a day."""

    instrument: Instrument
    views: int
    downloads: int
    links: int
    since: date

    @property
    def sentences(self) -> dict[str, str]:
        """A sentence to paste into a report, in each language."""
        return {language: self.sentence(language) for language in LANGUAGES}

    def sentence(self, language: str) -> str:
        with override(language):
            title = pick(self.instrument.title_nl, self.instrument.title_en, language)
            views = ngettext("%(count)d time", "%(count)d times", self.views) % {"count": self.views}
            downloads = ngettext("%(count)d time", "%(count)d times", self.downloads) % {"count": self.downloads}
            return _(
                "From %(day)s on, “%(title)s” was opened %(views)s and downloaded %(downloads)s in the Flemish Digital"
                " Knowledge Centre CSR."
            ) % {"day": date_format(self.since), "title": title, "views": views, "downloads": downloads}


def impact_of(instruments: Iterable[Instrument]) -> dict[int, Impact]:
    """The numbers of each published instrument, by its id; since it was published, or since there are numbers."""
    published = [one for one in instruments if one.published_at]
    if not published:
        return {}
    counted_since = Use.objects.first_day() or max(one.published_at for one in published).date()
    totals = Use.objects.totals(one.pk for one in published)
    return {
        one.pk: Impact(
            one, totals[one.pk]["view"], totals[one.pk]["download"], totals[one.pk]["link"],
            max(counted_since, one.published_at.date()),
        )
        for one in published
    }  # fmt: skip
