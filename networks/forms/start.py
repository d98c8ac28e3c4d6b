"""Where a new result comes from."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from instruments.models import Instrument
from networks.models import Network, Project, State, Submission


def origins(organisation: Organisation) -> list[tuple[str, list[Project | Network | Instrument]]]:
    """What an organisation may hand in a result of, by kind: its projects and networks, and for a new edition what is
    published of it.
    """
    projects = Project.objects.of_partnership(organisation).exclude(state=State.WITHDRAWN)
    networks = Network.objects.exclude(state=State.WITHDRAWN).filter(members__organisation=organisation).distinct()
    accepted = Submission.objects.of(organisation).exclude(instrument=None).values("instrument")
    published = Instrument.objects.published().filter(Q(publisher=organisation) | Q(pk__in=accepted))
    return [
        ("project", list(projects.order_by("title_nl", "title_en"))),
        ("network", list(networks.order_by("title_nl", "title_en"))),
        ("edition", list(published.order_by("title_nl", "title_en"))),
    ]


class StartForm(forms.Form):
    """`about` is what it comes from, or None."""

    about = forms.ChoiceField(
        label=_("Where does this result come from?"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose one; the last one if none of the others is right.")},
    )  # fmt: skip

    LABELS = {
        "project": _("From a project"),
        "network": _("From a learning network"),
        "edition": _("It is a new edition of something that is published here"),
    }

    def __init__(self, *args, organisation: Organisation, **options) -> None:
        super().__init__(*args, **options)
        found = origins(organisation)
        self.things = {f"{kind}-{thing.pk}": thing for kind, things in found for thing in things}
        self.fields["about"].choices = [
            *(
                (self.LABELS[kind], [(f"{kind}-{thing.pk}", str(thing.title)) for thing in things])
                for kind, things in found
                if things
            ),
            (_("Something else"), [("none", _("It comes from none of these"))]),
        ]

    @property
    def chosen(self) -> Project | Network | Instrument | None:
        return self.things.get(self.cleaned_data["about"])
