"""Why two projects are proposed to be linked, in the reader's language."""

from collections.abc import Iterable

from django.utils.translation import gettext

from instruments.models import Instrument, Theme
from networks.models import Proposal
from plumbing.bilingual import mid_sentence, other_language, reader_language
from search.models import SynonymGroup


class Reasons:
    """The reasons of some proposals in words; what they name is read in three statements, however many there are."""

    def __init__(self, proposals: Iterable[Proposal]) -> None:
        said = [reason for proposal in proposals for reason in proposal.reasons]

        def named(kind: str, values: str) -> set:
            return {value for reason in said if reason["kind"] == kind for value in reason[values]}

        self._themes = Theme.objects.in_bulk(named("themes", "slugs"), field_name="slug")
        self._instruments = Instrument.objects.published().in_bulk(named("instruments", "ids"))
        self._groups = SynonymGroup.objects.in_bulk(named("terms", "groups"))

    def of(self, proposal: Proposal) -> list[str]:
        """One sentence a kind of reason, the strongest first; what no longer exists is not named."""
        found = [getattr(self, f"_{reason['kind']}_said")(reason) for reason in proposal.reasons]
        return [sentence for sentence in found if sentence]

    def _themes_said(self, reason: dict) -> str:
        labels = [mid_sentence(self._themes[slug].label) for slug in reason["slugs"] if slug in self._themes]
        return labels and gettext("Both work on %(themes)s.") % {"themes": _listed(labels)}

    def _instruments_said(self, reason: dict) -> str:
        titles = [f"“{self._instruments[pk].title}”" for pk in reason["ids"] if pk in self._instruments]
        return titles and gettext("Both had a hand in %(titles)s.") % {"titles": _listed(titles)}

    def _tags_said(self, reason: dict) -> str:
        return gettext("Instruments of both are tagged %(tags)s.") % {"tags": _listed(reason["names"])}

    def _words_said(self, reason: dict) -> str:
        spoken = reason.get(reader_language()) or reason[other_language(reader_language())]
        return gettext("Both texts have the words %(words)s.") % {"words": _listed(spoken)}

    def _terms_said(self, reason: dict) -> str:
        terms = [_term(self._groups[pk]) for pk in reason["groups"] if pk in self._groups]
        return terms and gettext("In either language, both speak of %(terms)s.") % {"terms": _listed(terms)}


def _term(group: SynonymGroup) -> str:
    mine, others = group.terms_nl, group.terms_en
    if reader_language() == "en":
        mine, others = others, mine
    return (mine or others)[0]


def _listed(words: Iterable[str]) -> str:
    """`a, b and c`."""
    *most, last = words
    return gettext("%(most)s and %(last)s") % {"most": ", ".join(most), "last": last} if most else last
