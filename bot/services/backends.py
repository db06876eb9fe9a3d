"""The configured back ends, by name, and how long Plenum waits for one."""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from datetime import timedelta
from typing import TypeVar

from bot.errors import ProviderError, Unanswered, UnknownProvider, Unsupported
from bot.model import Ability, Conference, Feature, Limits, Template
from bot.providers.base import ConferenceProvider

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")
_AT_ONCE = 2.0
"""Seconds."""


class Backends:
    """`default` is the name of the one that is used when nobody names another; `patience` how long one thing that is
    asked of a back end may take, however many calls it is made of. Not `reachable`: none can tell us anything."""

    def __init__(
        self,
        providers: Mapping[str, ConferenceProvider],
        *,
        default: str,
        patience: timedelta,
        reachable: bool = True,
    ) -> None:
        self._providers = dict(providers)
        self._untold = frozenset() if reachable else frozenset({Feature.EVENTS})
        self.default = default
        self._patience = patience.total_seconds()

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, the default first."""
        return (self.default, *(name for name in self._providers if name != self.default))

    def choose(self, name: str | None) -> str:
        """The configured name that somebody meant, in any case; the default for None. Raises `UnknownProvider`."""
        if name is None:
            return self.default
        for known in self._providers:
            if known.casefold() == name.casefold():
                return known
        raise UnknownProvider(name, names=self.names)

    @property
    def closed(self) -> frozenset[str]:
        """Those whose maker closed them: still there to be named, and offered instead of no other."""
        return frozenset(name for name, provider in self._providers.items() if provider.sunset)

    def able_to(self, name: str | None, needs: frozenset[Feature]) -> str:
        """The configured name, if that back end can do all that is needed. Raises `UnknownProvider`, `Unsupported`."""
        chosen = self.choose(name)
        for lacking in needs - self.features(chosen):
            raise Unsupported(lacking, provider=chosen)
        return chosen

    def host_keys(self, name: str) -> str | None:
        """What one presses there before a host PIN."""
        provider = self._providers.get(name)
        return provider.host_keys if provider else None

    def able(self, feature: Feature) -> frozenset[str]:
        """Those that can do it."""
        return frozenset(name for name in self._providers if feature in self.features(name))

    def others(self, name: str, *, needs: frozenset[Feature] = frozenset()) -> tuple[str, ...]:
        """What could be used instead of `name`, of those that can do what it `needs`."""
        open_to_all = (other for other in self.names if other != name and other not in self.closed)
        return tuple(other for other in open_to_all if needs <= self.features(other))

    def named(self, name: str) -> ConferenceProvider:
        """Raises `UnknownProvider` where it was taken out of the settings since."""
        try:
            return self._providers[name]
        except KeyError:
            raise UnknownProvider(name, names=self.names) from None

    def features(self, name: str) -> frozenset[Feature]:
        """What it can do; nothing, where it was taken out of the settings since."""
        provider = self._providers.get(name)
        return provider.features - self._untold if provider else frozenset()

    def limits(self, name: str) -> Limits:
        """What its rooms may be at most; nobody knows, where it was taken out of the settings since."""
        provider = self._providers.get(name)
        return provider.limits if provider else Limits()

    @property
    def abilities(self) -> dict[str, Ability]:
        """What each can do, and within which limits."""
        return {name: Ability(features=self.features(name), limits=self.limits(name)) for name in self.names}

    def admits(self, conference: Conference) -> int | None:
        """How many people come into it; None where nobody knows."""
        return conference.plan.options.capacity or self.limits(conference.provider).admits

    async def templates(self, name: str) -> tuple[Template, ...]:
        """What a room there may be made like, as far as it says so at once: somebody waits for a form."""
        provider = self._providers.get(name)
        if provider is None or Feature.TEMPLATES not in provider.features:
            return ()
        try:
            async with asyncio.timeout(min(self._patience, _AT_ONCE)):
                return await provider.templates()
        except (ProviderError, TimeoutError) as error:
            log.info("no templates to choose from", extra={"action": "templates_unread", "error": repr(error)})
            return ()

    async def ask(self, name: str, asked: Awaitable[Answer]) -> Answer:
        """Wait for `asked`, at most our patience; then `Unanswered`: it may have been done."""
        try:
            async with asyncio.timeout(self._patience):
                return await asked
        except TimeoutError as error:
            raise Unanswered(name, f"no answer within {self._patience:g} s") from error
