"""`{% acting as mine %}`: for whom the visitor acts, and for whom she might."""

from django import template

from accounts import acting as now

register = template.Library()


@register.simple_tag(takes_context=True)
def acting(context: dict) -> dict:
    request = context["request"]
    return {"membership": now.membership_of(request), "memberships": now.memberships(request)}
