"""A database backend that brings its own PostgreSQL."""
