"""The registry of kinds: a new back end is one file beside this one, and one line here."""

from dataclasses import replace
from typing import Protocol

import httpx

from bot.clock import Clock
from bot.errors import ConfigError
from bot.providers.base import ConferenceProvider, ProviderSettings
from bot.providers.http import PATIENCE, Patience, client
from bot.providers.jitsi import Jitsi
from bot.providers.portsip import PortSip
from bot.providers.sourceloop import SourceLoop
from bot.providers.trueconf import TrueConf
from bot.providers.vonage import Vonage

PROVIDERS: dict[str, type[ConferenceProvider]] = {
    provider.kind: provider for provider in (TrueConf, PortSip, SourceLoop, Jitsi, Vonage)
}


class Entry(Protocol):
    """One back end as the settings name it."""

    @property
    def kind(self) -> str:
        """One of `PROVIDERS`."""
        ...

    @property
    def settings(self) -> ProviderSettings:
        """What that kind asks for."""
        ...


def make(
    name: str,
    entry: Entry,
    *,
    clock: Clock,
    ca_bundle: str | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    patience: Patience = PATIENCE,
) -> ConferenceProvider:
    """The back end that is configured as `name`, with a client of its own: `aclose` it in the end.

    `ca_bundle` is the one for everything, used unless the back end has its own. `transport` stands in for the network.
    """
    bundle = entry.settings.ca_bundle or ca_bundle
    try:
        http = client(ca_bundle=bundle, transport=transport)
    except OSError as error:  # ssl.SSLError is one
        setting = f"PROVIDERS__{name.upper()}__CA_BUNDLE" if entry.settings.ca_bundle else "CA_BUNDLE"
        problem = f"{setting}: is not a file of certificates in PEM form; example: /etc/ssl/company.pem"
        raise ConfigError((problem,)) from error
    patience = replace(patience, clock=clock)
    return PROVIDERS[entry.kind](name, entry.settings, http=http, clock=clock, patience=patience)
