"""Everything that moves something of this app from one state to another, a module a subject. Each function is one
transaction: it locks the row, checks, saves, records, tells the search and enqueues the mail.
"""


class NotAllowed(Exception):
    """The move cannot be made; the message says why, in the reader's language."""


class ChangedMeanwhile(Exception):
    """Somebody else saved the row since it was read; `theirs` is the row as it is now."""

    def __init__(self, theirs: object) -> None:
        self.theirs = theirs
        super().__init__(str(theirs))
