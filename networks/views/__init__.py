"""The pages of calls, projects and networks, a module a subject."""
