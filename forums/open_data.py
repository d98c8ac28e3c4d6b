"""A version of a strategy for machines: the same as its page, in both languages."""

from collections import defaultdict

from django.conf import settings

from forums import responses
from forums.models import Action, Attachment, Reservation
from forums.responses import Responses
from forums.trace import ByGroup, Line, Reading, Voice, address_of


def as_data(reading: Reading) -> dict:
    """What /api/v1/strategies/SLUG/NUMBER/ answers (docs/architecture.md)."""
    version = reading.version
    strategy = version.strategy
    counted = responses.count(voice.contribution.pk for voice in reading.voices)
    files = defaultdict(list)
    for file in Attachment.objects.public().filter(contribution__in=counted).select_related("contribution__forum"):
        files[file.contribution_id].append(_attachment(file))
    return {
        "strategy": strategy.slug,
        "title": pair(strategy, "title"),
        "version": version.number,
        "published": version.published_at.isoformat(),
        "url": settings.BASE_URL + version.get_absolute_url(),
        "note": pair(version, "note"),
        "demonstration": strategy.demonstration,
        "chapters": [
            {
                "number": part.number,
                "title": pair(part.chapter, "title"),
                "statements": [_statement(line) for line in part.lines],
            }
            for part in reading.parts
        ],
        "contributions": [
            _contribution(voice, reading, counted[voice.contribution.pk])
            | {"attachments": files[voice.contribution.pk]}
            for voice in reading.voices
        ],
    }


def pair(row: object, name: str) -> dict[str, str]:
    """A text in both languages; empty where it is missing."""
    return {language: getattr(row, f"{name}_{language}") for language in ("nl", "en")}


def _statement(line: Line) -> dict:
    statement = line.statement
    return {
        "id": statement.pk,
        "number": line.number,
        "url": settings.BASE_URL + statement.get_absolute_url(),
        "text": pair(statement, "text"),
        "why_without_contribution": pair(statement, "unsourced"),
        "came_from": [{"statement": descent.ancestor_id, "how": descent.kind} for descent in line.came_from],
        "contributions": [voice.contribution.pk for voice in line.behind],
        "contributions_by_group": _by_group(line.contributed),
        "support_by_group": _by_group(line.supported),
        "reservations": [_reservation(one) for one in line.reservations],
        "actions": [_action(one) for one in line.actions],
    }


def _by_group(counts: list[ByGroup]) -> dict[str, int]:
    return {one.group.slug if one.group else "": one.count for one in counts}


def _reservation(reservation: Reservation) -> dict:
    return {
        "organisation": pair(reservation.organisation, "name"),
        "group": reservation.group.slug if reservation.group else None,
        "text": pair(reservation, "text"),
        "signed_by": reservation.signed_by,
        "signed": reservation.signed_at.isoformat(),
        "withdrawn": reservation.withdrawn_at.isoformat() if reservation.withdrawn_at else None,
    }


def _action(action: Action) -> dict:
    return {
        "id": action.pk,
        "title": pair(action, "title"),
        "owner": pair(action.owner, "name"),
        "due": action.due.isoformat() if action.due else None,
        "progress": action.progress,
        "feedback_to_policy": [
            {"id": one.pk, "title": pair(one, "title"), "url": settings.BASE_URL + one.get_absolute_url()}
            for one in action.feedback.all()
            if one.is_public
        ],
    }


def _attachment(file: Attachment) -> dict:
    return {
        "name": file.name,
        "url": settings.BASE_URL + file.get_absolute_url(),
        "media_type": file.media_type,
        "language": file.language or None,
        "size": file.size,
        "sha256": file.sha256,
    }


def _contribution(voice: Voice, reading: Reading, counted: Responses) -> dict:
    one = voice.contribution
    return {
        "id": one.pk,
        "forum": one.forum.slug,
        "number": one.number,
        "url": settings.BASE_URL + address_of(one, reading.version),
        "state": one.state,
        "group": one.group.slug if one.group else None,
        "language": one.language,
        "channel": one.channel,
        "author": one.signature if voice.is_public else None,
        "text": one.text if voice.is_public else None,
        "support_by_group": _by_group(counted.supported if voice.is_public else []),
        "replies_by_group": _by_group(counted.replied if voice.is_public else []),
        "outcome": voice.outcome.kind if voice.outcome else None,
        "reason": pair(voice.outcome, "reason") if voice.outcome else None,
        "statements": [line.statement.pk for line in voice.lines],
    }
