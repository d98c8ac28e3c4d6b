"""What the diagonal network writes down: links, opportunities, recommendations to a network, feedback to policy, and
the pairs of projects that the portal proposes to link. Moved by workflow/diagonal.py and workflow/proposals.py.
"""

from networks.models.diagonal.feedback import PolicyFeedback
from networks.models.diagonal.link import Link
from networks.models.diagonal.move import DiagonalMove
from networks.models.diagonal.note import WITHDRAWN, DiagonalNote
from networks.models.diagonal.opportunity import Opportunity
from networks.models.diagonal.proposal import Proposal
from networks.models.diagonal.recommendation import Recommendation

__all__ = [
    "WITHDRAWN",
    "DiagonalMove",
    "DiagonalNote",
    "Link",
    "Opportunity",
    "PolicyFeedback",
    "Proposal",
    "Recommendation",
]
