"""What the video cloud posts when somebody comes or goes, in the words of each cloud."""

from datetime import datetime
from typing import Any

from playground.backends.sourceloop.instants import milliseconds, write
from playground.backends.sourceloop.video import PROJECT, Connection

Letter = dict[str, Any]


def came(provider: str, one: Connection, at: datetime) -> list[Letter]:
    if provider == "twilio":
        return [_twilio("participant-connected", one, at)]
    letters = [_vonage("connectionCreated", one, at)]
    return letters if one.role == "subscriber" else [*letters, _stream("streamCreated", one, at)]


def went(provider: str, one: Connection, at: datetime) -> list[Letter]:
    if provider == "twilio":
        return [_twilio("participant-disconnected", one, at)]
    reason = {"reason": "clientDisconnected"}
    streams = [] if one.role == "subscriber" else [_stream("streamDestroyed", one, at) | reason]
    return [*streams, _vonage("connectionDestroyed", one, at) | reason]


def _vonage(event: str, one: Connection, at: datetime) -> Letter:
    return {
        "sessionId": one.session_id,
        "projectId": PROJECT,
        "event": event,
        "timestamp": milliseconds(at),
        "connection": _connection(one),
    }


def _connection(one: Connection) -> Letter:
    data = {} if one.data is None else {"data": one.data}
    return {"id": one.id, "createdAt": milliseconds(one.created_at)} | data


def _stream(event: str, one: Connection, at: datetime) -> Letter:
    stream = {
        "id": f"s-{one.id}",
        "connection": _connection(one),
        "createdAt": milliseconds(one.created_at),
        "name": "",
        "videoType": "camera",
    }
    return _vonage(event, one, at) | {"stream": stream}


def _twilio(event: str, one: Connection, at: datetime) -> Letter:
    """As a relay translates it: Twilio itself posts a form, which the service does not take."""
    return {
        "roomSid": one.session_id,
        "statusCallbackEvent": event,
        "timestamp": write(at),
        "participantSid": one.id,
    }
