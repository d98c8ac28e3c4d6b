"""The arrows between the apps: each may know those to its left, and nothing else.

Read from the source: imports, relations of models, and templates that include another app's.
"""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ORDER = (
    "plumbing",
    "accounts",
    "search",
    "instruments",
    "networks",
    "forums",
    "news",
    "interop",
    "demo",
    "kenniscentrum",
)
LAST_TWO_OF_A_ROW = {("demo", "interop"), ("interop", "demo")}  # they stand side by side
SEARCH_KNOWS = {"plumbing"}  # no content app, and no person either
OURS = [app for app in ORDER if (settings.BASE_DIR / app).is_dir()]


def allowed(app: str) -> set[str]:
    if app == "search":
        return SEARCH_KNOWS | {app}
    known = set(ORDER[: ORDER.index(app) + 1])
    return known - {other for one, other in LAST_TWO_OF_A_ROW if one == app}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module or "")
    return {name.split(".")[0] for name in names} & set(ORDER)


@pytest.mark.parametrize("app", OURS)
def test_an_app_imports_only_what_is_left_of_it(app):
    wrong = {
        f"{path.relative_to(settings.BASE_DIR)} imports {other}"
        for path in (settings.BASE_DIR / app).rglob("*.py")
        for other in imported(path) - allowed(app)
    }
    assert not wrong


@pytest.mark.parametrize("app", OURS)
def test_models_relate_only_to_what_is_left_of_them(app):
    wrong = {
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.app_label}"
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        and field.related_model._meta.app_label in ORDER and field.related_model._meta.app_label not in allowed(app)
    }  # fmt: skip
    assert not wrong


@pytest.mark.parametrize("app", OURS)
def test_templates_include_only_what_is_left_of_them(app):
    folder = settings.BASE_DIR / "templates" / app
    used = re.compile(r"{%\s*(?:include|extends)\s+[\"']([a-z_]+)/")
    wrong = {
        f"{path.relative_to(settings.BASE_DIR)} uses {other}"
        for path in folder.rglob("*.html")
        for other in used.findall(path.read_text(encoding="utf-8"))
        if other in ORDER and other not in allowed(app)
    }
    assert not wrong


def test_no_module_has_a_name_that_says_nothing():
    empty_words = {"utils", "helpers", "common", "services", "managers", "signals"}
    wrong = [
        str(path.relative_to(settings.BASE_DIR))
        for app in OURS
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if path.stem in empty_words or path.parent.name in empty_words
    ]
    assert not wrong
