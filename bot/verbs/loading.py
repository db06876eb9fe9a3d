"""Loading the code of a process that stays, so that looking for garbage never stops it for long."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """For the imports: none of that becomes garbage, so nobody looks for any, now or later.

    Looking through all that is loaded takes 30 ms each time, during which nobody is answered, and a tenth of the start.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
