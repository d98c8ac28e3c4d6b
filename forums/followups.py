"""The actions of common strategies that belong to a feedback to policy, for the page of that feedback."""

from collections.abc import Iterator

from forums import trace
from forums.models import Statement
from networks.followups import FollowUp
from networks.models import PolicyFeedback


def of_feedback(feedback: PolicyFeedback) -> Iterator[FollowUp]:
    """Each action with the statements that hold now and for which it is done; an action of a draft is nobody's yet."""
    actions = {action.pk for action in feedback.actions.all()}
    if not actions:
        return
    current = {one.pk: one for one in Statement.objects.current().select_related("version__strategy")}
    for pk, found in trace.actions_of(current).items():
        for action in found:
            if action.pk in actions:
                statement = current[pk]
                yield FollowUp(
                    title=action.title, state=str(action.get_progress_display()),
                    place=statement.version.strategy.title, url=statement.get_absolute_url(),
                )  # fmt: skip
