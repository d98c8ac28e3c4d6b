from instruments.models.instrument import (
    Credit, Edition, File, Instrument, Link, Licence, Cost, State, Type,
)  # fmt: skip
from instruments.models.vocabulary import (
    TERM_MODELS, Audience, CompanySize, Format, Goal, Phase, Sector, Term, Theme, TimeNeeded,
)  # fmt: skip

__all__ = [
    "TERM_MODELS", "Audience", "CompanySize", "Cost", "Credit", "Edition", "File", "Format", "Goal", "Instrument", "Licence",
    "Link", "Phase", "Sector", "State", "Term", "Theme", "TimeNeeded", "Type",
]  # fmt: skip
