"""The admin of networks and projects, a module a subject."""

from networks.admin import call, diagonal, network, project, submissions

__all__ = ["call", "diagonal", "network", "project", "submissions"]
