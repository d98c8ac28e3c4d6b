"""Forums in the admin."""

from forums.admin import contribution, forum, moderation, registration, strategy

__all__ = ["contribution", "forum", "moderation", "registration", "strategy"]
