"""Forums in the admin."""

from forums.admin import forum, registration

__all__ = ["forum", "registration"]
