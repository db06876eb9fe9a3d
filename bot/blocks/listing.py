"""What is live and what comes, in a list, page by page."""

from collections.abc import Callable, Sequence

from bot.blocks import conference as card
from bot.blocks import crowd, kit, plan, replies
from bot.blocks.deeds import SHOW
from bot.model import Block, Conference, Feature, Message, Stage

TURN = "list.page"
PAGE = 10

Features = frozenset[Feature]


def page(
    shown: Sequence[Conference],
    *,
    where: str,
    live: int,
    features: Callable[[str], Features],
    starts: Callable[[Conference], bool],
    earlier: str | None = None,
    later: str | None = None,
) -> Message:
    """One page of it: what is live, then what comes, the soonest first.

    `where` is in words: "here", "in this workspace"; `live` counts all that are; `features` of the back end with that
    name; `starts`: whether the reader may start it. `earlier` and `later` are what the buttons to further pages carry.
    """
    if not shown:
        return Message(
            text="Nothing is live",
            blocks=(kit.section(f"Nothing is live {where}. Start one: `/conf start Weekly sync`"),),
        )
    going = [one for one in shown if one.stage is Stage.LIVE]
    coming = [one for one in shown if one.stage is not Stage.LIVE]
    blocks = [
        *_heading(live, where, shown=bool(going)),
        *(_live(one, features=features(one.provider)) for one in going),
    ]
    if coming:
        blocks += [kit.section("*Coming*"), *(_planned(one, starts=starts(one)) for one in coming)]
    text = f"{live} live {where}" if live else "Nothing is live, but this comes"
    return Message(text=text, blocks=(*blocks, *_turns(earlier, later)))


def _heading(live: int, where: str, *, shown: bool) -> list[Block]:
    """None on a later page, where nothing of it is `shown`."""
    if not live:
        return [kit.section(f"Nothing is live {where}.")]
    text = f"*{live} live {where}*" if live > 1 else f"*Live {where}*"
    return [kit.section(text)] if shown else []


def _live(conference: Conference, *, features: Features) -> Block:
    room, inside = conference.room, crowd.in_words(conference, features=features)
    told = " · ".join(filter(None, (card.since(conference, features=features), inside)))
    who = f"{kit.person(conference.host_id)} in {kit.channel(conference.place.channel_id)} · `{conference.code}`"
    text = f"{kit.bold(conference.plan.topic)} · {told}\n{who}{_replies(conference)}"
    if room is not None and Feature.PERSONAL_LINK in features:
        return kit.section(text, accessory=kit.button("Join", card.JOIN_PRIVATELY, conference.id))
    if room is None or room.join_url is None:
        return kit.section(text)
    return kit.section(text, accessory=kit.link_button("Join", room.join_url, card.JOIN, conference.id))


def _planned(conference: Conference, *, starts: bool) -> Block:
    topic = conference.plan.topic
    button = (
        kit.button("Start", plan.START, conference.id, spoken=f"Start {topic}")
        if starts
        else kit.button("Show", SHOW, conference.id, spoken=f"Show {topic}")
    )
    return kit.section(f"{plan.line(conference)}{_replies(conference)}", accessory=button)


def _replies(conference: Conference) -> str:
    said = replies.counts(conference)
    return f" · {said}" if said else ""


def _turns(earlier: str | None, later: str | None) -> list[Block]:
    wanted = (("Earlier", earlier), ("Later", later))
    buttons = [kit.button(label, f"{TURN}.{n}", value) for n, (label, value) in enumerate(wanted) if value is not None]
    return [kit.actions(*buttons)] if buttons else []
