"""The instrument and what belongs to it."""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.expressions import Case, When
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import TaggedItem

from accounts.models import Organisation
from instruments.models.choices import Cost, Language, Licence, State, Type
from instruments.models.curation import Curation
from instruments.models.vocabulary import Audience, CompanySize, Format, Goal, Phase, Sector, Theme, TimeNeeded
from plumbing.bilingual import CURRENT, MISSING, STALE, TEXT_STATES, Bilingual, TranslationState
from plumbing.files import stored_name
from plumbing.versions import History

CARD_FIELDS = (
    "slug", "type", "title_nl", "title_en", "summary_nl", "summary_en", "languages", "year", "version", "published_at",
    "demonstration", "time__slug", "time__label_nl", "time__label_en", "format__slug", "format__label_nl",
    "format__label_en", "publisher__name_nl", "publisher__name_en",
)  # fmt: skip
TAGS_AT_MOST = 12  # the packed facets have room for this many; see search/packing.py
FILED_UNDER = {"themes": Theme, "audiences": Audience, "sectors": Sector, "sizes": CompanySize, "phases": Phase}


def text_state_column(language: str) -> models.GeneratedField:
    """What PostgreSQL says of an instrument's text in a language; the title decides whether there is one."""
    return models.GeneratedField(
        expression=Case(
            When(**{f"title_{language}": ""}, then=Value(MISSING)),
            When(~Q(**{f"stale_{language}": {}}), then=Value(STALE)),
            default=Value(CURRENT),
        ),
        output_field=models.CharField(max_length=7, choices=TEXT_STATES),
        db_persist=True,
        verbose_name=_("state of the Dutch text") if language == "nl" else _("state of the English text"),
    )


class InstrumentQuerySet(Curation):
    def published(self) -> "InstrumentQuerySet":
        return self.filter(state=State.PUBLISHED)

    def published_or_withdrawn(self) -> "InstrumentQuerySet":
        """What a stranger may ask for: what is published, and the tombstone of what was."""
        return self.exclude(state=State.DRAFT).exclude(published_at=None)

    def with_page(self) -> "InstrumentQuerySet":
        """What the instrument's own page shows, in a fixed number of queries."""
        return self.select_related("publisher", "time", "format", "replaced_by").prefetch_related(
            "themes", "audiences", "sectors", "sizes", "phases", "goals", "tags",
            "editions", "files", "links", "credits__organisation",
        )  # fmt: skip

    def of_box(self, slugs: Iterable[str]) -> "InstrumentQuerySet":
        """What the box shows, in a fixed number of queries: withdrawn ones too, with what came instead of them."""
        asked = self.published_or_withdrawn().filter(slug__in=slugs)
        return (
            self.published_or_withdrawn()
            .filter(Q(pk__in=asked.values("pk")) | Q(pk__in=asked.exclude(replaced_by=None).values("replaced_by")))
            .select_related("publisher", "time")
            .defer("body_nl", "body_en", "usage_nl", "usage_en")
            .prefetch_related("audiences", "files__edition", "links")
            .order_by()
        )

    def with_card(self) -> "InstrumentQuerySet":
        """What a card in a list shows, and nothing else: the texts are long."""
        audiences = Audience.objects.filter(instruments=models.OuterRef("pk"), merged_into=None).values("slug")
        return (
            self.select_related("time", "format", "publisher")
            .only(*CARD_FIELDS)
            .annotate(audience_slugs=ArraySubquery(audiences))
            .order_by()
        )

    def with_filing(self) -> "InstrumentQuerySet":
        """What each is filed under, in the same statement, for who reads many: `filed_themes` and so on (addresses),
        `tag_ids` and `tag_names`.
        """
        filed = {
            f"filed_{field}": ArraySubquery(
                model.objects.filter(instruments=models.OuterRef("pk")).order_by("position", "slug").values("slug")
            )
            for field, model in FILED_UNDER.items()
        }
        tags = TaggedItem.objects.filter(
            content_type__app_label="instruments", content_type__model="instrument", object_id=models.OuterRef("pk")
        ).order_by("tag_id")
        return self.select_related("time", "format", "publisher").annotate(
            tag_ids=ArraySubquery(tags.values("tag_id")), tag_names=ArraySubquery(tags.values("tag__name")), **filed
        )


