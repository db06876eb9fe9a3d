"""Blobs: the bytes of recordings, public or for those with a token."""

import struct
from collections.abc import Iterator

from starlette.responses import Response, StreamingResponse

from playground.backends.portsip.call import Answer, Call, Endpoint, Right
from playground.backends.portsip.refusal import missing
from playground.backends.portsip.session import BYTES_A_SECOND, Recording

_PIECE = 65_536
_MEDIA = {"wav": "audio/wav", "mp4": "video/mp4"}
_SILENCE = {"wav": b"\x80", "mp4": b"\0"}


def _read(call: Call) -> Answer:
    recording = call.pbx.files.get(call.ids[0])
    if recording is None:
        raise missing()
    if recording.private:
        call.must_be_known()
    return file(recording)


def file(recording: Recording) -> Response:
    """As many bytes as the recording says, beginning as its kind does: a silent WAV, or no film at all."""
    headers = {
        "Content-Length": str(recording.size),
        "Content-Disposition": f'attachment; filename="{recording.file_name}"',
    }
    return StreamingResponse(_bytes(recording), headers=headers, media_type=_MEDIA[recording.kind])


def _bytes(recording: Recording) -> Iterator[bytes]:
    head = _wav_head(recording.size) if recording.kind == "wav" else b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2"
    yield head
    left, still = recording.size - len(head), _SILENCE[recording.kind]
    while left > 0:
        yield still * min(left, _PIECE)
        left -= _PIECE


def _wav_head(size: int) -> bytes:
    rate = BYTES_A_SECOND["wav"]
    sound = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate, 1, 8)
    return struct.pack("<4sI4s", b"RIFF", size - 8, b"WAVE") + sound + struct.pack("<4sI", b"data", size - 44)


ENDPOINTS = (Endpoint(method="GET", path="blobs/{}", act=_read, right=Right.ANYBODY),)
