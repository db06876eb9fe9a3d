"""`providers`: what each configured back end can do."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import date

from bot.model import Feature

SUMMARY = "show what each configured back end can do"
DESCRIPTION = """\
Shows a table of the configured back ends and what their kinds can do. Asks no back end anything: whether they
answer is what `doctor` tells."""

ABILITIES: dict[Feature, str] = {
    Feature.FIND: "find a room again when the answer was lost",
    Feature.REMOVE: "remove a room",
    Feature.END: "end a conference for everyone",
    Feature.CLOSE: "let nobody new in after the end",
    Feature.STATE: "tell whether a conference is live",
    Feature.ACCOUNTS: "find a person's account by e-mail",
    Feature.RING: "ring a person's client",
    Feature.HOST_ACCESS: "tell the host how to host",
    Feature.PARTICIPANTS: "tell who is in",
    Feature.ATTENDANCE: "tell afterwards who was in",
    Feature.EVENTS: "tell by itself what happens (webhooks)",
    Feature.PERSONAL_LINK: "give each person a link of their own",
    Feature.DIAL_IN: "name telephone numbers to dial in",
    Feature.AHEAD: "have a room's link from planning on",
    Feature.UPDATE: "change a room that waits",
    Feature.KEEP: "keep one room for a series",
    Feature.RECORD_FROM_START: "record from the start",
    Feature.SET_PIN: "take a PIN that people choose",
    Feature.WAITING_ROOM: "have people wait to be let in",
    Feature.HOST_FIRST: "let nobody in before the host",
    Feature.CAPACITY: "limit how many people come in",
    Feature.TEMPLATES: "make a room from a template",
    Feature.RECORD: "start and stop recording",
    Feature.PAUSE_RECORDING: "pause a recording",
    Feature.MUTE_ALL: "mute everybody",
    Feature.MUTE: "mute one participant",
    Feature.LOCK: "lock a room",
    Feature.KICK: "send one participant out",
    Feature.HAND_OVER: "make a participant the host",
    Feature.CALL: "telephone a number into a room",
    Feature.INVITE_GUESTS: "put guests on a room's list by e-mail address",
    Feature.MAIL_GUESTS: "write to those guests itself",
}


def add_options(parser: ArgumentParser) -> None:
    """`providers` has none."""


def run(options: Namespace) -> int:
    """Print the table."""
    from bot.providers import PROVIDERS
    from bot.settings import load_settings

    settings = load_settings()
    configured = {name: PROVIDERS[entry.kind] for name, entry in settings.providers.items()}
    titles = {name: titled(kind.title, kind.sunset) for name, kind in configured.items()}
    features = {name: kind.features for name, kind in configured.items()}
    print(matrix(titles, features, default=settings.default_provider))
    return 0


def titled(title: str, sunset: date | None) -> str:
    """What a kind is called, with the day on which its maker closed it."""
    return f"{title} (closed {sunset})" if sunset else title


def matrix(titles: Mapping[str, str], features: Mapping[str, frozenset[Feature]], *, default: str) -> str:
    """A row for each ability, a column for each back end, the default one first."""
    from bot.verbs.table import aligned

    names = sorted(titles, key=lambda name: (name != default, name))
    rows = [
        ["", *(f"{name} (default)" if name == default and len(names) > 1 else name for name in names)],
        ["kind", *(titles[name] for name in names)],
        *(
            [words, *("yes" if ability in features[name] else "–" for name in names)]
            for ability, words in ABILITIES.items()
        ),
    ]
    return aligned(rows)
