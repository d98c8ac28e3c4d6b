"""Forums in the admin."""

from forums.admin import contribution, forum, registration

__all__ = ["contribution", "forum", "registration"]
