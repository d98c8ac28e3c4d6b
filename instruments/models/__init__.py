from instruments.models.choices import Cost, Language, Licence, State, Type
from instruments.models.editing import Editing
from instruments.models.instrument import Credit, Edition, File, Instrument, Link
from instruments.models.uses import Use
from instruments.models.vocabulary import (
    TERM_MODELS,
    Audience,
    CompanySize,
    Format,
    Goal,
    Phase,
    Sector,
    Term,
    Theme,
    TimeNeeded,
)  # fmt: skip

__all__ = [
    "TERM_MODELS",
    "Audience",
    "CompanySize",
    "Cost",
    "Credit",
    "Editing",
    "Edition",
    "File",
    "Format",
    "Goal",
    "Instrument",
    "Language",
    "Licence",
    "Link",
    "Phase",
    "Sector",
    "State",
    "Term",
    "Theme",
    "TimeNeeded",
    "Type",
    "Use",
]  # fmt: skip
