"""A time limit for what is awaited, without a timer for each: those would cost a request a tenth of its time."""

import asyncio
from types import TracebackType

LOOKS = 5
"""How often in a span the clock is looked at: a limit is kept to a fifth of itself."""


class Patience:
    """`with patience:` raises TimeoutError when the block takes longer than `span_s`, or up to a fifth more."""

    def __init__(self, span_s: float) -> None:
        self.span_s = span_s
        self._waiting: dict[asyncio.Task[object], float] = {}
        self._overdue: set[asyncio.Task[object]] = set()
        self._looking = False

    def __enter__(self) -> None:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None
        self._waiting[task] = loop.time() + self.span_s
        if not self._looking:
            self._look_later(loop)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._waiting.pop(task, None)
        if task in self._overdue:
            self._overdue.discard(task)
            if task.uncancel() == 0 and kind is asyncio.CancelledError:
                raise TimeoutError from error

    def _look_later(self, loop: asyncio.AbstractEventLoop) -> None:
        self._looking = True
        loop.call_later(self.span_s / LOOKS, self._look, loop)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._looking, now = False, loop.time()
        for task in [task for task, until in self._waiting.items() if until <= now]:
            del self._waiting[task]
            self._overdue.add(task)
            task.cancel()
        if self._waiting:
            self._look_later(loop)
