"""What the search knows of projects, learning networks and calls: for their lists, and over the whole site."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from instruments.facets import Vocabulary
from instruments.models import Theme
from networks import cards, facets, wording
from networks.models import Call, Network, Project, State
from plumbing import markup
from search import index, kinds
from search.kinds import Hit, Kind
from search.packing import TAGS_AT_MOST, days

type Published = Call | Project | Network


def write(thing: Published) -> None:
    """Make the search know this as it is now; again when its vocabulary was saved after it."""
    OF_MODEL[type(thing)].write([thing.pk])


def _kind(  # noqa: PLR0913 - what differs between the three
    model: type[Published],
    label: str,
    detail: Callable[[Published], str],
    *,
    texts: Sequence[str],
    names: Sequence[str],
    joined: Sequence[str],
) -> Kind:
    """The kind of a model: `texts` are searched beside title and summary, `names` lead to organisations it shows, and
    `joined` to single things that it is narrowed down by.
    """
    name = model._meta.model_name
    table = facets.TABLES[name]

    def public() -> QuerySet:
        return model.objects.published()

    def packed(thing: Published, terms: Vocabulary) -> bytes:
        return table.packed.pack(thing.pk, timezone.localdate(thing.published_at), slots(thing, terms))

    def entries(ids: Sequence[int]) -> Iterator[index.Entry]:
        things = public().filter(pk__in=ids).select_related(*joined).prefetch_related("themes", *names)
        terms = Vocabulary() if things else None  # a draft is written time and again, and needs none
        for thing in things:
            more = [
                (markup.plain(getattr(thing, f"{text}_nl")), markup.plain(getattr(thing, f"{text}_en")))
                for text in texts
            ]
            shown = [(theme.label_nl, theme.label_en) for theme in thing.themes.all()]
            shown += [(one.name_nl, one.name_en) for one in _organisations(thing)]
            entry = kinds.entry(
                name, thing.pk, title=(thing.title_nl, thing.title_en), summary=(thing.summary_nl, thing.summary_en),
                published=timezone.localdate(thing.published_at), labels=shown, more=more,
            )  # fmt: skip
            yield replace(entry, packed=packed(thing, terms))

    def hits(ids: Sequence[int]) -> Mapping[int, Hit]:
        return {
            thing.pk: Hit(
                thing.title, thing.get_absolute_url(), thing.summary, detail(thing), thing.demonstration,
                [getattr(thing, text) for text in texts],
            )
            for thing in public().filter(pk__in=ids)
        }  # fmt: skip

    def under(heading: Model) -> Iterable[int]:
        return public().filter(_headed(model, heading)).values_list("pk", flat=True)

    def all_results(words: str) -> str:
        return f"{reverse(f'networks:{name}s')}?{urlencode({'q': words})}"

    return Kind(
        name, label, lambda: public().values_list("pk", flat=True), entries, hits, under, all_results,
        layout=table.packed,
    )  # fmt: skip


def slots(thing: Published, terms: Vocabulary) -> dict[str, Iterable[int]]:
    """The packed places of everything that a thing is narrowed down by."""
    themes = set().union(*(terms.slots("theme", theme.slug) for theme in thing.themes.all()))
    if isinstance(thing, Call):
        return {"theme": themes, "phase": _ids(thing.phase), "period": days(thing.opens_on, thing.closes_on)}
    period = days(thing.starts_on, thing.ends_on)
    if isinstance(thing, Network):
        kind = list(Network.Kind.values).index(thing.kind)
        return {"theme": themes, "kind": {kind}, "phase": _ids(thing.phase), "period": period}
    networks = sorted(network.pk for network in thing.networks.all() if network.state == State.PUBLISHED)
    call = thing.call if thing.call and thing.call.state == State.PUBLISHED else None
    return {"theme": themes, "period": period, "promoter": _ids(thing.promoter), "call": _ids(call),
            "network": networks[:TAGS_AT_MOST]}  # fmt: skip


def _ids(thing: Model | None) -> set[int]:
    return {thing.pk} if thing else set()


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
    Project, _("Projects"), wording.period, names=["partners__organisation", "networks"],
    joined=["promoter", "call"],
    texts=["goals", "output", "impact", "achievements", "actions", "policy", "communication", "groups_note"],
)  # fmt: skip
NETWORKS = _kind(
    Network, _("Learning networks"), lambda one: f"{capfirst(one.get_kind_display())}; {wording.period(one)}",
    names=["members__organisation"], texts=["text"], joined=["phase"],
)  # fmt: skip
CALLS = _kind(Call, _("Calls"), cards.standing, names=[], texts=["text", "priority"], joined=["phase"])
OF_MODEL: Mapping[type, Kind] = {Project: PROJECTS, Network: NETWORKS, Call: CALLS}
