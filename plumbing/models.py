from plumbing.content_version import ContentVersion

__all__ = ["ContentVersion"]
