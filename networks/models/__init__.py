from networks.models.call import Call, CallState, ProgrammePhase
from networks.models.diagonal import (
    DiagonalMove,
    DiagonalNote,
    Link,
    Opportunity,
    PolicyFeedback,
    Proposal,
    Recommendation,
)
from networks.models.network import Meeting, MeetingDocument, Member, Network, Product
from networks.models.periods import Precision, Standing
from networks.models.project import Channel, Means, Partner, Project, Seat
from networks.models.publication import State
from networks.models.review import FieldRequest, Handover, Judgement
from networks.models.submission import DECIDED, Kind, Move, Round, Stage, Submission, SubmissionFile

__all__ = [
    "DECIDED",
    "Call",
    "CallState",
    "Channel",
    "DiagonalMove",
    "DiagonalNote",
    "FieldRequest",
    "Handover",
    "Judgement",
    "Kind",
    "Link",
    "Means",
    "Meeting",
    "MeetingDocument",
    "Member",
    "Move",
    "Network",
    "Opportunity",
    "Partner",
    "PolicyFeedback",
    "Precision",
    "Product",
    "ProgrammePhase",
    "Project",
    "Proposal",
    "Recommendation",
    "Round",
    "Seat",
    "Stage",
    "Standing",
    "State",
    "Submission",
    "SubmissionFile",
]
