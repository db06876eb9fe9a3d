"""Records: the finished files of one conference."""

from collections.abc import Iterator

from starlette.responses import Response, StreamingResponse

from playground.backends.trueconf import wire
from playground.backends.trueconf.call import Answer, Call, Endpoint, scopes
from playground.backends.trueconf.refusal import ApiError
from playground.backends.trueconf.session import Recording

READ = scopes("conferences.records", "conferences.records:read")
_MATROSKA = b"\x1a\x45\xdf\xa3"
_PIECE = 65_536


def file(recording: Recording) -> Response:
    """Bytes that begin as a Matroska file does and are as many as the record says; not a film."""
    headers = {"Content-Length": str(recording.size)}
    return StreamingResponse(_bytes(recording.size), headers=headers, media_type="video/x-matroska")


def _bytes(size: int) -> Iterator[bytes]:
    yield _MATROSKA
    left = size - len(_MATROSKA)
    while left > 0:
        yield b"\0" * min(left, _PIECE)
        left -= _PIECE


def _list(call: Call) -> Answer:
    return {"records": [_shown(call, one) for one in _finished(call)]}


def _read(call: Call) -> Answer:
    return {"record": _shown(call, _one(call))}


def _download(call: Call) -> Answer:
    return file(_one(call))


def _finished(call: Call) -> list[Recording]:
    conference = call.conference()
    return [one for session, one in call.server.recordings() if session.conference_id == conference.id]


def _one(call: Call) -> Recording:
    found = next((one for one in _finished(call) if one.name == call.ids[1]), None)
    if found is None:
        raise ApiError("recordNotFound", call.ids[1], path="record_id")
    return found


def _shown(call: Call, one: Recording) -> dict[str, object]:
    return wire.record(one, call.ids[0], base=call.base, version=call.version)


_URL = frozenset({"url_type"})

ENDPOINTS = (
    Endpoint(method="GET", path="conferences/{}/records", scopes=READ, act=_list, query=_URL),
    Endpoint(method="GET", path="conferences/{}/records/{}", scopes=READ, act=_read, query=_URL),
    Endpoint(method="GET", path="conferences/{}/records/{}/download", scopes=READ, act=_download),
)
