"""What looks like a result by its title: is it this one? Shown to who writes it, and to who reviews it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from instruments.models import Instrument
from networks.models import Submission
from networks.models.submission import OPEN, SubmissionQuerySet
from plumbing.bilingual import Text

AT_MOST = 4


@dataclass(frozen=True)
class Neighbour:
    """Something with a title like it."""

    title: Text
    url: str
    what: str
    likeness: float


def neighbours(
    submission: Submission, among: SubmissionQuerySet, titles: Iterable[str] | None = None, *,
    address: Callable[[Submission], str] = Submission.get_absolute_url,
) -> list[Neighbour]:  # fmt: skip
    """Published instruments, and open submissions `among` those that the reader may see, with a title like this one's
    (or like these `titles`), the likest first. What it is a new edition of is left out. `address` is where the reader
    finds a submission.
    """
    asked = [submission.typed_title_nl, submission.typed_title_en] if titles is None else list(titles)
    published = Instrument.objects.published().exclude(pk=submission.edition_of_id).titled_like(asked)[:AT_MOST]
    handed_in = among.filter(stage__in=OPEN).exclude(pk=submission.pk).titled_like(asked)[:AT_MOST]
    found = [Neighbour(one.title, one.get_absolute_url(), _("published"), one.likeness) for one in published]
    found += [Neighbour(one.title, address(one), _("being handed in"), one.likeness) for one in handed_in]
    return sorted(found, key=lambda one: -one.likeness)[:AT_MOST]
