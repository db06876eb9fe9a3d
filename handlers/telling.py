"""A failure becomes one private message, and one line in the log under the same reference."""

import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.blocks import problem
from bot.errors import ProviderError, SlackError, UserError
from handlers.commands.call import Reply, Say

log = logging.getLogger(__name__)

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def reference_for(error: BaseException) -> str:
    """Four letters that a person can read out; the log has the failure under them."""
    reference = "".join(secrets.choice(_LETTERS) for _ in range(4))
    log.warning("told somebody of a failure", exc_info=error, extra={"action": "failure_told", "reference": reference})
    return reference


@asynccontextmanager
async def telling(say: Say, *, last_try: bool) -> AsyncIterator[None]:
    """What is raised inside is told to the person who asked. What nobody foresaw, or our own database's trouble, is
    tried again first."""
    try:
        yield
    except UserError as error:
        await say(Reply(message=problem.explain(error, reference="")))
    except (ProviderError, SlackError) as error:
        await say(Reply(message=problem.explain(error, reference=reference_for(error))))
    except Exception as error:
        if not last_try:
            raise
        await say(Reply(message=problem.explain(error, reference=reference_for(error))))
