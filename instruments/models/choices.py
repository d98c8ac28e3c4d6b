"""The fixed lists that an instrument's columns choose from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Type(models.TextChoices):
    GUIDE = "guide", _("Guide")
    CHECKLIST = "checklist", _("Checklist")
    HANDBOOK = "handbook", _("Handbook")
    EXERCISE = "exercise", _("Exercise")
    TRAINING_SESSION = "training-session", _("Training session")
    WORKING_INSTRUMENT = "working-instrument", _("Working instrument")
    EXPLORATORY_STUDY = "exploratory-study", _("Exploratory study")
    GOOD_PRACTICE = "good-practice", _("Good practice")
    PAPER = "paper", _("Paper")


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Cost(models.TextChoices):
    UNKNOWN = "unknown", _("not stated")
    FREE = "free", _("free")
    PAID = "paid", _("paid")


class Licence(models.TextChoices):
    UNKNOWN = "unknown", _("not stated")
    CC_BY = "CC-BY-4.0", _("Creative Commons Attribution 4.0")
    CC_BY_SA = "CC-BY-SA-4.0", _("Creative Commons Attribution-ShareAlike 4.0")
    CC_BY_NC = "CC-BY-NC-4.0", _("Creative Commons Attribution-NonCommercial 4.0")
    ALL_RIGHTS = "all-rights-reserved", _("All rights reserved")


class Language(models.TextChoices):
    NL = "nl", _("Dutch")
    EN = "en", _("English")
    FR = "fr", _("French")
    DE = "de", _("German")
