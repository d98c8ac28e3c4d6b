"""The fixed lists that forums, contributions and strategies choose from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    STAKEHOLDER = "stakeholder", _("stakeholder forum")
    MULTI_STAKEHOLDER = "multi-stakeholder", _("multi-stakeholder forum")


class Level(models.TextChoices):
    """How much those who take part have a say."""

    INFORM = "inform", _("inform")
    CONSULT = "consult", _("consult")
    COOPERATE = "cooperate", _("cooperate")
    DECIDE = "decide", _("decide")


class ForumState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CANCELLED = "cancelled", _("cancelled")


class Service(models.TextChoices):
    SIGN_LANGUAGE = "sign-language", _("sign language interpreters")
    INTERPRETATION = "interpretation", _("interpretation Dutch and English")
    CAPTIONS = "captions", _("live captions")
    HEARING_LOOP = "hearing-loop", _("hearing loop")
    WHEELCHAIR = "wheelchair", _("accessible by wheelchair")
    CHILD_CARE = "child-care", _("child care")


class Language(models.TextChoices):
    NL = "nl", _("Dutch")
    EN = "en", _("English")


class PhaseKind(models.TextChoices):
    REGISTRATION = "registration", _("registration")
    CONTRIBUTION = "contribution", _("contributions")
    DISCUSSION = "discussion", _("support and replies")
    CONSULTATION = "consultation", _("consultation on a draft")
    CONSOLIDATION = "consolidation", _("consolidation by the editors")
    RESERVATION = "reservation", _("reservations on the strategy")


class Activity(models.TextChoices):
    """What a phase lets people do."""

    REGISTER = "register", _("register")
    CONTRIBUTE = "contribute", _("contribute")
    DISCUSS = "discuss", _("support and reply")
    RESERVE = "reserve", _("attach a reservation")


PERMITS: dict[str, frozenset[str]] = {
    PhaseKind.REGISTRATION: frozenset({Activity.REGISTER}),
    PhaseKind.CONTRIBUTION: frozenset({Activity.CONTRIBUTE, Activity.DISCUSS}),
    PhaseKind.DISCUSSION: frozenset({Activity.DISCUSS}),
    PhaseKind.CONSULTATION: frozenset({Activity.CONTRIBUTE, Activity.DISCUSS}),
    PhaseKind.CONSOLIDATION: frozenset(),
    PhaseKind.RESERVATION: frozenset({Activity.RESERVE}),
}


class DocumentKind(models.TextChoices):
    AGENDA = "agenda", _("agenda")
    BACKGROUND = "background", _("background")
    PRESENTATION = "presentation", _("presentation")
    DRAFT = "draft", _("draft text")
    MINUTES = "minutes", _("minutes")
    REPORT = "report", _("report")


class RegistrationState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("to be confirmed")
    SEATED = "seated", _("has a seat")
    WAITING = "waiting", _("on the waiting list")
    CANCELLED = "cancelled", _("cancelled")


class Answer(models.TextChoices):
    """What somebody who was invited answered; a registration that she cancelled counts as declined."""

    COMES = "comes", _("registered")
    DECLINED = "declined", _("does not come")
    NONE = "none", _("no answer yet")
    NOT_ASKED = "not-asked", _("not invited yet")


class Moderation(models.TextChoices):
    BEFORE = "before", _("before publication")
    AFTER = "after", _("after publication")


class Channel(models.TextChoices):
    """The way by which a contribution came in."""

    WEB = "web", _("website")
    LETTER = "letter", _("letter")
    MAIL = "mail", _("e-mail")
    MINUTES = "minutes", _("minutes of a meeting")


class Naming(models.TextChoices):
    """How the public sees who contributed."""

    BOTH = "both", _("my name and my organisation")
    ORGANISATION = "organisation", _("my organisation only")
    PERSON = "person", _("my name only")
    GROUP = "group", _("my stakeholder group only")


class ContributionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waits for a moderator")
    PUBLISHED = "published", _("published")
    REFUSED = "refused", _("not published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Ground(models.TextChoices):
    """Why a moderator does not publish something."""

    OFF_TOPIC = "off-topic", _("not about this forum")
    PERSONAL_DATA = "personal-data", _("personal data of others")
    OFFENSIVE = "offensive", _("insults or threatens")
    ADVERTISING = "advertising", _("advertising")
    DUPLICATE = "duplicate", _("the same as another one")
    OTHER = "other", _("another reason")


class AppealState(models.TextChoices):
    OPEN = "open", _("waits for another moderator")
    GRANTED = "granted", _("granted")
    DENIED = "denied", _("denied")


class VersionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class Descending(models.TextChoices):
    """How a statement came out of another one."""

    CARRIED = "carried", _("carried over")
    MERGED = "merged", _("merged")
    SPLIT = "split", _("split")


class OutcomeKind(models.TextChoices):
    TAKEN_UP = "taken-up", _("taken up")
    IN_PART = "in-part", _("taken up in part")
    NOT_TAKEN_UP = "not-taken-up", _("not taken up")


class Progress(models.TextChoices):
    PLANNED = "planned", _("planned")
    UNDER_WAY = "under-way", _("under way")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")
