"""What can be made to go wrong with this server beyond what can with any back end."""

from dataclasses import dataclass
from typing import Any, ClassVar

from playground.backends.faults import Faults


@dataclass(slots=True, kw_only=True)
class TrueConfFaults(Faults):
    """`tokens_refused`: no access token is known; `token_status` is what a bad one is answered with (real servers give
    403 or 401). `list_delay`: lists leave out conferences younger than so many seconds. `recorder_down`: record control
    answers 503; `recorder_deaf`: it answers 202, and nothing comes of it. `late_stream_id`: a starting conference
    already reads as running, without its `stream_id`.
    """

    AIM: ClassVar[tuple[str, ...]] = (*Faults.AIM, "token_status")

    tokens_refused: bool = False
    token_status: int = 403
    list_delay: float = 0
    recorder_down: bool = False
    recorder_deaf: bool = False
    late_stream_id: bool = False

    def busy_body(self, status: int) -> Any:
        return {"error": {"code": status, "errors": []}}
