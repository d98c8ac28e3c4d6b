"""The vocabulary that the portal starts with."""

import tomllib
from collections.abc import Callable
from pathlib import Path

from django.db import models

FILE = Path(__file__).with_name("vocabulary.toml")
MODELS = {"theme": "Theme", "audience": "Audience", "sector": "Sector", "size": "CompanySize", "phase": "Phase",
          "time": "TimeNeeded", "format": "Format", "goal": "Goal"}  # fmt: skip


def load(get_model: Callable[[str], type[models.Model]]) -> int:
    """Add the terms of vocabulary.toml that are not there yet; terms that curators changed stay as they are.

    `get_model` gives a model by name, so that a migration can pass its own. Returns how many were added.
    """
    added = 0
    for facet, terms in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        model = get_model(MODELS[facet])
        for position, term in enumerate(terms, start=1):
            fields = {"label_nl": term["nl"], "label_en": term["en"], "position": position * 10, "slot": position}
            fields |= {name: term[name] for name in ("code", "minutes", "number") if name in term}
            if parent := term.get("parent"):
                fields["parent"] = model.objects.get(slug=parent)
            if not model.objects.filter(slug=term["slug"]).exists():
                if model.objects.filter(slot=position).exists():
                    fields["slot"] = model.objects.aggregate(last=models.Max("slot"))["last"] + 1
                model.objects.create(slug=term["slug"], **fields)
                added += 1
    return added
