"""Events reach an app that subscribed, and come again when they are not acknowledged."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from playground.slack import seed
from playground.slack.record import Entry
from tests.conftest import FrozenClock
from tests.playground.slack.conftest import Workplace


async def mention(place: Workplace, channel: str = seed.OPS) -> None:
    await place.does("say", as_=seed.ANA, channel=channel, text="@Plenum start")


def told_of(kind: str) -> Any:
    def wanted(entry: Entry) -> bool:
        return (entry.kind, entry.name) == ("told", kind)

    return wanted


async def test_a_mention_is_an_event_where_the_app_is_a_member(place: Workplace) -> None:
    await mention(place)
    await mention(place, seed.GENERAL)
    await place.slack.events.settled()

    told = place.app.of("app_mention")
    assert [(one["event"]["channel"], one["event"]["text"]) for one in told] == [
        (seed.OPS, f"<@{seed.BOT_USER}> start")
    ]
    assert told[0]["authorizations"][0]["user_id"] == seed.BOT_USER


async def test_a_mention_in_a_thread_names_the_thread(place: Workplace) -> None:
    said = await place.does("say", as_=seed.BEN, channel=seed.TEAM_CHANNEL, text="Hm")

    await place.does("say", as_=seed.ANA, channel=seed.TEAM_CHANNEL, text="@plenum start", thread_ts=said["ts"])
    await place.slack.events.settled()

    assert place.app.of("app_mention")[0]["event"]["thread_ts"] == said["ts"]


async def test_what_was_not_subscribed_to_is_not_told(place: Workplace) -> None:
    await place.does("say", as_=seed.ANA, channel=seed.OPS, text="Hello")
    await place.does("say", as_=seed.ANA, channel=seed.TEAM_CHANNEL, text="Hello")
    await place.slack.events.settled()

    assert [one["event"]["channel"] for one in place.app.of("message")] == [seed.TEAM_CHANNEL]


async def test_changes_of_the_workspace_are_told(place: Workplace) -> None:
    await place.does("workspace", do="archive", channel=seed.TEAM_CHANNEL, as_=seed.ANA)
    await place.does("workspace", do="person", person=seed.BEN, changes={"tz": "Asia/Tokyo"})
    await place.does("workspace", do="enter", channel=seed.SECRET)
    await place.slack.events.settled()

    told = {one["event"]["type"]: one["event"] for one in place.app.of("event_callback")}
    assert told["channel_archive"]["user"] == seed.ANA
    assert told["user_change"]["user"]["tz"] == "Asia/Tokyo"
    assert told["member_joined_channel"]["channel"] == seed.SECRET


async def test_that_the_app_was_taken_out_is_told_with_who_did_it(place: Workplace) -> None:
    await place.does("workspace", do="leave", channel=seed.OPS, as_=seed.ANA)
    await place.does("workspace", do="leave", channel=seed.TEAM_CHANNEL, as_=seed.BEN)
    await place.does("workspace", do="leave", channel=seed.SECRET, person=seed.CLEO)
    await place.slack.events.settled()

    told = {one["event"]["type"]: one["event"] for one in place.app.of("event_callback")}
    assert {kind: (one["channel"], one["actor_id"]) for kind, one in told.items()} == {
        "group_left": (seed.OPS, seed.ANA),
        "channel_left": (seed.TEAM_CHANNEL, seed.BEN),
    }


async def test_a_deleted_channel_is_gone_with_what_stood_in_it(place: Workplace) -> None:
    await place.does("workspace", do="delete", channel=seed.OPS, as_=seed.ANA)
    await place.does("workspace", do="delete", channel=seed.SECRET, as_=seed.ANA)
    await place.slack.events.settled()

    (told,) = place.app.of("event_callback")
    assert (told["event"]["type"], told["event"]["channel"]) == ("group_deleted", seed.OPS)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await place.web.chat_postMessage(channel=seed.OPS, text="Is anybody here?")


async def test_an_event_that_is_not_acknowledged_comes_again_three_times(place: Workplace, clock: FrozenClock) -> None:
    place.app.answers("", 500)

    await mention(place)
    await place.slack.history.until(told_of("app_mention"), times=2)
    clock.advance(minutes=1)
    await place.slack.history.until(told_of("app_mention"), times=3)
    clock.advance(minutes=4)
    await place.slack.events.settled()

    numbers = [told.headers.get("x-slack-retry-num") for told in place.app.told]
    reasons = {told.headers.get("x-slack-retry-reason") for told in place.app.told[1:]}
    assert numbers == [None, "1", "2", "3"]
    assert reasons == {"http_error"}
    assert len({told.payload["event_id"] for told in place.app.told}) == 1


async def test_a_retry_that_is_acknowledged_is_the_last(place: Workplace) -> None:
    await place.does("faults", lost_ack={"times": 1})

    await mention(place)
    await place.slack.events.settled()

    assert [told.headers.get("x-slack-retry-reason") for told in place.app.told] == [None, "http_timeout"]


async def test_an_app_may_ask_for_no_retry(place: Workplace) -> None:
    place.app.answers("", 400)
    answer = place.app.answer

    async def refusing(told: Any) -> Any:
        response = await answer(told)
        response.headers["x-slack-no-retry"] = "1"
        return response

    place.app.answer = refusing

    await mention(place)
    await place.slack.events.settled()

    assert len(place.app.told) == 1


async def test_an_unreachable_app_is_told_when_it_is_back(place: Workplace, clock: FrozenClock) -> None:
    address = place.slack.delivery.request_url
    place.slack.delivery.request_url = "http://127.0.0.1:9/slack/events"
    await mention(place)
    await place.slack.history.until(told_of("app_mention"), times=2)

    place.slack.delivery.request_url = address
    clock.advance(minutes=1)
    await place.slack.events.settled()

    assert place.app.told[0].headers["x-slack-retry-reason"] == "connection_failed"


async def test_a_removed_app_hears_that_it_was_removed_and_nothing_more(place: Workplace) -> None:
    await place.does("workspace", do="uninstall")
    await mention(place)
    await place.slack.events.settled()

    assert {one["event"]["type"] for one in place.app.of("event_callback")} == {"tokens_revoked", "app_uninstalled"}


async def test_waiting_for_what_does_not_happen_ends(place: Workplace) -> None:
    with pytest.raises(TimeoutError):
        await place.slack.history.until(told_of("app_mention"), timeout_s=0.01)
