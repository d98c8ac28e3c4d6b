"""The admin of networks and projects, a module a subject."""

from networks.admin import call, network, project, submissions

__all__ = ["call", "network", "project", "submissions"]