class Instrument(TranslationState):
    """Something a company, or somebody who helps companies, can use to work on CSR."""

    code = models.CharField(
        _("code"), max_length=60, null=True, blank=True, unique=True, help_text=_("Stable name for import and export.")
    )
    slug = models.SlugField(_("address"), max_length=100, unique=True)
    type = models.CharField(_("type"), max_length=20, choices=Type)
    title = Bilingual(_("title"), models.CharField, max_length=200)
    summary = Bilingual(_("summary"), models.TextField)
    body = Bilingual(_("what it is"))
    usage = Bilingual(_("how to use it"))

    # the summary box
    whom = Bilingual(_("for whom"), models.CharField, max_length=200)
    purpose = Bilingual(_("what for"), models.CharField, max_length=300)
    people = Bilingual(_("people needed"), models.CharField, max_length=200)
    outcome = Bilingual(_("what you have afterwards"), models.CharField, max_length=300)
    cost = models.CharField(_("cost"), max_length=10, choices=Cost, default=Cost.UNKNOWN)
    cost_note = Bilingual(_("note on the cost"), models.CharField, max_length=200)
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)

    # facets
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), related_name="instruments", blank=True)
    audiences = models.ManyToManyField(Audience, verbose_name=_("audiences"), related_name="instruments", blank=True)
    sectors = models.ManyToManyField(
        Sector, verbose_name=_("sectors"), related_name="instruments", blank=True,
        help_text=_("None means: for every sector."),
    )  # fmt: skip
    sizes = models.ManyToManyField(CompanySize, verbose_name=_("company sizes"), related_name="instruments", blank=True)
    phases = models.ManyToManyField(Phase, verbose_name=_("phases"), related_name="instruments", blank=True)
    goals = models.ManyToManyField(
        Goal, verbose_name=_("Sustainable Development Goals"), related_name="instruments", blank=True
    )
    time = models.ForeignKey(
        TimeNeeded, verbose_name=_("time needed"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="instruments",
    )  # fmt: skip
    format = models.ForeignKey(
        Format, verbose_name=_("format"), on_delete=models.PROTECT, null=True, blank=True, related_name="instruments"
    )
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language), verbose_name=_("languages"), default=list, blank=True
    )
    year = models.PositiveSmallIntegerField(_("year of the newest edition"), null=True, blank=True)
    tags = TaggableManager(_("tags"), blank=True)

    # where it comes from
    publisher = models.ForeignKey(
        Organisation, verbose_name=_("publisher"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="published",
    )  # fmt: skip
    origin = Bilingual(_("made in"), models.CharField, max_length=200)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, default=Licence.UNKNOWN)
    url = models.URLField(_("web address"), max_length=500, blank=True)
    related = models.ManyToManyField("self", verbose_name=_("belongs with"), blank=True)

    # state: moved by workflow.py and by nothing else
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawal_reason = Bilingual(_("reason of the withdrawal"), models.CharField, max_length=500, editable=False)
    replaced_by = models.ForeignKey(
        "self", verbose_name=_("replaced by"), on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="replaces",
    )  # fmt: skip
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    changed_at = models.DateTimeField(_("last changed"), auto_now=True)
    demonstration = models.BooleanField(_("demonstration content"), default=False)

    text_nl = text_state_column("nl")
    text_en = text_state_column("en")

    objects = InstrumentQuerySet.as_manager()
    history = History(
        m2m_fields=[themes, audiences, sectors, sizes, phases, goals], excluded_fields=["text_nl", "text_en"],
        history_change_reason_field=models.TextField(null=True),
    )  # fmt: skip

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["-published_at", "-id"]
        permissions = [
            ("publish_instrument", _("Can publish and withdraw instruments")),
            ("import_instrument", _("Can import instruments")),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="instrument_newest", condition=Q(state="published")),
            models.Index(fields=["state", "text_nl", "text_en"], name="instrument_queues"),
            GinIndex(OpClass("title_nl", "gin_trgm_ops"), name="instrument_title_nl_like"),
            GinIndex(OpClass("title_en", "gin_trgm_ops"), name="instrument_title_en_like"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title_nl="", title_en=""), name="instrument_has_a_title"),
            models.CheckConstraint(condition=Q(type__in=Type.values), name="instrument_type_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="instrument_state_known"),
            models.CheckConstraint(condition=Q(cost__in=Cost.values), name="instrument_cost_known"),
            models.CheckConstraint(condition=Q(licence__in=Licence.values), name="instrument_licence_known"),
            models.CheckConstraint(
                condition=Q(languages__contained_by=Language.values), name="instrument_languages_known"
            ),
            models.CheckConstraint(
                condition=Q(year=None) | Q(year__gte=1900, year__lte=2100), name="instrument_year_plausible"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False), name="instrument_published_when"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PUBLISHED) | ~Q(summary_nl="", summary_en=""),
                name="instrument_published_with_summary",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=State.WITHDRAWN) & Q(withdrawn_at=None)),
                name="instrument_withdrawn_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN) | ~Q(withdrawal_reason_nl="", withdrawal_reason_en=""),
                name="instrument_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | (Q(state=State.WITHDRAWN) & ~Q(replaced_by=F("pk"))),
                name="instrument_replaced_when_withdrawn",
            ),
            models.CheckConstraint(condition=~Q(code=""), name="instrument_code_not_empty"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("instruments:instrument", args=[self.slug])


class Edition(models.Model):
    """One edition of an instrument; the newest is what the catalogue shows."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="editions")
    label = models.CharField(_("edition"), max_length=60)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    note = Bilingual(_("what changed"), models.TextField)
    replaces = models.OneToOneField(
        "self", verbose_name=_("replaces"), on_delete=models.PROTECT, null=True, blank=True, related_name="successor"
    )

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = [F("year").desc(nulls_last=True), "-id"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "label"], name="edition_label_once"),
            models.CheckConstraint(condition=~Q(replaces=F("pk")), name="edition_not_replacing_itself"),
            models.CheckConstraint(
                condition=Q(year=None) | Q(year__gte=1900, year__lte=2100), name="edition_year_plausible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.year})" if self.year else self.label


class File(models.Model):
    """A file to take home, of one edition of an instrument."""

    class Accessibility(models.TextChoices):
        UNKNOWN = "unknown", _("not checked")
        YES = "yes", _("accessible")
        NO = "no", _("not accessible")

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="files")
    edition = models.ForeignKey(
        Edition, verbose_name=_("edition"), on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    file = models.FileField(_("file"), upload_to=stored_name, max_length=300)
    name = models.CharField(
        _("file name"), max_length=150, blank=True, help_text=_("As it is saved by who downloads it.")
    )
    title = Bilingual(_("title"), models.CharField, max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    size = models.PositiveBigIntegerField(_("size"), editable=False)
    media_type = models.CharField(_("media type"), max_length=120, editable=False)
    sha256 = models.CharField(_("checksum"), max_length=64, editable=False)
    accessibility = models.CharField(
        _("accessible"), max_length=10, choices=Accessibility, default=Accessibility.UNKNOWN
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "sha256"], name="file_once_an_instrument"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="file_has_a_checksum"),
            models.CheckConstraint(condition=~Q(name=""), name="file_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("instruments:download", args=[self.instrument.slug, self.pk, self.name])


class Link(models.Model):
    """A web page that belongs to an instrument."""

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="links")
    url = models.URLField(_("web address"), max_length=500)
    label = Bilingual(_("label"), models.CharField, max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "url"], name="link_once_an_instrument"),
            models.CheckConstraint(condition=Q(url__regex=r"^https?://"), name="link_is_a_web_address"),
        ]

    def __str__(self) -> str:
        return str(self.label) or self.url


class Credit(models.Model):
    """Who made, paid for or helped with an instrument."""

    class Role(models.TextChoices):
        AUTHOR = "author", _("author")
        COMMISSIONER = "commissioner", _("commissioned by")
        FUNDER = "funder", _("with support of")
        PARTNER = "partner", _("partner")

    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="credits")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="credits"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.AUTHOR)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "organisation", "role"], name="credit_once"),
            models.CheckConstraint(
                condition=Q(role__in=["author", "commissioner", "funder", "partner"]), name="credit_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.organisation}"
