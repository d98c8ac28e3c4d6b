"""The admin of networks and projects, a module a subject."""

from networks.admin import submissions

__all__ = ["submissions"]
