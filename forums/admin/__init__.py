"""Forums in the admin."""

from forums.admin import contribution, forum, registration, strategy

__all__ = ["contribution", "forum", "registration", "strategy"]
