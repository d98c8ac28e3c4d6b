"""What a published result does: numbers without persons, who builds on it, and a sentence for a report."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from instruments.models import Instrument, Use
from networks.models import Link, Network, Product, Project
from plumbing.bilingual import LANGUAGES, pick


@dataclass(frozen=True)
class Impact:
    """How often an instrument was opened, taken home, put in a box and reached from elsewhere, since a day; and the
    other projects and networks that share it, or build on what it came out of.
    """

    instrument: Instrument
    views: int
    downloads: int
    boxed: int
    visits: int
    since: date
    links: tuple[Project | Network, ...] = ()

    @property
    def sentences(self) -> dict[str, str]:
        """A sentence to paste into a report, in each language."""
        return {language: self.sentence(language) for language in LANGUAGES}

    def sentence(self, language: str) -> str:
        with override(language):
            title = pick(self.instrument.title_nl, self.instrument.title_en, language)
            said = _(
                "From %(day)s on, “%(title)s” was opened %(views)s, downloaded %(downloads)s and put in a box %(boxed)s"
                " in the Flemish Digital Knowledge Centre CSR."
            ) % {
                "day": date_format(self.since),
                "title": title,
                "views": _times(self.views),
                "downloads": _times(self.downloads),
                "boxed": _times(self.boxed),
            }
            if not self.links:
                return said
            others = ngettext(
                "%(count)d other project or network shares it or builds on what it came out of: %(names)s.",
                "%(count)d other projects or networks share it or build on what it came out of: %(names)s.",
                len(self.links),
            ) % {"count": len(self.links), "names": ", ".join(f"“{one.title}”" for one in self.links)}
            return f"{said} {others}"


def _times(count: int) -> str:
    return ngettext("%(count)d time", "%(count)d times", count) % {"count": count}


def impact_of(instruments: Iterable[Instrument]) -> dict[int, Impact]:
    """The numbers of each published instrument, by its id; since it was published, or since there are numbers."""
    published = [one for one in instruments if one.published_at]
    if not published:
        return {}
    counted_since = Use.objects.first_day() or max(one.published_at for one in published).date()
    totals = Use.objects.totals(one.pk for one in published)
    links = links_of(published)
    return {
        one.pk: Impact(
            one,
            views=totals[one.pk][Use.Kind.VIEW],
            downloads=totals[one.pk][Use.Kind.DOWNLOAD],
            boxed=totals[one.pk][Use.Kind.BOXED],
            visits=totals[one.pk][Use.Kind.LINK],
            since=max(counted_since, one.published_at.date()),
            links=links[one.pk],
        )
        for one in published
    }


def links_of(instruments: Iterable[Instrument]) -> dict[int, tuple[Project | Network, ...]]:
    """By instrument, the projects and networks that a published link joins to it, and that did not make it.

    A link joins them when it says that both ends share the instrument, or that one builds on what made it.
    """
    ids = [one.pk for one in instruments]
    made: dict[int, set[Project | Network]] = defaultdict(set)  # by instrument, what it came out of
    for product in Product.objects.filter(instrument__in=ids).select_related("project", "network"):
        made[product.instrument_id] |= {one for one in (product.project, product.network) if one}
    makers = set().union(*made.values()) if made else set()
    found: dict[int, dict[Project | Network, None]] = {pk: {} for pk in ids}
    for link in Link.objects.published().between_public_ends().resting_on(ids, makers).with_ends():
        for pk in ids:
            if link.instrument_id == pk:
                ends = (link.source, link.target)
            elif link.kind == Link.Kind.BUILDS_ON and link.target in made[pk]:
                ends = (link.source,)
            else:
                continue
            found[pk] |= dict.fromkeys(one for one in ends if one not in made[pk])
    return {pk: tuple(others) for pk, others in found.items()}
