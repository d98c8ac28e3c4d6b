"""Tags for every template."""

from functools import cache

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from plumbing import markup

register = template.Library()


@cache
def _svg(name: str) -> SafeString:
    text = (settings.BASE_DIR / "static" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return mark_safe(text.strip().replace("<svg", '<svg class="icon" aria-hidden="true" focusable="false"', 1))  # noqa: S308


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon from static/icons, drawn in the text's colour and silent for screen readers."""
    return _svg(name)


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown as safe HTML."""
    return markup.html(str(text))
