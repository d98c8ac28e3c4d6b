"""Forums in the admin."""

from forums.admin import contribution, forum, invitation, moderation, registration, strategy

__all__ = ["contribution", "forum", "invitation", "moderation", "registration", "strategy"]
