"""A process that stays: its settings, its log, then its work until it is told to stop."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from bot.errors import StoreError
from bot.logs import set_up_logs
from bot.settings import Settings, load_settings
from bot.verbs.loop import run

log = logging.getLogger(__name__)


def stay(work: Callable[[Settings], Coroutine[Any, Any, None]]) -> int:
    """Carry `work` out to its end; the exit status."""
    settings = load_settings()
    set_up_logs(level=settings.log_level, form=settings.log_format, secrets=settings.secret_texts())
    try:
        run(work(settings))
    except StoreError as error:
        log.critical("the database cannot be used: %s", error, extra={"action": "no_database"})
        return 1
    return 0
