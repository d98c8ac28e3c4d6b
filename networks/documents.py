"""What the search over the whole site knows of projects, learning networks and calls."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from instruments.models import Theme
from networks import cards, wording
from networks.models import Call, Network, Project
from plumbing import markup
from search import index, kinds
from search.kinds import Hit, Kind

type Published = Call | Project | Network


def write(thing: Published) -> None:
    """Make the search know this as it is now; again when its vocabulary was saved after it."""
    OF_MODEL[type(thing)].write([thing.pk])


def _kind(
    model: type[Published],
    label: str,
    detail: Callable[[Published], str],
    *,
    texts: Sequence[str],
    names: Sequence[str],
) -> Kind:
    """The kind of a model: `texts` are searched beside title and summary, `names` lead to organisations it shows."""
    name = model._meta.model_name

    def public() -> QuerySet:
        return model.objects.published()

    def entries(ids: Sequence[int]) -> Iterator[index.Entry]:
        for thing in public().filter(pk__in=ids).prefetch_related("themes", *names):
            more = [
                (markup.plain(getattr(thing, f"{text}_nl")), markup.plain(getattr(thing, f"{text}_en")))
                for text in texts
            ]
            shown = [(theme.label_nl, theme.label_en) for theme in thing.themes.all()]
            shown += [(one.name_nl, one.name_en) for one in _organisations(thing)]
            yield kinds.entry(
                name, thing.pk, title=(thing.title_nl, thing.title_en), summary=(thing.summary_nl, thing.summary_en),
                published=timezone.localdate(thing.published_at), labels=shown, more=more,
            )  # fmt: skip

    def hits(ids: Sequence[int]) -> Mapping[int, Hit]:
        return {
            thing.pk: Hit(thing.title, thing.get_absolute_url(), thing.summary, detail(thing), thing.demonstration)
            for thing in public().filter(pk__in=ids)
        }

    def under(heading: Model) -> Iterable[int]:
        return public().filter(_headed(model, heading)).values_list("pk", flat=True)

    return Kind(name, label, lambda: public().values_list("pk", flat=True), entries, hits, under=under)


def _organisations(thing: Published) -> Iterator[Organisation]:
    """Who a project or a network shows."""
    if isinstance(thing, Project):
        yield from (thing.promoter,) if thing.promoter else ()
        yield from (partner.organisation for partner in thing.partners.all())
    elif isinstance(thing, Network):
        yield from (member.organisation for member in thing.members.all() if member.organisation)


def _headed(model: type[Published], heading: Model) -> Q:
    """Which rows show a theme or an organisation; none show anything else."""
    if isinstance(heading, Theme):
        return Q(themes=heading)
    if isinstance(heading, Organisation) and model is Project:
        return Q(promoter=heading) | Q(pk__in=heading.partnerships.values("project"))
    if isinstance(heading, Organisation) and model is Network:
        return Q(pk__in=heading.network_memberships.values("network"))
    return Q(pk=None)


PROJECTS = _kind(
    Project, _("Projects"), wording.period, names=["promoter", "partners__organisation"],
    texts=["goals", "output", "impact", "achievements", "actions", "policy", "communication", "groups_note"],
)  # fmt: skip
NETWORKS = _kind(
    Network, _("Learning networks"), lambda one: f"{capfirst(one.get_kind_display())}; {wording.period(one)}",
    names=["members__organisation"], texts=["text"],
)  # fmt: skip
CALLS = _kind(Call, _("Calls"), cards.standing, names=[], texts=["text", "priority"])
OF_MODEL: Mapping[type, Kind] = {Project: PROJECTS, Network: NETWORKS, Call: CALLS}
