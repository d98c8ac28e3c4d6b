"""The pages of the forums, a module a subject."""
